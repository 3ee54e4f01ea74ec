"""Codes of authenticator apps: the vectors of RFC 4226 and RFC 6238, drift, and no code twice."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.totp import (
    DIGITS,
    code_at,
    enrolment_uri,
    matching_step,
    secret_text,
    step_of,
    tidy_code,
)

SECRET = b"12345678901234567890"
LONGER = {"sha1": SECRET, "sha256": (SECRET * 2)[:32], "sha512": (SECRET * 4)[:64]}
HOTP = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489")
TOTP = (
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
)
SECRETS = st.binary(min_size=20, max_size=20)
STEPS = st.integers(min_value=2, max_value=2**40)


@pytest.mark.parametrize(("step", "code"), list(enumerate(HOTP)))
def test_vectors_of_rfc_4226(step: int, code: str) -> None:
    assert code_at(SECRET, step) == code


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), TOTP)
def test_vectors_of_rfc_6238(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    made = {digest: code_at(secret, step_of(seconds), 8, digest) for digest, secret in LONGER.items()}
    assert made == {"sha1": sha1, "sha256": sha256, "sha512": sha512}


@pytest.mark.parametrize(("seconds", "step"), [(0, 0), (29.999, 0), (30, 1), (59.5, 1), (60, 2)])
def test_a_step_lasts_thirty_seconds(seconds: float, step: int) -> None:
    assert step_of(seconds) == step


@given(SECRETS, STEPS, st.integers(-1, 1))
def test_clocks_may_differ_by_a_step(secret: bytes, now: int, drift: int) -> None:
    found = matching_step(secret, code_at(secret, now + drift), now, -1)
    assert found is not None
    assert abs(found - now) <= 1
    assert code_at(secret, found) == code_at(secret, now + drift)


@given(SECRETS, STEPS, st.integers(2, 50))
def test_no_more_than_a_step(secret: bytes, now: int, drift: int) -> None:
    near = {code_at(secret, step) for step in (now - 1, now, now + 1)}
    for far in (now + drift, max(0, now - drift)):
        code = code_at(secret, far)
        assert (matching_step(secret, code, now, -1) is None) is (code not in near)


@given(SECRETS, STEPS)
def test_no_code_works_twice(secret: bytes, now: int) -> None:
    code = code_at(secret, now)
    used = matching_step(secret, code, now, -1)
    assert used is not None
    again = matching_step(secret, code, now + 1, used)
    assert again is None or again > used


def test_after_a_later_code_an_earlier_one_is_over() -> None:
    assert matching_step(SECRET, HOTP[4], 5, -1) == 4
    assert matching_step(SECRET, HOTP[4], 5, 5) is None
    assert matching_step(SECRET, HOTP[6], 5, 5) == 6
    assert matching_step(SECRET, HOTP[0], 0, -1) == 0


@pytest.mark.parametrize("typed", ["", "75522", "7552244", "75522a", "७५५२२४", "755224x", "-55224"])
def test_what_is_no_code(typed: str) -> None:
    assert matching_step(SECRET, typed, 0, -1) is None


def test_blanks_do_not_matter() -> None:
    assert tidy_code(" 755 224\n") == "755224"
    assert matching_step(SECRET, "755 224", 0, -1) == 0


@given(SECRETS)
def test_the_secret_is_typed_in_groups_of_four(secret: bytes) -> None:
    text = secret_text(secret)
    assert base64.b32decode(text.replace(" ", "")) == secret
    assert {len(group) for group in text.split(" ")} == {4}


@given(SECRETS, st.text(min_size=1, max_size=30))
def test_the_address_holds_what_an_app_reads(secret: bytes, account: str) -> None:
    parts = urlsplit(enrolment_uri(secret, "IOP Desktop", account))
    told = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path.startswith("/IOP%20Desktop:")
    assert base64.b32decode(told["secret"]) == secret
    assert (told["issuer"], told["digits"], told["period"]) == ("IOP Desktop", str(DIGITS), "30")

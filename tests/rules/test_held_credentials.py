"""Which credentials count on a day, and which cannot be entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from iop_desktop.rules.credentials import Credentialed, CredentialRule, refusals_of_supervising, standing_on
from iop_desktop.rules.held_credentials import HeldCredential, as_on, is_good, refusals_of_held

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)
LPC = HeldCredential("LPC", "7810", "Texas", date(2020, 1, 1))
ALONE = CredentialRule("LPC", signs_alone=True, may_supervise=True, from_on=date(2020, 1, 1))
INTERN = CredentialRule("LPC-IT", signs_alone=False, may_supervise=False, from_on=date(2020, 1, 1))
PERSON = Credentialed("MS, LPC", supervises=True, needs_cosignature=False)


def ended(held: HeldCredential, on: date = YESTERDAY) -> HeldCredential:
    return replace(held, until_on=on)


@pytest.mark.parametrize(
    ("credentials", "held", "rules", "alone"),
    [
        ("MS, LPC", [], [ALONE], True),
        ("MS, LPC", [LPC], [ALONE], True),
        ("MS, LPC", [ended(LPC, TODAY)], [ALONE], True),
        ("MS, LPC", [ended(LPC)], [ALONE], False),
        ("MS, LPC", [ended(LPC)], [], False),
        ("MS, LPC", [ended(LPC), replace(LPC, from_on=TODAY)], [ALONE], True),
        ("MS, LPC", [ended(replace(LPC, credential="CADC"))], [ALONE], True),
        ("LPC, LPC-IT", [ended(LPC)], [ALONE, INTERN], False),
        ("LPC, LPC-IT", [ended(replace(LPC, credential="LPC-IT"))], [ALONE, INTERN], True),
        ("L.P.C.", [ended(LPC)], [ALONE], False),
    ],
)
def test_an_ended_credential_counts_no_more(
    credentials: str, held: list[HeldCredential], rules: list[CredentialRule], alone: bool
) -> None:
    person = as_on(replace(PERSON, credentials=credentials), held, rules, TODAY)
    assert standing_on(person, rules, TODAY).signs_alone is alone


def test_the_day_of_the_end_is_said_and_nobody_supervises_after_it() -> None:
    person = as_on(PERSON, [ended(LPC)], [ALONE], TODAY)
    assert standing_on(person, [ALONE], TODAY).why == "The credential ended on November 23, 2026."
    assert [refusal.code for refusal in refusals_of_supervising(person, [ALONE], TODAY)] == ["credential-ended"]
    earlier = replace(PERSON, until=date(2026, 1, 31))
    assert "January 31" in standing_on(as_on(earlier, [ended(LPC)], [ALONE], TODAY), [ALONE], TODAY).why


@pytest.mark.parametrize(
    ("held", "good"),
    [
        (LPC, True),
        (ended(LPC, TODAY), True),
        (ended(LPC), False),
        (replace(LPC, from_on=TODAY + timedelta(days=1)), False),
    ],
)
def test_on_which_days_it_is_good(held: HeldCredential, good: bool) -> None:
    assert is_good(held, TODAY) is good


@pytest.mark.parametrize(
    ("changes", "others", "codes"),
    [
        ({}, [], []),
        ({"credential": "MS, LPC"}, [], ["credential"]),
        ({"credential": " "}, [], ["credential"]),
        ({"credential": "L" * 41}, [], ["credential"]),
        ({"number": "7" * 61}, [], ["number"]),
        ({"state": "T" * 41}, [], ["state"]),
        ({"from_on": TODAY + timedelta(days=1)}, [], ["early"]),
        ({"until_on": date(2019, 12, 31)}, [], ["days"]),
        ({}, [LPC], ["twice"]),
        ({"credential": "l.p.c."}, [ended(LPC)], ["twice"]),
        ({"from_on": TODAY}, [ended(LPC)], []),
        ({}, [replace(LPC, credential="CADC")], []),
    ],
)
def test_what_cannot_be_entered(changes: dict[str, Any], others: list[HeldCredential], codes: list[str]) -> None:
    found = refusals_of_held(replace(LPC, **changes), others, TODAY)
    assert [refusal.code for refusal in found] == codes

"""Codes of an authenticator app: time-based one-time passwords (RFC 6238, with SHA-1, 30 seconds and six digits)."""

from __future__ import annotations

import base64
import hmac
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS = 30, 6
SECRET_BYTES = 20
DRIFT = 1
"""Steps by which the clocks of telephone and computer may differ, either way."""


def step_of(seconds: float) -> int:
    """Which step a moment, in seconds since 1970, belongs to."""
    return int(seconds // STEP_SECONDS)


def code_at(secret: bytes, step: int, digits: int = DIGITS, digest: str = "sha1") -> str:
    """The code of one step (RFC 4226, 5.3)."""
    made = hmac.digest(secret, struct.pack(">Q", step), digest)
    at = made[-1] & 15
    number = int.from_bytes(made[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def tidy_code(typed: str) -> str:
    """What was typed without the blanks that apps show in the middle."""
    return "".join(typed.split())


def matching_step(secret: bytes, typed: str, now_step: int, last_step: int) -> int | None:
    """The step whose code was typed, within the drift and after ``last_step``, so that no code works twice."""
    code = tidy_code(typed)
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    steps = range(max(now_step - DRIFT, last_step + 1, 0), now_step + DRIFT + 1)
    fitting = [step for step in steps if hmac.compare_digest(code_at(secret, step), code)]
    return fitting[0] if fitting else None


def secret_text(secret: bytes) -> str:
    """The secret as one types it into an app that reads no picture: base 32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def enrolment_uri(secret: bytes, issuer: str, account: str) -> str:
    """What the QR code of an enrolment says, as authenticator apps read it."""
    label = quote(f"{issuer}:{account}", safe=":")
    words = {"secret": secret_text(secret).replace(" ", ""), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(words, quote_via=quote)}"

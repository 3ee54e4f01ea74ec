"""The second factor at the door: asked after the pass phrase, before anybody works with the records.

Wrong codes are counted apart from wrong pass phrases, with the same growing wait, because a right pass phrase ends the
count of its login each time.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.second_factor import SecondFactor, SpareCode
from iop_desktop.models.spelled_code import letters_of
from iop_desktop.rules.totp import matching_step, step_of
from iop_desktop.services.errors import UserError
from iop_desktop.services.unlock_attempts import UnlockAttempts, WrongPassphrase

_NEEDED = "Type the code that your authenticator app shows now, or one of your recovery codes."
_WRONG = (
    "That code does not fit. Nothing is lost: wait for the next one, and see whether the clocks of phone and "
    "computer are right. A code works once."
)
_WAIT = "Too many wrong codes. Nothing is lost; please wait a moment and try again."


class SecondFactorNeeded(UserError):
    """The pass phrase is right, and this person's code is asked for as well; the vault is closed again."""

    asks_code = True

    def __init__(self) -> None:
        super().__init__(_NEEDED)


class WrongSecondFactor(WrongPassphrase):
    """The code is wrong, too old, or was used before; another one is taken after ``wait_seconds``."""

    def __init__(self, wait_seconds: float, sentence: str = _WRONG) -> None:
        super().__init__(wait_seconds, sentence)


class TooSoonForCode(WrongSecondFactor):
    """The wait after earlier wrong codes is not over; this one was not tried."""

    def __init__(self, wait_seconds: float) -> None:
        super().__init__(wait_seconds, _WAIT)


def count_of_codes(login: str) -> str:
    """Under which name wrong codes of a login are counted; no login has a blank in it."""
    return f"{login} code"


def require_second_factor(
    db: Database, staff: Staff, typed: str, attempts: UnlockAttempts, now: datetime
) -> int | None:
    """Let through who has no second factor or typed its code, in the caller's transaction.

    Answers how many recovery codes are left when one of them was typed, else None. Raises SecondFactorNeeded for
    nothing typed, WrongSecondFactor (counted) and TooSoonForCode.
    """
    factor = db.get(SecondFactor, staff.id)
    if factor is None:
        return None
    if not typed.strip():
        raise SecondFactorNeeded
    name = count_of_codes(staff.login)
    seconds = attempts.wait_seconds(name, (name,))
    if seconds > 0:
        raise TooSoonForCode(seconds)
    step = matching_step(factor.secret, typed, step_of(now.timestamp()), factor.last_step)
    left = None
    if step is not None:
        factor.last_step = step
    else:
        left = _use_spare(db, staff, typed, now)
        if left is None:
            raise WrongSecondFactor(attempts.failed(name, (name,)).wait_seconds)
    attempts.succeeded(name)
    return left


def spare_digest(code: str) -> bytes:
    """How a recovery code is kept; case, blanks, dashes and O/0, I/L/1 do not matter."""
    return hashlib.sha256(b"iop/v1/spare-code" + letters_of(code).encode()).digest()


def spares_left(db: Database, staff: Staff) -> int:
    """How many recovery codes of a person were not used yet."""
    query = select(func.count()).where(SpareCode.staff_id == staff.id, SpareCode.used_at.is_(None))
    return db.scalar(query) or 0


def _use_spare(db: Database, staff: Staff, typed: str, now: datetime) -> int | None:
    digest = spare_digest(typed)
    found = db.scalars(
        select(SpareCode).where(SpareCode.staff_id == staff.id, SpareCode.digest == digest, SpareCode.used_at.is_(None))
    ).first()
    if found is None:
        return None
    found.used_at = now
    db.flush()
    return spares_left(db, staff)

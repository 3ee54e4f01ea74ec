"""Wrong pass phrases: how many, how long one waits after them, and which of them the audit chain has not seen yet.

They are kept in a small file beside the vault, because they happen while it is closed and must survive a restart.
It holds login names that the clinic chose, counts and times; whatever else was typed as a login is counted without
its text, since a pass phrase or a client's name may be typed in the wrong field.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from iop_desktop.models.atomic_file import write_atomically
from iop_desktop.rules.unlocking import is_locked_out, wait_left
from iop_desktop.services.errors import UserError

FILE_NAME = "attempts.json"
UNKNOWN_LOGIN = ""
# No login has a blank in it: the kit has a count of its own, whoever's login was chosen with it.
RECOVERY_KIT = "recovery kit"
# One count for all invitations, so that nobody learns which logins are invited.
INVITATION_CODE = "invitation code"
_MOST_TIMES = 50
_WRONG = "That login and pass phrase do not open the clinic's records. Nothing is lost; please try again."
_WAIT = "Too many wrong pass phrases. Nothing is lost; please wait a moment and try again."
_LOCKED_OUT = (
    "After so many wrong pass phrases this login is locked for half an hour, also after a restart. Nothing is lost: an "
    "administrator can give you an invitation with a new pass phrase."
)
_WRONG_CODE = (
    "This code does not open the clinic's records. Nothing is lost: compare it with the newest printed kit of this "
    "clinic, because a kit that was used once no longer works."
)
_WRONG_INVITATION = (
    "This login and code open nothing. Nothing is lost: compare both with what you were given. An invitation works "
    "once and for a few days; an administrator can give you a new code."
)
_WAIT_FOR_INVITATION = "Too many wrong invitation codes. Nothing is lost; please wait a moment and try again."
_WAIT_FOR_KIT = "Too many wrong recovery codes. Nothing is lost; please wait a moment and try again."


class WrongPassphrase(UserError):
    """The pass phrase did not open the vault; another one is taken after ``wait_seconds``."""

    def __init__(self, wait_seconds: float, sentence: str = _WRONG) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


class TooSoon(WrongPassphrase):
    """The wait after earlier wrong pass phrases is not over; this one was not tried."""

    def __init__(self, wait_seconds: float) -> None:
        locked_out = is_locked_out(timedelta(seconds=wait_seconds))
        super().__init__(wait_seconds, _LOCKED_OUT if locked_out else _WAIT)


class WrongRecoveryCode(WrongPassphrase):
    """The recovery code is mistyped or of no valid kit; another one is taken after ``wait_seconds``."""

    def __init__(self, wait_seconds: float, sentence: str = _WRONG_CODE) -> None:
        super().__init__(wait_seconds, sentence)


class TooSoonForKit(WrongRecoveryCode):
    """The wait after earlier wrong codes is not over; this one was not tried."""

    def __init__(self, wait_seconds: float) -> None:
        super().__init__(wait_seconds, _WAIT_FOR_KIT)


class WrongInvitation(WrongPassphrase):
    """Login and code are of no open invitation; another code is taken after ``wait_seconds``."""

    def __init__(self, wait_seconds: float, sentence: str = _WRONG_INVITATION) -> None:
        super().__init__(wait_seconds, sentence)


class TooSoonForInvitation(WrongInvitation):
    """The wait after earlier wrong codes is not over; this one was not tried."""

    def __init__(self, wait_seconds: float) -> None:
        super().__init__(wait_seconds, _WAIT_FOR_INVITATION)


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong pass phrases of one login since the last right one; ``unreported`` are those not yet in the audit chain."""

    login: str
    count: int = 0
    last: datetime | None = None
    unreported: int = 0
    times: tuple[datetime, ...] = ()


class UnlockAttempts:
    """The attempts of one vault folder. ``known`` are the clinic's logins; all other names share one count."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._path = folder / FILE_NAME
        self._clock = clock
        self._by_login = _read(self._path)

    def wait_seconds(self, login: str, known: Collection[str]) -> float:
        """Seconds until the next pass phrase of this login is tried; 0 if it is tried at once."""
        return self._wait(self._of(login, known)).total_seconds()

    def require_waited(self, login: str, known: Collection[str]) -> None:
        """Raise TooSoon while the wait is not over."""
        seconds = self.wait_seconds(login, known)
        if seconds > 0:
            raise TooSoon(seconds)

    def failed(self, login: str, known: Collection[str], *, reported: bool = False) -> WrongPassphrase:
        """Count a wrong pass phrase and return the error to raise. ``reported``: the audit chain has it already."""
        now = self._clock().astimezone(UTC)
        before = self._of(login, known)
        after = replace(before, count=before.count + 1, last=now)
        if not reported:
            times = (*before.times, now)[-_MOST_TIMES:]
            after = replace(after, unreported=before.unreported + 1, times=times)
        self._keep(after)
        return WrongPassphrase(self._wait(after).total_seconds())

    def succeeded(self, login: str) -> None:
        """A right pass phrase ends the wait of its login; what is unreported stays until ``reported``."""
        found = self._by_login.get(_folded(login))
        if found is not None and found.count:
            self._keep(replace(found, count=0, last=None))

    def unreported(self) -> tuple[Failures, ...]:
        """What the audit chain has not seen yet."""
        return tuple(failures for failures in self._by_login.values() if failures.unreported)

    def reported(self) -> None:
        """The audit chain has everything now."""
        if not self.unreported():
            return
        kept = (replace(failures, unreported=0, times=()) for failures in self._by_login.values())
        self._by_login = {_folded(failures.login): failures for failures in kept if failures.count}
        self._write()

    def _of(self, login: str, known: Collection[str]) -> Failures:
        # Only a name of the clinic's own list is ever written down.
        name = next((each for each in known if _folded(each) == _folded(login)), UNKNOWN_LOGIN)
        return self._by_login.get(_folded(name), Failures(name))

    def _wait(self, failures: Failures) -> timedelta:
        now = self._clock().astimezone(UTC)
        if failures.last is not None and now < failures.last:
            # The clock was set back: the wait begins again, or it would last until the old time is reached.
            failures = replace(failures, last=now)
            self._keep(failures)
        return wait_left(failures.count, failures.last, now)

    def _keep(self, failures: Failures) -> None:
        self._by_login[_folded(failures.login)] = failures
        self._write()

    def _write(self) -> None:
        content = json.dumps([_as_data(failures) for failures in self._by_login.values()]).encode()
        # On a full or read-only disk the count lives on in memory; unlocking itself must not fail for it.
        with contextlib.suppress(OSError):
            write_atomically(self._path, content)


def _folded(login: str) -> str:
    return login.strip().casefold()


def _as_data(failures: Failures) -> dict[str, Any]:
    return {
        "login": failures.login,
        "count": failures.count,
        "last": failures.last.isoformat() if failures.last else None,
        "unreported": failures.unreported,
        "times": [moment.isoformat() for moment in failures.times],
    }


def _read(path: Path) -> dict[str, Failures]:
    try:
        rows = json.loads(path.read_bytes())
        found = [_from_data(row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        # No file, or one that was damaged: Argon2id still makes each guess slow.
        return {}
    return {_folded(failures.login): failures for failures in found}


def _from_data(row: dict[str, Any]) -> Failures:
    return Failures(
        login=str(row["login"]),
        count=max(0, int(row["count"])),
        last=_moment(row["last"]) if row["last"] else None,
        unreported=max(0, int(row["unreported"])),
        times=tuple(_moment(text) for text in row["times"]),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(UTC)

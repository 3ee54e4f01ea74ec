"""Signing many notes with one pass phrase: each stands or falls alone, and what is signed stays signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from iop_desktop.services.errors import UserError
from iop_desktop.services.note_views import NotReady, SignOutcome

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
_UNEXPECTED = "The program met an error it did not expect; please try the others again."


class SigningStopped(UserError):
    """Something failed in the middle. ``outcome`` holds what was signed before; that is kept."""

    def __init__(self, outcome: SignOutcome, total: int, reason: str) -> None:
        signed = len(outcome.signed)
        kept = "No note was signed" if not signed else f"{signed} of {total} notes are signed and kept"
        super().__init__(f"{kept}; the others are unchanged. {reason}")
        self.outcome = outcome


def no_progress(_done: int, _total: int) -> None:
    """Nobody is watching."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


def sign_each(
    ids: Sequence[UUID],
    sign_one: Callable[[UUID], NotReady | None],
    progress: Progress = no_progress,
    stop: Stop = never,
) -> SignOutcome:
    """Call ``sign_one`` for each id once; it returns why a note is not ready, or None when it is signed.

    ``stop`` is asked before each note; then ``left`` of the outcome counts those that were not tried any more.
    Raises SigningStopped at the first failure.
    """
    signed: list[UUID] = []
    not_ready: list[NotReady] = []
    wanted = tuple(dict.fromkeys(ids))
    for done, one in enumerate(wanted, 1):
        if stop():
            return SignOutcome(tuple(signed), tuple(not_ready), left=len(wanted) - done + 1)
        try:
            refused = sign_one(one)
        except Exception as error:
            outcome = SignOutcome(tuple(signed), tuple(not_ready))
            reason = getattr(error, "sentence", _UNEXPECTED)
            raise SigningStopped(outcome, len(wanted), reason) from error
        if refused is None:
            signed.append(one)
        else:
            not_ready.append(refused)
        progress(done, len(wanted))
    return SignOutcome(tuple(signed), tuple(not_ready))

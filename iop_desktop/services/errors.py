"""Errors that are shown to a person as they are: what happened, that nothing is lost, what to do."""

from __future__ import annotations

from iop_desktop.rules.refusal import Refusal


class UserError(Exception):
    """An error with a sentence fit for the person in front of the screen; holds no record data."""

    def __init__(self, sentence: str) -> None:
        super().__init__(type(self).__name__)
        self.sentence = sentence


class Refused(UserError):
    """A rule said no. All refusals are kept so that the page can point at each of them."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(" ".join(refusal.text for refusal in refusals))
        self.refusals = refusals


class Stale(UserError):
    """Somebody else saved the same thing in between; the caller shows both texts."""


class NotAllowed(UserError):
    """The person's role or credential does not permit this."""


class NotFound(UserError):
    """The record asked for is not in this vault."""

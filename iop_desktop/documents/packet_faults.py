"""Why a card, a packet or an answer is not taken."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """The reason by its kind; the services say it in a sentence."""

    TOO_LARGE = "too-large"
    NOT_OURS = "not-ours"
    NEWER = "newer"
    CLOSED = "closed"
    """Sealed for somebody else, or altered on its way: the two cannot be told apart."""
    DAMAGED = "damaged"
    FORGED = "forged"
    """The signature inside is not of the person it names."""
    OTHER_KIND = "other-kind"
    """A packet was given for an answer, or the other way round."""


class FileFault(ValueError):
    """The file is not taken. Holds no content of it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault

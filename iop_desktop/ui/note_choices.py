"""The quick choices of each kind of note, answered by digit."""

from __future__ import annotations

from enum import StrEnum

from iop_desktop.rules.note_vocabulary import Packet, RiskCheck
from iop_desktop.rules.vocabulary import Affect, NoteKind, Participation, Progress, Risk

Choices = tuple[tuple[str, str, type[StrEnum]], ...]
CHOICES: Choices = (
    ("participation", "Participation", Participation),
    ("affect", "Affect", Affect),
    ("progress", "Toward goal", Progress),
    ("risk", "Risk", Risk),
)
ABSENCE_CHOICES: Choices = (
    ("risk_check", "Risk check", RiskCheck),
    ("packet", "Packet", Packet),
)
ASKS_GOAL = frozenset({NoteKind.PROGRESS, NoteKind.INDIVIDUAL})
WORDS: dict[str, str] = {
    Risk.PRESENT: "Present → plan",
    RiskCheck.DENIED: "Denied SI/HI",
    RiskCheck.PRESENT: "Present → plan",
    RiskCheck.NOT_ASKED: "Not asked",
}


def choices_of(kind: NoteKind) -> Choices:
    """The rows of a kind of note, from top to bottom."""
    return {NoteKind.ABSENCE: ABSENCE_CHOICES, NoteKind.CONTACT: ABSENCE_CHOICES[:1]}.get(kind, CHOICES)

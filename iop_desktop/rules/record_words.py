"""Words of a record: sentences, paragraphs and what is said about risk."""

from __future__ import annotations

from iop_desktop.rules.note_vocabulary import RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import MeetingMode, Risk

RISK_TEXT = {
    Risk.DENIED: "Denied suicidal and homicidal ideation.",
    Risk.NOT_ASSESSED: "Not assessed in this session.",
    Risk.PRESENT: "Risk present.",
}
RISK_CHECK_TEXT = {
    RiskCheck.DENIED: "Reached; denied suicidal and homicidal ideation.",
    RiskCheck.PRESENT: "Reached; risk present.",
    RiskCheck.NOT_ASKED: "Reached; not asked about risk.",
    RiskCheck.NOT_REACHED: "Not reached.",
}

MODE_TEXT = {
    MeetingMode.IN_PERSON: "in person",
    MeetingMode.TELEHEALTH: "telehealth",
    MeetingMode.HYBRID: "in person and telehealth",
}


def place_text(place: str, mode: MeetingMode) -> str:
    """Where and how a group met, such as ``Room 2, in person``."""
    return f"{place.strip()}, {MODE_TEXT[mode]}" if place.strip() else MODE_TEXT[mode].capitalize()


def sentence(label: str, text: str) -> str:
    """``Label: text.``, or nothing; a full stop that is there is not doubled."""
    stop = "" if text.rstrip().endswith((".", "!", "?")) else "."
    return f"{label}: {text.strip()}{stop}" if text.strip() else ""


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines that hold anything."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def risk_texts(draft: NoteDraft) -> tuple[str, ...]:
    """What was found about risk in the group, and what was done."""
    return (RISK_TEXT[draft.risk], *paragraphs(draft.risk_plan)) if draft.risk else ()


def risk_check_texts(draft: NoteDraft) -> tuple[str, ...]:
    """What was found about risk when the member was called, and what was done."""
    if draft.risk_check is None:
        return ()
    plan = paragraphs(draft.risk_plan) if draft.risk_check is RiskCheck.PRESENT else ()
    return (RISK_CHECK_TEXT[draft.risk_check], *plan)

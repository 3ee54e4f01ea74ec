"""An individual session and a telephone call whose notes are complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from iop_desktop.rules.contacts import ContactDetails, ContactNoteFacts
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import NoteFormat
from tests.rules.complete_facts import FACTS, START

SESSION = ContactDetails(
    kind=ContactKind.INDIVIDUAL,
    mode=ContactMode.IN_PERSON,
    starts_at=START,
    ends_at=START + timedelta(minutes=50),
    note_format=NoteFormat.DAP,
    place="Office 3",
    topic="Plan for the weekend",
    interventions="Reviewed the week.\nDecision balance on driving to the old street.",
)
CALL = replace(
    SESSION,
    kind=ContactKind.PHONE,
    mode=ContactMode.AUDIO,
    ends_at=START + timedelta(minutes=15),
    place="",
    topic="",
    interventions="Called back about the missed group.",
)
SESSION_NOTE = ContactNoteFacts(SESSION, FACTS.draft, has_goals=True, goal_is_current=True)
CALL_NOTE = ContactNoteFacts(
    CALL,
    NoteDraft(risk_check=RiskCheck.DENIED, response="Said the bus did not come.", plan="Ride is arranged for Tuesday."),
    has_goals=True,
    goal_is_current=False,
)

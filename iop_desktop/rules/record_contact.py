"""The record that the note of an individual session or of another contact becomes.

It names nobody but the client and the staff: who else took part stands there as a relation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, Element, NoteLayout
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import FINISHED, Person, Record, canonical_data, clock_text, day_text, span_text
from iop_desktop.rules.record_layout import PlanWords, lay_out, member_texts
from iop_desktop.rules.record_words import paragraphs, risk_check_texts, sentence
from iop_desktop.rules.vocabulary import NoteFormat, NoteKind

TITLES = {NoteKind.INDIVIDUAL: "Individual Session Note", NoteKind.CONTACT: "Contact Note"}


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Everything that stands in the note of one contact. Times are aware; ``zone`` is the clinic's.

    ``layout`` is the clinic's; None is the default of the format.
    """

    note_id: str
    kind: NoteKind
    contact_kind: ContactKind
    mode: ContactMode
    note_format: NoteFormat
    clinic_name: str
    clinic_address: str
    program_name: str
    client_name: str
    client_number: str
    date_of_birth: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    zone: tzinfo
    place: str
    with_whom: str
    author: Person
    topic: str
    interventions: str
    problem: str
    goal: str
    objective: str
    has_goals: bool
    draft: NoteDraft
    layout: NoteLayout | None = None


def compose_contact(facts: ContactFacts, held_by: Person | None = None) -> Record:
    """Lay the facts out as the format asks. No sentence about the client is added to the author's words.

    ``held_by`` = who held the contact, where somebody else had to finish the note.
    """
    individual = facts.kind is NoteKind.INDIVIDUAL
    # A telephone call need not serve a goal, so nothing is said about there being none.
    plan = PlanWords(facts.problem, facts.goal, facts.objective, facts.has_goals or not individual)
    topic = sentence("Topic", facts.topic)
    held = {
        **member_texts(facts.draft, plan),
        Element.GROUP: ((topic,) if topic else ()) + paragraphs(facts.interventions),
    }
    if not individual:
        # Choices of an individual session that became another contact are no part of its note.
        held |= {Element.RISK: risk_check_texts(facts.draft), Element.PRESENTATION: (), Element.PROGRESS: ()}
    layout = facts.layout or DEFAULT_LAYOUTS[facts.note_format]
    return Record(TITLES[facts.kind], _header(facts, held_by), lay_out(layout, held, alone=True))


def _header(facts: ContactFacts, held_by: Person | None) -> tuple[tuple[str, str], ...]:
    rows = (
        ("Program", facts.program_name),
        ("Contact", facts.contact_kind.label),
        ("Date and time", _when(facts)),
        ("Mode", facts.mode.label),
        ("Place", facts.place),
        ("With", facts.with_whom),
        ("Held by", held_by.signed_name if held_by else ""),
        ("Written by", f"{facts.author.signed_name}{FINISHED if held_by else ''}"),
    )
    return tuple((label, value) for label, value in rows if value)


def _when(facts: ContactFacts) -> str:
    """A message has a moment, everything else a beginning and an end."""
    if facts.starts_at == facts.ends_at:
        return f"{day_text(facts.starts_at, facts.zone)}, {clock_text(facts.starts_at, facts.zone)}"
    return span_text(facts.starts_at, facts.ends_at, facts.zone)


def canonical_contact(facts: ContactFacts, held_by: Person | None = None) -> dict[str, Any]:
    """Every fact as plain JSON data: what is stored with the signed version and what the digest covers."""
    return canonical_data(facts, facts.draft, facts.zone, compose_contact(facts, held_by))

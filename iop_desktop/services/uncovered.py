"""What waits for somebody else while a person is kept away from the records, or has left."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group
from iop_desktop.models.notes import Note
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.services.wall_text import count_of


@dataclass(frozen=True, slots=True)
class Uncovered:
    """How many groups this person leads, notes this person has begun, and people this person supervises."""

    groups: int
    notes: int
    people: int


def uncovered(db: Database, staff_id: UUID) -> Uncovered:
    """Counted now."""
    groups = select(func.count()).where(Group.active, Group.facilitator_id == staff_id)
    notes = select(func.count()).where(Note.author_id == staff_id, Note.state.in_(SIGNABLE))
    people = select(func.count()).where(Staff.supervisor_id == staff_id, Staff.active, Staff.needs_cosignature)
    return Uncovered(*(db.scalar(query) or 0 for query in (groups, notes, people)))


def uncovered_words(db: Database, staff_id: UUID) -> str:
    """One sentence for each thing that needs somebody else; empty when nothing does."""
    found = uncovered(db, staff_id)
    parts = (
        (found.groups, "group", "", "needs another facilitator", "need another facilitator"),
        (found.notes, "unsigned note", "", "waits for another author", "wait for another author"),
        (found.people, "person", "people", "needs another supervisor", "need another supervisor"),
    )
    return " ".join(
        f"{count_of(number, noun, plural)} {one if number == 1 else many}."
        for number, noun, plural, one, many in parts
        if number
    )

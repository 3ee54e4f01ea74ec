"""A few individual sessions and contacts of the demo, kept and signed as people would."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from iop_desktop.paths import resource
from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.contacts import ContactService
from iop_desktop.services.demo_calendar import DemoCalendar
from iop_desktop.services.demo_notes import NoteWriter
from iop_desktop.services.demo_people import Placed, PlacedGroup
from iop_desktop.services.notes import NoteService

_WRITTEN = ("said", "response", "assessment", "plan")
_CHOSEN = ("participation", "affect", "progress", "risk", "risk_check")


def keep_contacts(groups: Sequence[PlacedGroup], calendar: DemoCalendar, writer: NoteWriter) -> None:
    """Keep the contacts of the last day before today on which groups met, if there was one. Raises DemoUnfinished."""
    days = calendar.past_days()
    if not days:
        return
    signed: dict[int, list[UUID]] = {}
    for part in _contacts():
        placed = groups[part["group"]]
        starts_at = calendar.start_on(days[-1], placed.group.offset_minutes) - timedelta(minutes=part["before"])
        member = placed.members[part["member"]]
        details = _details(part, member, starts_at)
        note_id = _kept(writer, placed, member, details, _draft(part, member))
        if part["signed"]:
            signed.setdefault(part["group"], []).append(note_id)
    for place, note_ids in signed.items():
        writer.sign(groups[place], note_ids)


def _contacts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(resource("demo/contacts.toml").read_text(encoding="utf-8"))["contacts"]
    return found


def _kept(writer: NoteWriter, placed: PlacedGroup, member: Placed, details: ContactDetails, draft: NoteDraft) -> UUID:
    """Keep one contact, write its note and look at it."""
    author = writer.author(placed)
    notes = NoteService(author, writer.clock)
    note_id = ContactService(author, writer.clock).create(member.client_id, details)
    saved = notes.save(note_id, notes.open(note_id).revision, draft)
    notes.mark_shown(note_id, saved.digest)
    return note_id


def _details(part: dict[str, Any], member: Placed, starts_at: datetime) -> ContactDetails:
    return ContactDetails(
        kind=ContactKind(part["kind"]),
        mode=ContactMode(part["mode"]),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=part["minutes"]),
        note_format=NoteFormat(part["format"]),
        place=part.get("place", ""),
        with_whom=part.get("with_whom", ""),
        topic=part.get("topic", ""),
        interventions=member.member.fill(part["interventions"]),
    )


def _draft(part: dict[str, Any], member: Placed) -> NoteDraft:
    texts = {name: member.member.fill(part[name]) for name in _WRITTEN if name in part}
    chosen = {name: part[name] for name in _CHOSEN if part.get(name)}
    goal = {"goal_id": member.goal_ids[part["goal"] - 1]} if "goal" in part else {}
    return NoteDraft.from_data({**texts, **chosen, **goal})

"""Who stayed away: calls that are owed, and the alert after three absences in a row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import Note
from iop_desktop.rules.attendance import Attendance
from iop_desktop.rules.attendance_alerts import absences_in_a_row, is_unexcused, raises_alert
from iop_desktop.rules.signing import SIGNED
from iop_desktop.services.today_facts import Member, TodayFacts
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.wall_text import count_of

_NOTHING = Attendance()


@dataclass(frozen=True, slots=True)
class _Missing:
    """A member who missed meetings: how many in a row, the latest one missed, and whether it was the last one held.

    ``alerts`` says that somebody must act.
    """

    member: Member
    count: int
    session_id: UUID
    is_last: bool
    alerts: bool


def absence_needs(db: Database, facts: TodayFacts) -> tuple[Need, ...]:
    """The alert and the calls that are owed; either ends when the absence note of the latest absence is signed."""
    missing = [found for member in facts.my_members.values() if (found := _missing(facts, member)) is not None]
    signed = _signed(db, missing)
    unsigned = [found for found in missing if (found.session_id, found.member.client_id) not in signed]
    alerted = [found for found in unsigned if found.alerts]
    to_call = [found for found in unsigned if found.is_last and found not in alerted]
    needs = (
        _need(NeedKind.ABSENT, "Three absences in a row", alerted),
        _need(NeedKind.OUTREACH, "Outreach calls", to_call),
    )
    return tuple(need for need in needs if need is not None)


def _need(kind: NeedKind, title: str, found: Sequence[_Missing]) -> Need | None:
    """One row that names who was away longest."""
    if not found:
        return None
    first = max(found, key=lambda each: each.count)
    lead = f"{first.member.name} first" if len(found) > 1 else first.member.name
    return Need(kind, title, f"{lead}: {count_of(first.count, 'absence')}", len(found), first.session_id)


def _missing(facts: TodayFacts, member: Member) -> _Missing | None:
    held = facts.held(member.group_id, member.client_id)
    count = absences_in_a_row(meeting.attendance.get(member.client_id, _NOTHING) for meeting in held)
    if count == 0:
        return None
    attended = [meeting.attendance.get(member.client_id, _NOTHING) for meeting in held]
    place = next(number for number, attendance in enumerate(attended) if is_unexcused(attendance))
    return _Missing(member, count, held[place].session_id, place == 0, raises_alert(attended))


def _signed(db: Database, missing: Collection[_Missing]) -> set[tuple[UUID, UUID]]:
    """Sessions and clients whose note is signed, of those missed."""
    rows = db.execute(
        select(Note.session_id, Note.client_id, Note.state).where(
            Note.session_id.in_({found.session_id for found in missing}),
            Note.client_id.in_({found.member.client_id for found in missing}),
        )
    )
    # Not asked of the database, which might look through all notes that were ever signed.
    return {(row.session_id, row.client_id) for row in rows if row.session_id is not None and row.state in SIGNED}

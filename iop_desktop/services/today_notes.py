"""Notes this person owes: unfinished, ready to sign, returned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import GroupPart, Note, NoteVersion, Return
from iop_desktop.rules.attendance import Attendance, present_count
from iop_desktop.rules.note_due import note_due
from iop_desktop.rules.notes import NoteDraft, NoteFacts, missing_for_signature, note_is_owed, note_kind
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.staffing_limits import RulePack
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteFormat, NoteState
from iop_desktop.services.note_clock import due_of
from iop_desktop.services.note_sources import source_of
from iop_desktop.services.plan_goals import goals_by_client
from iop_desktop.services.rule_packs import packs_of_group
from iop_desktop.services.today_facts import Meeting, TodayFacts, is_over
from iop_desktop.services.unlocked import Unlocked

# An older session in which nobody began a note is taken to be recorded elsewhere.
_OWED_SINCE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OwedNote:
    """A note that is not signed, of a session that is over or of a contact.

    ``session_id`` is None for a contact, and ``note_id`` is its note. ``comment`` is the supervisor's, when it was
    returned. ``late`` = it would be labelled a late entry if it were signed now.
    """

    session_id: UUID | None
    group_name: str
    on: date
    ready: bool
    returned: bool
    comment: str = ""
    note_id: UUID | None = None
    due_on: date | None = None
    late: bool = False


def owed_notes(db: Database, facts: TodayFacts, unlocked: Unlocked) -> tuple[OwedNote, ...]:
    """All notes this author owes, oldest session or contact first."""
    author_id, clock = unlocked.actor.staff_id, _DueClock(db, facts.now, unlocked.zone)
    begun = (*_begun(db, facts, author_id, clock), *_not_begun(db, facts, author_id, clock))
    return tuple(sorted((*begun, *_of_contacts(db, facts, unlocked)), key=lambda note: note.on))


def _of_contacts(db: Database, facts: TodayFacts, unlocked: Unlocked) -> list[OwedNote]:
    notes = db.scalars(
        select(Note).where(
            Note.author_id == unlocked.actor.staff_id, Note.state.in_(SIGNABLE), Note.contact_id.is_not(None)
        )
    ).all()
    comments = _comments(db, [note.id for note in notes if note.state is NoteState.RETURNED])
    found = []
    for note in notes:
        source = source_of(db, note, unlocked)
        composed, due = source.compose(note), due_of(db, note, unlocked.zone, lambda: facts.now)
        found.append(
            OwedNote(
                session_id=None,
                group_name=composed.kind.label,
                on=source.day,
                ready=bool(note.shown_digest) and not composed.missing,
                returned=note.state is NoteState.RETURNED,
                comment=comments.get(note.id, ""),
                note_id=note.id,
                due_on=due.day,
                late=due.is_late(facts.now),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _DueClock:
    """When notes are due, with the packs of each group read once."""

    db: Database
    now: datetime
    zone: tzinfo
    packs: dict[UUID, tuple[RulePack, ...]] = field(default_factory=dict)

    def due(self, group_id: UUID, ended_at: datetime) -> tuple[date, bool]:
        """The day, and whether it has passed."""
        if group_id not in self.packs:
            self.packs[group_id] = packs_of_group(self.db, group_id)
        due = note_due(self.packs[group_id], ended_at, self.zone)
        return due.day, due.is_late(self.now)


def _begun(db: Database, facts: TodayFacts, author_id: UUID, clock: _DueClock) -> list[OwedNote]:
    rows = [
        row
        for row in db.execute(
            select(Note, Group.name, Session.group_id, Session.starts_at, Session.ends_at, Session.ended_at)
            .join(Session, Session.id == Note.session_id)
            .join(Group, Group.id == Session.group_id)
            .where(Note.author_id == author_id, Note.state.in_(SIGNABLE))
            .order_by(Session.starts_at)
        )
        if is_over(row.ended_at, row.ends_at, facts.now) and not _waived(row.Note, facts)
    ]
    shown = [row.Note for row in rows if row.Note.shown_digest]
    ready = _ready(db, facts, shown)
    comments = _comments(db, [row.Note.id for row in rows if row.Note.state is NoteState.RETURNED])
    return [
        OwedNote(
            session_id=row.Note.session_id,
            group_name=row.name,
            on=_day(row.starts_at, clock.zone),
            ready=row.Note.id in ready,
            returned=row.Note.state is NoteState.RETURNED,
            comment=comments.get(row.Note.id, ""),
            due_on=due_on,
            late=late,
        )
        for row in rows
        for due_on, late in [clock.due(row.group_id, row.ended_at or row.ends_at)]
    ]


def _waived(note: Note, facts: TodayFacts) -> bool:
    """Whether a draft was made and then it turned out that the program had cancelled."""
    meeting = next((each for each in facts.meetings if each.session_id == note.session_id), None)
    attendance = meeting.attendance.get(note.client_id) if meeting else None
    return note.state is NoteState.DRAFT and attendance is not None and not note_is_owed(attendance.status)


def _not_begun(db: Database, facts: TodayFacts, author_id: UUID, clock: _DueClock) -> list[OwedNote]:
    return [
        OwedNote(meeting.session_id, meeting.group_name, meeting.on, False, False, due_on=due_on, late=late)
        for meeting in without_notes(db, facts, frozenset({author_id}))
        for due_on, late in [clock.due(meeting.group_id, meeting.span.ends_at)]
    ]


def without_notes(db: Database, facts: TodayFacts, led_by: Collection[UUID]) -> list[Meeting]:
    """Recent sessions of these facilitators, each once for every member who was marked and has no note at all yet."""
    recent = [
        meeting
        for meeting in facts.meetings
        if meeting.facilitator_id in led_by and meeting.ended and facts.today - meeting.on <= _OWED_SINCE
    ]
    ids = [meeting.session_id for meeting in recent]
    pairs = {
        (session_id, client_id)
        for session_id, client_id in db.execute(
            select(Note.session_id, Note.client_id).where(Note.session_id.in_(ids), Note.state != NoteState.IN_ERROR)
        )
    }
    return [
        meeting
        for meeting in recent
        for client_id, attendance in meeting.attendance.items()
        if attendance.status is not AttendanceStatus.UNMARKED
        and note_is_owed(attendance.status)
        and (meeting.session_id, client_id) not in pairs
    ]


def _ready(db: Database, facts: TodayFacts, notes: Collection[Note]) -> set[UUID]:
    """Notes that lack nothing; the sign page still checks that what was shown is what is there now."""
    meetings = {meeting.session_id: meeting for meeting in facts.meetings}
    parts = _group_parts(db, {note.session_id for note in notes if note.session_id is not None})
    goals = goals_by_client(db, {note.client_id for note in notes}, facts.today) if notes else {}
    found = set()
    for note in notes:
        meeting = meetings.get(note.session_id) if note.session_id else None
        if meeting is None or note.client_id not in meeting.attendance:
            continue
        current = {goal.choice.goal_id for goal in goals.get(note.client_id, ()) if goal.current}
        if not missing_for_signature(_note_facts(note, meeting, parts.get(meeting.session_id), current)):
            found.add(note.id)
    return found


def _note_facts(note: Note, meeting: Meeting, part: GroupPart | None, current_goals: set[str]) -> NoteFacts:
    draft = NoteDraft.from_data(note.draft)
    attendance: Attendance = meeting.attendance[note.client_id]
    return NoteFacts(
        kind=note_kind(attendance.status),
        draft=draft,
        topic=part.topic if part else "",
        interventions=part.interventions if part else "",
        minutes=meeting.minutes(note.client_id),
        marked=attendance.status is not AttendanceStatus.UNMARKED,
        present=present_count(each.status for each in meeting.attendance.values()),
        has_goals=bool(current_goals),
        goal_is_current=draft.goal_id in current_goals,
        session_ended=meeting.ended,
        group_part_saved=part is not None,
        reason_known=bool(attendance.why),
        note_format=part.note_format if part else NoteFormat.DAP,
    )


def _group_parts(db: Database, session_ids: Collection[UUID]) -> dict[UUID, GroupPart]:
    parts = db.scalars(select(GroupPart).where(GroupPart.session_id.in_(session_ids)))
    return {part.session_id: part for part in parts}


def _comments(db: Database, note_ids: Collection[UUID]) -> dict[UUID, str]:
    if not note_ids:
        return {}
    rows = db.execute(
        select(NoteVersion.note_id, Return.comment)
        .join(NoteVersion, NoteVersion.id == Return.note_version_id)
        .where(NoteVersion.note_id.in_(note_ids))
        .order_by(NoteVersion.number)
    )
    return dict(rows.all())


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()

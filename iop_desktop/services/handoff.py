"""The hand-off for a substitute: the last session, what members practice, and who to look after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, Session
from iop_desktop.models.lessons import DeliveredSegment, Delivery
from iop_desktop.models.notes import Note
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteState, Risk, SegmentState
from iop_desktop.services.member_flags import flags_of
from iop_desktop.services.memberships import group_and_program
from iop_desktop.services.need_to_know import require_group
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.rights import needs
from iop_desktop.services.room_facts import Member, RoomFacts, room_facts
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import day_and_time, month_day

if TYPE_CHECKING:
    from iop_desktop.documents.page_image import PageImage

RISK_TAG = "risk"
_STATES = {
    SegmentState.PLANNED: "not reached",
    SegmentState.DONE: "done",
    SegmentState.SHORTENED: "shortened",
    SegmentState.SKIPPED: "skipped",
}


@dataclass(frozen=True, slots=True)
class HandoffPerson:
    """A member to look after, and why; ``short_name`` is what goes on paper."""

    client_id: UUID
    name: str
    short_name: str
    initials: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handoff:
    """What a substitute has to know of a group. Texts are empty where nothing is on record."""

    group_id: UUID
    group_name: str
    next_session: str
    last_session: str
    lesson: str
    segments: tuple[tuple[str, str], ...]
    practice: str
    people: tuple[HandoffPerson, ...]


class HandoffService:
    """Use cases of the hand-off page; on paper only when somebody asks for it."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.HAND_OFF)
    def view(self, group_id: UUID) -> Handoff:
        """The page as of now. Raises NotFound."""
        with self._unlocked.reading() as db:
            group, _ = group_and_program(db, group_id)
            require_group(db, self._unlocked, group_id)
            return self._view(db, group)

    @needs(Right.HAND_OFF)
    def print_pages(self, group_id: UUID, scale: float) -> tuple[PageImage, ...]:
        """The page for a printer, as pixels; that it was asked for is kept in the audit chain. Raises NotFound."""
        pdf = self.pdf(group_id)
        with self._unlocked.transaction() as db:
            self._unlocked.audit(db, "handoff.printed", group_id)
        return pages_of(pdf, scale)

    @needs(Right.HAND_OFF)
    def pdf(self, group_id: UUID) -> bytes:
        """The page as a tagged PDF that names members by first name and last initial. Raises NotFound."""
        from iop_desktop.documents.handoff import HandoffPaper, render_handoff  # heavy: loaded when it is needed

        found, now = self.view(group_id), self._clock()
        paper = HandoffPaper(
            clinic=self._unlocked.clinic_name,
            group=found.group_name,
            next_session=found.next_session,
            made_at=now,
            made_text=f"Printed {self._when(now)} for {self._unlocked.actor.signed_name}.",
            sections=sections_of(found),
            people=tuple((person.short_name, person.lines) for person in found.people),
        )
        return render_handoff(paper)

    def _view(self, db: Database, group: Group) -> Handoff:
        now = self._clock()
        last, following = _last_held(db, group.id, now), _next_planned(db, group.id, now)
        rooms = self._rooms(db, last) if last else ()
        ahead = self._rooms(db, following) if following else rooms
        delivery = _delivery(db, last.id) if last else None
        return Handoff(
            group_id=group.id,
            group_name=group.name,
            next_session=f"Next session: {self._when(following.starts_at)}" if following else "No session is planned",
            last_session=_last_words(rooms, self._when(last.starts_at)) if last else "",
            lesson=delivery.title if delivery else "",
            segments=_segments(db, delivery) if delivery else (),
            practice=str(delivery.content.get("practice", "")) if delivery else "",
            people=_people(db, rooms, ahead),
        )

    def _rooms(self, db: Database, session: Session) -> tuple[RoomFacts, ...]:
        """The room of a session; both rooms when it was split."""
        room = room_facts(db, session.id, self._unlocked.actor.staff_id, self._unlocked.zone)
        other = room.head.split_session_id
        if other is None:
            return (room,)
        return room, room_facts(db, other, self._unlocked.actor.staff_id, self._unlocked.zone)

    def _when(self, moment: datetime) -> str:
        zone = self._unlocked.zone
        return day_and_time(moment, zone, self._clock().astimezone(zone).date())


def sections_of(found: Handoff) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The last session and the practice as titled lines."""
    lesson = f"Lesson: {found.lesson}" if found.lesson else ""
    segments = "; ".join(f"{title} ({state})" for title, state in found.segments)
    last = tuple(line for line in (found.last_session, lesson, segments) if line)
    return (("Last session", last), ("Practice between sessions", (found.practice,) if found.practice else ()))


def _last_held(db: Database, group_id: UUID, now: datetime) -> Session | None:
    """The last session that began and is over, by its end or by its plan."""
    held = select(Session).where(
        Session.group_id == group_id,
        Session.started_at.is_not(None),
        or_(Session.ended_at.is_not(None), Session.ends_at <= now),
        Session.cancelled_at.is_(None),
    )
    return db.scalars(held.order_by(Session.starts_at.desc(), Session.number)).first()


def _next_planned(db: Database, group_id: UUID, now: datetime) -> Session | None:
    planned = select(Session).where(
        Session.group_id == group_id,
        Session.ended_at.is_(None),
        Session.cancelled_at.is_(None),
        Session.ends_at > now,
    )
    return db.scalars(planned.order_by(Session.starts_at, Session.number)).first()


def _delivery(db: Database, session_id: UUID) -> Delivery | None:
    return db.scalars(select(Delivery).where(Delivery.session_id == session_id)).one_or_none()


def _segments(db: Database, delivery: Delivery) -> tuple[tuple[str, str], ...]:
    rows = db.scalars(
        select(DeliveredSegment).where(DeliveredSegment.delivery_id == delivery.id).order_by(DeliveredSegment.position)
    )
    return tuple((row.title, _STATES[row.state]) for row in rows)


def _last_words(rooms: Sequence[RoomFacts], when: str) -> str:
    came = sum(attendance.status.attended for room in rooms for attendance in room.attendance.values())
    leaders = " and ".join(room.head.facilitator for room in rooms)
    return f"{when}, led by {leaders}, {came} of {sum(len(room.members) for room in rooms)} came"


def _people(db: Database, last: Sequence[RoomFacts], ahead: Sequence[RoomFacts]) -> tuple[HandoffPerson, ...]:
    """Members of the coming session for whom there is something to say, in roster order of each room."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for room in last:
        for client_id, text in (*_risks(db, room), *_absences(room), *_returned(db, room)):
            found[client_id].append(text)
    for room in ahead:
        for client_id, flags in flags_of(db, room).items():
            found[client_id].extend(flag.text for flag in flags if flag.kind != "call")
    return tuple(
        HandoffPerson(
            member.client_id, member.name, short_name(member), member.initials, tuple(found[member.client_id])
        )
        for room in ahead
        for member in room.members
        if found[member.client_id]
    )


def _risks(db: Database, last: RoomFacts) -> Iterable[tuple[UUID, str]]:
    """Who was noted with a risk in the last session, in the note or by a quick observation."""
    notes = db.execute(select(Note.client_id, Note.draft).where(Note.session_id == last.head.session_id))
    for client_id, draft in notes:
        if NoteDraft.from_data(draft).risk is Risk.PRESENT:
            yield client_id, "Risk was present in the last session: read the note"
    for client_id, attendance in last.attendance.items():
        for observation in attendance.observations:
            if str(observation).casefold().startswith(RISK_TAG):
                yield client_id, f"Last session: {observation}"


def _absences(last: RoomFacts) -> Iterable[tuple[UUID, str]]:
    for client_id, attendance in last.attendance.items():
        if attendance.status is not AttendanceStatus.UNMARKED and not attendance.status.attended:
            reason = f", {attendance.why}" if attendance.why else ""
            yield client_id, f"{attendance.status.label} last time{reason}"


def _returned(db: Database, last: RoomFacts) -> Iterable[tuple[UUID, str]]:
    """Notes of the last session that the supervisor sent back."""
    rows = db.scalars(
        select(Note.client_id).where(Note.session_id == last.head.session_id, Note.state == NoteState.RETURNED)
    )
    for client_id in rows:
        yield client_id, f"The note of {month_day(last.day)} was returned"


def short_name(member: Member) -> str:
    """First name and last initial, as people call this member."""
    first, _, rest = member.name.partition(" ")
    last = rest.rsplit(" ", maxsplit=1)[-1]
    return f"{first} {last[0]}." if last else first

"""Everything that stands in the notes of one session, read in a few statements whatever the number of members.

The draft on screen, the list of what is missing and the signature all use these facts, so what was shown is what is
signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.groups import Session
from iop_desktop.models.lessons import Curriculum, Delivery, Lesson, Module
from iop_desktop.models.notes import GroupPart, Note
from iop_desktop.rules.attendance import Attendance, present_count
from iop_desktop.rules.attendance_minutes import Gap
from iop_desktop.rules.note_formats import NoteLayout
from iop_desktop.rules.notes import NoteDraft, NoteFacts, missing_for_signature, note_kind
from iop_desktop.rules.record import Person, Record, RecordFacts, Segment, canonical, digest
from iop_desktop.rules.record_words import place_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.teaching import minutes_of
from iop_desktop.rules.vocabulary import AttendanceStatus, Meaning, NoteFormat, NoteKind
from iop_desktop.services.composed_note import ComposedNote
from iop_desktop.services.deliveries import segments_of, taught_seconds
from iop_desktop.services.errors import NotFound
from iop_desktop.services.note_beside import Beside, beside_member
from iop_desktop.services.note_layouts import layout_in_force
from iop_desktop.services.plan_goals import PlanGoal, goals_by_client
from iop_desktop.services.room_contradictions import room_contradictions
from iop_desktop.services.room_facts import RoomFacts, room_facts
from iop_desktop.services.unlocked import Unlocked

NO_SUCH_NOTE = "That note is not in these records. Nothing was changed; choose it again from the list."


@dataclass(frozen=True, slots=True)
class GroupText:
    """The group part: as somebody saved it (``confirmed``), or as the lesson suggests. A suggestion is in no record."""

    revision: int
    note_format: NoteFormat
    topic: str
    interventions: str
    confirmed: bool

    @property
    def recorded(self) -> tuple[str, str]:
        """Topic and interventions as they stand in each note."""
        return (self.topic, self.interventions) if self.confirmed else ("", "")


@dataclass(frozen=True, slots=True)
class LessonGiven:
    """What was taught: title with its course, and each segment with how it was given."""

    title: str
    interventions: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """The facts shared by all notes of a session and those of each member."""

    room: RoomFacts
    clinic_name: str
    clinic_address: str
    zone: tzinfo
    ended: bool
    group: GroupText
    lesson: LessonGiven
    people: Mapping[UUID, Person]
    facilitator_id: UUID
    cofacilitator_id: UUID | None
    goals: Mapping[UUID, tuple[PlanGoal, ...]]
    layout: NoteLayout

    def kind(self, client_id: UUID) -> NoteKind:
        """Whether this member gets a progress note or an absence note."""
        return note_kind(self.room.attendance[client_id].status)

    @property
    def present(self) -> int:
        """The number of participants."""
        return present_count(attendance.status for attendance in self.room.attendance.values())

    @property
    def day(self) -> date:
        """The day of the session on the clinic's calendar."""
        return self.room.day

    @property
    def writers(self) -> frozenset[UUID]:
        """The facilitators of the session."""
        return frozenset({self.facilitator_id, self.cofacilitator_id or self.facilitator_id})

    def name_of(self, client_id: UUID) -> str:
        """The member's name as the roster shows it."""
        return self.room.member(client_id).name

    def meaning_for(self, author_id: UUID) -> Meaning:
        """The author's signature, which says so when the author is the co-facilitator."""
        return Meaning.COFACILITATOR if author_id == self.cofacilitator_id else Meaning.AUTHOR

    def beside(self, note: Note) -> Beside:
        """What the author has beside the note while writing it."""
        goals = tuple(self.goals.get(note.client_id, ()))
        return beside_member(self.room, note.client_id, goals, self.group.note_format, self.layout)

    def compose(self, note: Note) -> ComposedNote:
        """The record of one member's note, its digest, and what it still lacks."""
        draft = NoteDraft.from_data(note.draft)
        facts = self._record_facts(note.id, note.client_id, note.author_id, draft)
        data = canonical(facts)
        return ComposedNote(
            kind=facts.kind,
            status=facts.status,
            draft=draft,
            minutes=facts.minutes,
            data=data,
            record=Record.from_data(data),
            digest=digest(data),
            missing=self._missing(note.client_id, draft),
        )

    def _goal(self, client_id: UUID, goal_id: str) -> PlanGoal | None:
        goals = self.goals.get(client_id, ())
        return next((goal for goal in goals if goal.choice.goal_id == goal_id), None)

    def _missing(self, client_id: UUID, draft: NoteDraft) -> tuple[Refusal, ...]:
        found = room_contradictions(self.room, client_id, self.kind(client_id), draft)
        return (*self._lacking(client_id, draft), *found)

    def _lacking(self, client_id: UUID, draft: NoteDraft) -> tuple[Refusal, ...]:
        goal = self._goal(client_id, draft.goal_id)
        topic, interventions = self.group.recorded
        return missing_for_signature(
            NoteFacts(
                kind=self.kind(client_id),
                draft=draft,
                topic=topic,
                interventions=interventions,
                group_part_saved=self.group.confirmed,
                minutes=self.room.minutes(client_id),
                marked=self.room.attendance[client_id].status is not AttendanceStatus.UNMARKED,
                present=self.present,
                credentialed=all(self.people[staff_id].credentials for staff_id in self.writers),
                has_goals=any(goal.current for goal in self.goals.get(client_id, ())),
                goal_is_current=goal is not None and goal.current,
                session_ended=self.ended,
                reason_known=bool(self.room.attendance[client_id].why),
                note_format=self.group.note_format,
            )
        )

    def _record_facts(self, note_id: UUID, client_id: UUID, author_id: UUID, draft: NoteDraft) -> RecordFacts:
        head, member = self.room.head, self.room.member(client_id)
        attendance = self.room.attendance[client_id]
        goal = self._goal(client_id, draft.goal_id)
        topic, interventions = self.group.recorded
        return RecordFacts(
            note_id=str(note_id),
            kind=self.kind(client_id),
            note_format=self.group.note_format,
            clinic_name=self.clinic_name,
            clinic_address=self.clinic_address,
            program_name=head.program_name,
            group_name=head.group_name,
            session_number=head.number,
            client_name=member.legal_name,
            client_number=member.record_number,
            date_of_birth=member.date_of_birth.isoformat() if member.date_of_birth else "",
            starts_at=self.room.span.starts_at,
            ends_at=self.room.span.ends_at,
            place=place_text(head.place, head.mode),
            zone=self.zone,
            status=attendance.status,
            time_in=attendance.time_in,
            time_out=attendance.time_out,
            minutes=self.room.minutes(client_id),
            reason=attendance.why,
            present=self.present,
            facilitator=self.people[self.facilitator_id],
            cofacilitator=self.people[self.cofacilitator_id] if self.cofacilitator_id else None,
            author=self.people[author_id],
            topic=topic,
            lesson=self.lesson.title,
            interventions=interventions,
            segments=self.lesson.segments,
            goal=goal.choice.text if goal else "",
            objective=goal.choice.objective if goal else "",
            draft=draft,
            has_goals=any(each.current for each in self.goals.get(client_id, ())),
            attended_as=attendance.words if attendance.came_late else "",
            aways=attendance.aways,
            breaks=_within_stay(self.room.span.breaks, attendance) if attendance.status.attended else (),
            late_entry=head.late_entry,
            split_with=f"The other part of the group was led by {head.split_with}." if head.split_with else "",
            problem=goal.problem if goal else "",
            layout=self.layout,
        )


def _within_stay(breaks: tuple[Gap, ...], attendance: Attendance) -> tuple[Gap, ...]:
    """Breaks during which the member was there, or would have been."""
    return tuple(
        (begin, end)
        for begin, end in breaks
        if (attendance.time_out is None or begin < attendance.time_out)
        and (attendance.time_in is None or end is None or end > attendance.time_in)
    )


def session_facts(db: Database, session_id: UUID, unlocked: Unlocked) -> SessionFacts:
    """Read the facts of a session. Raises NotFound."""
    room = room_facts(db, session_id, unlocked.actor.staff_id, unlocked.zone)
    clinic = db.execute(select(Clinic.name, Clinic.address)).one()
    facilitator_id, cofacilitator_id = db.execute(
        select(Session.facilitator_id, Session.cofacilitator_id).where(Session.id == session_id)
    ).one()
    lesson = _lesson(db, session_id, room.head.ended_at)
    group = _group_text(db, session_id, room, lesson)
    return SessionFacts(
        room=room,
        clinic_name=clinic.name,
        clinic_address=clinic.address,
        zone=unlocked.zone,
        ended=room.head.ended_at is not None,
        group=group,
        lesson=lesson,
        people=_people(db),
        facilitator_id=facilitator_id,
        cofacilitator_id=cofacilitator_id,
        goals=goals_by_client(db, [member.client_id for member in room.members], room.day),
        layout=layout_in_force(db, group.note_format),
    )


def note_of(db: Database, note_id: UUID) -> Note:
    """A note by its id. Raises NotFound."""
    note = db.get(Note, note_id)
    if note is None:
        raise NotFound(NO_SUCH_NOTE)
    return note


def _lesson(db: Database, session_id: UUID, ended_at: datetime | None) -> LessonGiven:
    row = db.execute(
        select(Delivery.id, Delivery.title, Delivery.content, Curriculum.title.label("curriculum"))
        .join(Lesson, Lesson.id == Delivery.lesson_id)
        .join(Module, Module.id == Lesson.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Delivery.session_id == session_id)
    ).one_or_none()
    if row is None:
        return LessonGiven("", "", ())
    delivery = db.get_one(Delivery, row.id)
    segments = [
        Segment(
            segment.title,
            segment.minutes,
            segment.state,
            minutes_of(taught_seconds(delivery, segment, None, ended_at)),
            segment.reason,
        )
        for segment in segments_of(db, row.id)
    ]
    return LessonGiven(
        title=f"{row.title} ({row.curriculum})",
        interventions=row.content.get("group_note", ""),
        segments=tuple(segments),
    )


def _group_text(db: Database, session_id: UUID, room: RoomFacts, lesson: LessonGiven) -> GroupText:
    part = db.scalars(select(GroupPart).where(GroupPart.session_id == session_id)).one_or_none()
    if part is None:
        return GroupText(0, room.head.note_format, room.head.lesson_title, lesson.interventions, confirmed=False)
    return GroupText(part.revision, part.note_format, part.topic, part.interventions, confirmed=True)


def _people(db: Database) -> dict[UUID, Person]:
    rows = db.execute(select(Staff.id, Staff.name, Staff.credentials, Staff.title))
    return {staff_id: Person(name, credentials, title) for staff_id, name, credentials, title in rows}

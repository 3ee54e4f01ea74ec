"""Groups, who is in them from when to when, their sessions and what happened in the room."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.rules.vocabulary import (
    AttendanceEventKind,
    AttendanceStatus,
    ExcuseReason,
    GroupKind,
    MeetingMode,
    NoteFormat,
)

_OPEN = text("ended_at IS NULL AND cancelled_at IS NULL")
_SPLIT = text("split_of IS NOT NULL")


class Group(Keyed, Versioned, Base):
    """A group that meets again and again.

    ``recurrence`` is an RRULE (RFC 5545) without DTSTART; it begins on ``first_on``, at ``meets_at`` (HH:MM on the
    clinic's clock) and lasts ``minutes``. Without a recurrence, meetings are planned one by one.
    """

    __tablename__ = "treatment_group"

    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("program.id"))
    kind: Mapped[GroupKind] = mapped_column(StrEnumType(GroupKind))
    facilitator_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    cofacilitator_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[str] = mapped_column(String(80), default="")
    capacity: Mapped[int] = mapped_column(default=12)
    note_format: Mapped[NoteFormat] = mapped_column(StrEnumType(NoteFormat), default=NoteFormat.DAP)
    active: Mapped[bool] = mapped_column(default=True)
    recurrence: Mapped[str] = mapped_column(String(200), default="")
    first_on: Mapped[date | None]
    meets_at: Mapped[str] = mapped_column(String(5), default="")
    minutes: Mapped[int] = mapped_column(default=180)
    is_open: Mapped[bool] = mapped_column(default=True)
    mode: Mapped[MeetingMode] = mapped_column(StrEnumType(MeetingMode), default=MeetingMode.IN_PERSON)
    curriculum_id: Mapped[UUID | None] = mapped_column(ForeignKey("curriculum.id"))


class Closure(Keyed, Versioned, Base):
    """Days on which the clinic is closed, both included; no group meets."""

    __tablename__ = "closure"

    first_on: Mapped[date] = mapped_column(index=True)
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(160), default="")


class WaitingEntry(Keyed, Versioned, Base):
    """A client who waits for a place in a group; ``position`` orders the list, ``ended_on`` ends the waiting."""

    __tablename__ = "waiting_entry"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("treatment_group.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    position: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[date]
    ended_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(40), default="")


class Membership(Keyed, Versioned, Base):
    """A client in a group from one date to another, both included; no end while it lasts.

    ``continues`` is the membership in another group that this one follows after a transfer.
    """

    __tablename__ = "membership"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("treatment_group.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    ended_why: Mapped[str] = mapped_column(Text, default="")
    continues: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))


class Session(Keyed, Versioned, Base):
    """One meeting of a group: scheduled times, and the actual ones once it was held.

    ``occurrence_on`` is the day of the group's recurrence it stands for, ``moved_from`` its time before it was moved.
    A skipped one stays with ``cancelled_at``. One recorded afterwards keeps ``recorded_late_at`` and the reason.
    ``split_of`` is the session from which this one was split off on the same day.
    """

    __tablename__ = "group_session"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("treatment_group.id"))
    number: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    facilitator_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    cofacilitator_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[str] = mapped_column(String(80), default="")
    mode: Mapped[MeetingMode] = mapped_column(StrEnumType(MeetingMode), default=MeetingMode.IN_PERSON)
    occurrence_on: Mapped[date | None]
    moved_from: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(160), default="")
    recorded_late_at: Mapped[datetime | None]
    late_reason: Mapped[str] = mapped_column(String(300), default="")
    split_of: Mapped[UUID | None] = mapped_column(ForeignKey("group_session.id"))

    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        Index(None, "group_id", "starts_at"),
        Index("ix_group_session_open", "group_id", "starts_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_group_session_split_of", "split_of", sqlite_where=_SPLIT, postgresql_where=_SPLIT),
    )


class SplitMember(Keyed, Base):
    """A member who was with the split-off session instead of the first one."""

    __tablename__ = "split_member"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))

    __table_args__ = (UniqueConstraint("session_id", "client_id"),)


class SessionBreak(Keyed, Versioned, Base):
    """A pause of the whole group; its minutes count for nobody. No end while it lasts."""

    __tablename__ = "session_break"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))


class SessionDocument(Keyed, Base):
    """A paper of a session that belongs in no chart, such as its sign-in sheet; inserted, never changed."""

    __tablename__ = "session_document"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))


class RuleOverride(Keyed, Base):
    """Somebody went on in spite of a rule of size or staffing, and why; inserted, never changed."""

    __tablename__ = "rule_override"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("treatment_group.id"), index=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("group_session.id"))
    rule: Mapped[str] = mapped_column(String(80))
    allowed: Mapped[int]
    actual: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime]


class AttendanceEvent(Keyed, Base):
    """One recorded event of one member in one session; inserted, never changed.

    ``corrects`` is the event whose time this one puts right; that event stays as it was recorded.
    """

    __tablename__ = "attendance_event"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    ordinal: Mapped[int]
    batch_id: Mapped[UUID]
    kind: Mapped[AttendanceEventKind] = mapped_column(StrEnumType(AttendanceEventKind))
    status: Mapped[AttendanceStatus | None] = mapped_column(StrEnumType(AttendanceStatus))
    at: Mapped[datetime | None]
    text: Mapped[str] = mapped_column(Text, default="")
    undoes: Mapped[UUID | None]
    corrects: Mapped[UUID | None]
    excuse: Mapped[ExcuseReason | None] = mapped_column(StrEnumType(ExcuseReason))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))

    __table_args__ = (Index("uq_attendance_event_order", "session_id", "ordinal", unique=True),)

"""Groups, who is in them from when to when, their sessions and what happened in the room."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.rules.vocabulary import (
    AttendanceEventKind,
    AttendanceStatus,
    GroupKind,
    NoteFormat,
)


class Group(Keyed, Versioned, Base):
    """A group that meets again and again."""

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


class Membership(Keyed, Versioned, Base):
    """A client in a group from one date to another, both included; no end while it lasts."""

    __tablename__ = "membership"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("treatment_group.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date | None]


class Session(Keyed, Versioned, Base):
    """One meeting of a group: scheduled times, and the actual ones once it was held."""

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

    __table_args__ = (UniqueConstraint("group_id", "number"),)


class AttendanceEvent(Keyed, Base):
    """One recorded event of one member in one session; inserted, never changed."""

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
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))

    __table_args__ = (Index("uq_attendance_event_order", "session_id", "ordinal", unique=True),)

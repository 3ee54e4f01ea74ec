"""The curriculum, and lessons as they were given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.rules.vocabulary import CurriculumOrigin, SegmentState


class Curriculum(Keyed, Versioned, Base):
    """A course of lessons with its version; ``publisher`` is the fingerprint of the key that signed it, or empty."""

    __tablename__ = "curriculum"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(12), default="en-US")
    author: Mapped[str] = mapped_column(String(160), default="")
    licence: Mapped[str] = mapped_column(String(80), default="")
    review: Mapped[str] = mapped_column(Text, default="")
    review_by: Mapped[date | None]
    origin: Mapped[CurriculumOrigin] = mapped_column(StrEnumType(CurriculumOrigin), default=CurriculumOrigin.SHIPPED)
    publisher: Mapped[str] = mapped_column(String(64), default="")
    pack_sha256: Mapped[str] = mapped_column(String(64), default="")


class Publisher(Keyed, Versioned, Base):
    """An author of curricula whose signing key (Ed25519) an administrator has accepted."""

    __tablename__ = "publisher"

    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    accepted_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    accepted_at: Mapped[datetime]


class Module(Keyed, Base):
    """A part of a curriculum."""

    __tablename__ = "module"

    curriculum_id: Mapped[UUID] = mapped_column(ForeignKey("curriculum.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    code: Mapped[str] = mapped_column(String(40), default="")


class Lesson(Keyed, Versioned, Base):
    """One lesson as plain data (``rules/lesson.py`` says what is in it); a retired one is no longer offered."""

    __tablename__ = "lesson"

    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    code: Mapped[str] = mapped_column(String(60), default="", index=True)
    content: Mapped[dict[str, Any]]
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    retired: Mapped[bool] = mapped_column(default=False)


class LessonFile(Keyed, Base):
    """A paper of the clinic's own that belongs to a lesson, such as a PDF handout."""

    __tablename__ = "lesson_file"

    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]


class Delivery(Keyed, Versioned, Base):
    """A lesson as it was given in a session; its text is kept so that later edits do not reach back.

    ``position`` is the segment that runs (0 before the first), ``slide`` the one on show; both from 1. The clock of the
    running segment counts from ``segment_began_at``; while it is paused, ``paused_at`` is set.
    """

    __tablename__ = "delivery"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"), unique=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    title: Mapped[str] = mapped_column(String(160))
    content: Mapped[dict[str, Any]]
    position: Mapped[int] = mapped_column(default=0)
    slide: Mapped[int] = mapped_column(default=0)
    segment_began_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]


class DeliveredSegment(Keyed, Versioned, Base):
    """One segment of a delivery and how it was given; ``seconds_spent`` adds up while it runs."""

    __tablename__ = "delivered_segment"

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    minutes: Mapped[int]
    state: Mapped[SegmentState] = mapped_column(StrEnumType(SegmentState), default=SegmentState.PLANNED)
    marked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    seconds_spent: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("delivery_id", "position"),)


class FidelityRating(Keyed, Base):
    """How closely a lesson was given as written: a score of 0 to 4 for each fidelity item; inserted, never changed.

    The facilitator rates the own delivery, the supervisor somebody else's; the latest of each person counts.
    """

    __tablename__ = "fidelity_rating"

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    by_supervisor: Mapped[bool]
    scores: Mapped[list[Any]]
    rated_at: Mapped[datetime]

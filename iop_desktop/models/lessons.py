"""The curriculum, and lessons as they were given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.rules.vocabulary import SegmentState


class Curriculum(Keyed, Versioned, Base):
    """A course of lessons with its version."""

    __tablename__ = "curriculum"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    version: Mapped[str] = mapped_column(String(20))


class Module(Keyed, Base):
    """A part of a curriculum."""

    __tablename__ = "module"

    curriculum_id: Mapped[UUID] = mapped_column(ForeignKey("curriculum.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))


class Lesson(Keyed, Versioned, Base):
    """One lesson: objectives, interventions it counts as, and timed segments, as plain data."""

    __tablename__ = "lesson"

    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    content: Mapped[dict[str, Any]]


class Delivery(Keyed, Versioned, Base):
    """A lesson as it was given in a session; its text is kept so that later edits do not reach back."""

    __tablename__ = "delivery"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"), unique=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    title: Mapped[str] = mapped_column(String(160))
    content: Mapped[dict[str, Any]]


class DeliveredSegment(Keyed, Versioned, Base):
    """One segment of a delivery and how it was given."""

    __tablename__ = "delivered_segment"

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    minutes: Mapped[int]
    state: Mapped[SegmentState] = mapped_column(StrEnumType(SegmentState), default=SegmentState.PLANNED)
    marked_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("delivery_id", "position"),)

"""Clients, their admissions, instrument scores and treatment plans."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, Versioned


class Client(Keyed, Versioned, Base):
    """A person with a chart."""

    __tablename__ = "client"

    record_number: Mapped[str] = mapped_column(String(64), unique=True)
    first_name: Mapped[str] = mapped_column(String(120))
    last_name: Mapped[str] = mapped_column(String(120), default="")
    preferred_name: Mapped[str] = mapped_column(String(120), default="")
    nicknames: Mapped[str] = mapped_column(String(200), default="")
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    search_name: Mapped[str] = mapped_column(String(300), index=True)
    date_of_birth: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")


class Admission(Keyed, Versioned, Base):
    """One episode of care of a client in a program; ``counselor_id`` is whose case it is."""

    __tablename__ = "admission"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("program.id"))
    admitted_on: Mapped[date]
    discharged_on: Mapped[date | None]
    counselor_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)


class InstrumentScore(Keyed, Base):
    """A total of one instrument on one day."""

    __tablename__ = "instrument_score"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    instrument: Mapped[str] = mapped_column(String(24))
    score: Mapped[int]
    taken_on: Mapped[date]

    __table_args__ = (Index("ix_instrument_score_client", "client_id", "instrument", "taken_on"),)


class TreatmentPlan(Keyed, Versioned, Base):
    """The plan of one admission and when it is to be reviewed."""

    __tablename__ = "treatment_plan"

    admission_id: Mapped[UUID] = mapped_column(ForeignKey("admission.id"), unique=True)
    started_on: Mapped[date]
    review_due_on: Mapped[date] = mapped_column(index=True)


class Problem(Keyed, Base):
    """A problem of the plan in plain words."""

    __tablename__ = "problem"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("treatment_plan.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Goal(Keyed, Versioned, Base):
    """What the client works toward; notes refer to it while it has not ended."""

    __tablename__ = "goal"

    problem_id: Mapped[UUID] = mapped_column(ForeignKey("problem.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    ended_on: Mapped[date | None]


class Objective(Keyed, Versioned, Base):
    """A measurable step toward a goal."""

    __tablename__ = "objective"

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    target_on: Mapped[date | None]

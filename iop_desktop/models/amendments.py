"""Clients' requests to amend their record (45 CFR 164.526) and what became of them; inserted, never changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType
from iop_desktop.rules.note_vocabulary import AmendmentStep, DenialGround


class AmendmentRequest(Keyed, Base):
    """What a client asks to have amended, in the client's words."""

    __tablename__ = "amendment_request"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    note_id: Mapped[UUID | None] = mapped_column(ForeignKey("note.id"))
    received_on: Mapped[date]
    asked: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]


class AmendmentEvent(Keyed, Base):
    """A step of a request: extended, accepted by an addendum, denied on a ground, disagreement, rebuttal."""

    __tablename__ = "amendment_event"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("amendment_request.id"), index=True)
    step: Mapped[AmendmentStep] = mapped_column(StrEnumType(AmendmentStep))
    on: Mapped[date] = mapped_column("happened_on")
    text: Mapped[str] = mapped_column(Text, default="")
    ground: Mapped[DenialGround | None] = mapped_column(StrEnumType(DenialGround))
    addendum_id: Mapped[UUID | None] = mapped_column(ForeignKey("note.id"))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]

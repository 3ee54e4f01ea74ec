"""Notes: the draft that is written, and the signed versions, signatures and returns that never change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.rules.vocabulary import Meaning, NoteFormat, NoteKind, NoteState


class GroupPart(Keyed, Versioned, Base):
    """What is true of the whole session and stands in each member's note; written once."""

    __tablename__ = "group_part"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"), unique=True)
    note_format: Mapped[NoteFormat] = mapped_column(StrEnumType(NoteFormat))
    topic: Mapped[str] = mapped_column(String(200), default="")
    interventions: Mapped[str] = mapped_column(Text, default="")


class Note(Keyed, Versioned, Base):
    """One client, one session: the working draft and where the note stands."""

    __tablename__ = "note"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    state: Mapped[NoteState] = mapped_column(StrEnumType(NoteState), default=NoteState.DRAFT)
    draft: Mapped[dict[str, Any]]
    shown_digest: Mapped[str] = mapped_column(String(64), default="")
    saved_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("session_id", "client_id"),
        Index("ix_note_state", "state", "author_id"),
    )


class NoteVersion(Keyed, Base):
    """What was signed: the whole record as canonical data and its digest."""

    __tablename__ = "note_version"

    note_id: Mapped[UUID] = mapped_column(ForeignKey("note.id"))
    number: Mapped[int]
    kind: Mapped[NoteKind] = mapped_column(StrEnumType(NoteKind))
    record: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    needs_cosignature: Mapped[bool]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("note_id", "number"),)


class Signature(Keyed, Base):
    """One person's signature on one version, with the PDF as it stood right after it."""

    __tablename__ = "signature"

    note_version_id: Mapped[UUID] = mapped_column(ForeignKey("note_version.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    meaning: Mapped[Meaning] = mapped_column(StrEnumType(Meaning))
    name: Mapped[str] = mapped_column(String(120))
    credentials: Mapped[str] = mapped_column(String(60))
    licence: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    certificate_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    pdf_sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("note_version_id", "meaning"),)


class Return(Keyed, Base):
    """A supervisor sends a signed version back to its author."""

    __tablename__ = "note_return"

    note_version_id: Mapped[UUID] = mapped_column(ForeignKey("note_version.id"), unique=True)
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    comment: Mapped[str] = mapped_column(Text)
    returned_at: Mapped[datetime]


class Viewing(Keyed, Base):
    """A member of staff had this signed version on screen."""

    __tablename__ = "viewing"

    note_version_id: Mapped[UUID] = mapped_column(ForeignKey("note_version.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    viewed_at: Mapped[datetime]

    __table_args__ = (Index("ix_viewing_version", "note_version_id", "staff_id"),)

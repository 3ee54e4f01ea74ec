"""Notes: the draft that is written, and the signed versions, signatures and returns that never change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, Gate
from iop_desktop.rules.vocabulary import Meaning, NoteFormat, NoteKind, NoteState

# Two may stand side by side only when one of them was entered in error.
_VALID = text("state <> 'in_error'")
# Almost no note is about an earlier one; an index over all the others would look useless to the planner.
_ADDED = text("parent_id IS NOT NULL")
_ONE_SUBJECT = " + ".join(
    f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in ("session_id", "contact_id", "parent_id")
)


class GroupPart(Keyed, Versioned, Base):
    """What is true of the whole session and stands in each member's note; written once."""

    __tablename__ = "group_part"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("group_session.id"), unique=True)
    note_format: Mapped[NoteFormat] = mapped_column(StrEnumType(NoteFormat))
    topic: Mapped[str] = mapped_column(String(200), default="")
    interventions: Mapped[str] = mapped_column(Text, default="")


class Contact(Keyed, Versioned, Base):
    """An individual session or another contact about one client. ``with_whom`` is a relation, not a name."""

    __tablename__ = "contact"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[ContactKind] = mapped_column(StrEnumType(ContactKind))
    mode: Mapped[ContactMode] = mapped_column(StrEnumType(ContactMode))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(120), default="")
    with_whom: Mapped[str] = mapped_column(String(120), default="")
    topic: Mapped[str] = mapped_column(String(200), default="")
    interventions: Mapped[str] = mapped_column(Text, default="")
    note_format: Mapped[NoteFormat] = mapped_column(StrEnumType(NoteFormat))

    __table_args__ = (Index("ix_contact_staff", "staff_id", "starts_at"),)


class Note(Keyed, Versioned, Base):
    """One client and one session, one contact, or one earlier note (``parent_id``): the draft and where it stands.

    ``kind`` is set for notes about an earlier note; elsewhere attendance or the contact says it.
    """

    __tablename__ = "note"

    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("group_session.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("note.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[NoteKind | None] = mapped_column(StrEnumType(NoteKind))
    state: Mapped[NoteState] = mapped_column(StrEnumType(NoteState), default=NoteState.DRAFT)
    draft: Mapped[dict[str, Any]]
    shown_digest: Mapped[str] = mapped_column(String(64), default="")
    saved_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"{_ONE_SUBJECT} = 1", "one_subject"),
        Index("uq_note_session", "session_id", "client_id", unique=True, sqlite_where=_VALID, postgresql_where=_VALID),
        Index("uq_note_contact", "contact_id", unique=True, sqlite_where=_VALID, postgresql_where=_VALID),
        Index("ix_note_state", "state", "author_id"),
        Index("ix_note_parent_id", "parent_id", sqlite_where=_ADDED, postgresql_where=_ADDED),
    )


class NoteVersion(Keyed, Base):
    """What was signed: the whole record as canonical data and its digest; ``late_entry`` when past its due day."""

    __tablename__ = "note_version"

    note_id: Mapped[UUID] = mapped_column(ForeignKey("note.id"))
    number: Mapped[int]
    kind: Mapped[NoteKind] = mapped_column(StrEnumType(NoteKind))
    record: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    needs_cosignature: Mapped[bool]
    late_entry: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("note_id", "number"),)


class Signature(Keyed, Base):
    """One person's signature on one version, with the PDF as it stood right after it.

    The person is of this staff, or a supervisor elsewhere (``partner_id``) whose signature came in a packet.
    """

    __tablename__ = "signature"

    note_version_id: Mapped[UUID] = mapped_column(ForeignKey("note_version.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
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

    __table_args__ = (
        UniqueConstraint("note_version_id", "meaning"),
        CheckConstraint("(staff_id IS NULL) <> (partner_id IS NULL)", "one_signer"),
    )


class Return(Keyed, Base):
    """A supervisor sends a signed version back to its author."""

    __tablename__ = "note_return"

    note_version_id: Mapped[UUID] = mapped_column(ForeignKey("note_version.id"), unique=True)
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    comment: Mapped[str] = mapped_column(Text)
    returned_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("(supervisor_id IS NULL) <> (partner_id IS NULL)", "one_supervisor"),)


class Remark(Keyed, Base):
    """A comment of a return that is anchored to a passage of the record."""

    __tablename__ = "return_remark"

    return_id: Mapped[UUID] = mapped_column(ForeignKey("note_return.id"), index=True)
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(120))
    passage: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)


class Viewing(Keyed, Base):
    """A member of staff had this signed version on screen."""

    __tablename__ = "viewing"

    note_version_id: Mapped[UUID] = mapped_column(ForeignKey("note_version.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    viewed_at: Mapped[datetime]

    __table_args__ = (Index("ix_viewing_version", "note_version_id", "staff_id"),)


class GateDecision(Keyed, Base):
    """Somebody passed a gate before signing. ``matter`` = digest of the text or the word; printed nowhere."""

    __tablename__ = "gate_decision"

    note_id: Mapped[UUID] = mapped_column(ForeignKey("note.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    gate: Mapped[Gate] = mapped_column(StrEnumType(Gate))
    matter: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(index=True)

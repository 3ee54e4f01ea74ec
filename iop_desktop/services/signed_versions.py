"""Signed versions with what lists show of them: of whom, by whom, and about which group or contact."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, func, select

from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import Contact, Note, NoteVersion, Return, Signature
from iop_desktop.models.people import Client
from iop_desktop.rules.vocabulary import AUTHORING


def signed_versions() -> Select[*tuple[Any, ...]]:
    """One row a version, with the author's signature and the id of its return."""
    return (
        select(
            NoteVersion.id.label("version_id"),
            NoteVersion.number,
            NoteVersion.kind,
            Note.id.label("note_id"),
            Note.state,
            Note.author_id,
            Client.preferred_name,
            Client.first_name,
            Client.last_name,
            Signature.name.label("author"),
            Signature.credentials,
            Signature.signed_at,
            Group.name.label("group_name"),
            Contact.kind.label("contact_kind"),
            func.coalesce(Session.starts_at, Contact.starts_at, Signature.signed_at).label("starts_at"),
            Return.id.label("return_id"),
        )
        .select_from(Note)
        .join(NoteVersion, NoteVersion.note_id == Note.id)
        .join(Signature, (Signature.note_version_id == NoteVersion.id) & (Signature.meaning.in_(AUTHORING)))
        .join(Client, Client.id == Note.client_id)
        .outerjoin(Session, Session.id == Note.session_id)
        .outerjoin(Group, Group.id == Session.group_id)
        .outerjoin(Contact, Contact.id == Note.contact_id)
        .outerjoin(Return, Return.note_version_id == NoteVersion.id)
    )


def subject_of(row: Row[*tuple[Any, ...]]) -> str:
    """The group, the kind of contact, or for what was added to a note its own kind."""
    subject: str = row.group_name or (row.contact_kind.label if row.contact_kind else row.kind.label)
    return subject

"""What the notes page has in its list: the notes of a session, or the contact notes of their author."""

from __future__ import annotations

from uuid import UUID

from iop_desktop.services.bundle import Services
from iop_desktop.services.note_views import GroupPartView, NoteList, NoteRow

CONTACTS = UUID(int=0)
"""Stands in place of a session for the list of contact notes."""
Shelf = tuple[NoteList, GroupPartView | None]


class NoteShelves:
    """Reads lists of notes; ``place`` is a session, CONTACTS, or None for the session one is likely to write about."""

    def __init__(self, services: Services) -> None:
        self._notes, self._sessions, self._contacts = services.notes, services.sessions, services.contacts
        self._signing = services.signing
        self._before: UUID | None = None

    def read(self, place: UUID | None) -> Shelf | None:
        """The list with the group part of its session; None when there is no session. Raises NotFound."""
        if place == CONTACTS:
            return self._contacts.list(), None
        session_id = place or self._sessions.to_write_about()
        return (self._notes.list(session_id), self._notes.group_part(session_id)) if session_id else None

    def list(self, place: UUID) -> NoteList:
        """The list alone. Raises NotFound."""
        return self._contacts.list() if place == CONTACTS else self._notes.list(place)

    def to_sign(self, place: UUID) -> tuple[NoteRow, ...]:
        """The actor's own notes of the list with what each still lacks. Raises NotFound."""
        return self._contacts.list().rows if place == CONTACTS else self._signing.check(place)

    def other(self, place: UUID | None) -> UUID | None:
        """From a session to the contact notes, and from there back to the session one came from."""
        if place == CONTACTS:
            return self._before
        self._before = place
        return CONTACTS


def place_of(notes: NoteList) -> UUID:
    """Where a list belongs."""
    return notes.head.session_id if notes.head else CONTACTS

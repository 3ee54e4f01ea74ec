"""What the form of an individual session or contact shows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from iop_desktop.rules.contacts import ContactDetails


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as a form shows it; give ``revision`` back when it is changed.

    ``day`` is such as "Nov 24", ``line`` says when and how, ``locked`` why it cannot be changed.
    """

    contact_id: UUID
    note_id: UUID
    client_id: UUID
    client_name: str
    revision: int
    details: ContactDetails
    day: str
    line: str
    locked: str = ""

"""What the notes page says when there is nothing to write."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.widgets.empty_state import EmptyState

NO_SESSION = "No session to write about yet. Notes appear once a group has met."
NO_CONTACTS = "No contact note is open or recent. Ctrl+N begins one; Ctrl+I leads back to the group."


class NoNotes(EmptyState):
    """``contacts_asked`` leads to the contact notes, ``contact_asked`` to a new one."""

    contacts_asked = Signal()
    contact_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("notebook-pen", NO_SESSION, "Contact notes", parent)
        self._contacts = False
        self.acted.connect(self._lead_on)

    def show_for(self, contacts: bool) -> None:
        """Speak of contacts, or of sessions."""
        self._contacts = contacts
        self.sentence.setText(NO_CONTACTS if contacts else NO_SESSION)
        self.action.setText("New note…" if contacts else "Contact notes")

    def _lead_on(self) -> None:
        (self.contact_asked if self._contacts else self.contacts_asked).emit()

"""New contacts and changes to them, wherever one stands in the program."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.rights import RIGHTS, Right
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.contact_views import ContactView
from iop_desktop.services.note_views import NoteView
from iop_desktop.services.people_views import ClientRow
from iop_desktop.ui.contact_dialog import ContactDialog
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.kept_words import keep_words
from iop_desktop.ui.tasks import Tasks, sentence_of

KEPT = "The contact is kept. Its note is a draft until you sign it."


class ContactDesk(QObject):
    """``kept`` carries the note of a new contact."""

    kept = Signal(UUID)

    def __init__(self, services: Services, tasks: Tasks, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._dialogs = services, tasks, dialogs

    def ask_for_somebody(self, page: QWidget) -> None:
        """Choose a client first, then describe the contact."""
        if self._refused(page):
            return

        def choose(people: tuple[ClientRow, ...]) -> None:
            if not people:
                self._dialogs.tell(page, "Nobody is on record yet.", "Import a roster on the Members page first.")
                return
            names = [f"{person.name}  ·  {person.record_number}" for person in people]
            chosen = self._dialogs.choose_one(page, "Individual or contact note about", names)
            if chosen is not None:
                self.ask(page, people[chosen].client_id, people[chosen].name)

        self._tasks.run(self, self._services.clients.rows, done=choose)

    def ask_about(self, page: QWidget, view: NoteView | None) -> None:
        """Describe a new contact with whom a note in view is about, or choose a client."""
        if view is None:
            self.ask_for_somebody(page)
        else:
            self.ask(page, view.client_id, view.name)

    def ask(self, page: QWidget, client_id: UUID, name: str) -> None:
        """Describe a new contact with this client."""
        if self._refused(page):
            return
        dialog = ContactDialog(name, self._services.contacts.now, None, page)
        dialog.confirmed.connect(lambda details: self._keep(dialog, client_id, details))
        keep_words(dialog, f"contact:{client_id}")
        dialog.open()

    def edit(self, page: QWidget, view: ContactView, field: str = "kind") -> None:
        """Put a contact right that is not signed yet; begins at ``field``."""
        if view.locked:
            self._dialogs.tell(page, view.locked)
            return
        dialog = ContactDialog(view.client_name, self._services.contacts.now, view.details, page)
        contacts = self._services.contacts

        def save(details: ContactDetails) -> None:
            self._run(dialog, lambda: contacts.change(view.contact_id, view.revision, details), lambda _: None)

        dialog.confirmed.connect(save)
        keep_words(dialog, f"contact:{view.contact_id}")
        dialog.open()
        dialog.focus_field(field)

    def _refused(self, page: QWidget) -> bool:
        """Whether the person at the keyboard writes no notes; it is said before anything is typed."""
        may = self._services.contacts.may_write
        if not may:
            self._dialogs.tell(page, RIGHTS[Right.WRITE_NOTES].sentence)
        return not may

    def _keep(self, dialog: ContactDialog, client_id: UUID, details: ContactDetails) -> None:
        def kept(note_id: UUID) -> None:
            self._tasks.changed.emit(Changes(frozenset({Topic.NOTES}), KEPT))
            self.kept.emit(note_id)

        self._run(dialog, lambda: self._services.contacts.create(client_id, details), kept)

    def _run(self, dialog: ContactDialog, work: Callable[[], object], done: Callable[..., object]) -> None:
        """What was typed stays in the dialog until the vault has it."""

        def over(result: object) -> None:
            dialog.accept()
            done(result)

        self._tasks.run(dialog, work, done=over, failed=lambda error: dialog.show_error(sentence_of(error)))

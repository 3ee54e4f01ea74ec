"""Notes of one session: members left, one note in the middle, the record as it will be signed on the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Topic
from iop_desktop.services.note_views import GroupPartView, NoteList, NoteView, Saved
from iop_desktop.ui.autosave import SaveState
from iop_desktop.ui.beside_card import BesideCard
from iop_desktop.ui.contact_desk import ContactDesk
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.group_part_dialog import edit_group_part
from iop_desktop.ui.layouts import row, stretched
from iop_desktop.ui.no_notes import NoNotes
from iop_desktop.ui.note_keys import bind_note_keys
from iop_desktop.ui.note_panels import NoteCard, NoteListCard
from iop_desktop.ui.note_saving import NoteSaver
from iop_desktop.ui.note_shelves import CONTACTS, NoteShelves, Shelf, place_of
from iop_desktop.ui.note_signing import NoteSigning
from iop_desktop.ui.note_texts import NoteTexts
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import NOTE_KEYS, WRITING_KEYS
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.writing_aids import WritingAids


class NotesPage(Page):
    """Writing and signing the notes of a session. ``saved`` says whether everything typed is in the vault."""

    topics = frozenset({Topic.NOTES, Topic.SIGNATURES, Topic.ATTENDANCE, Topic.LESSONS, Topic.SESSIONS})
    shortcut_groups = NOTE_KEYS + WRITING_KEYS
    saved = Signal(bool)
    pdf_asked = Signal(UUID)
    session_shown = Signal(UUID)
    note_shown = Signal(UUID)

    def __init__(
        self,
        services: Services,
        contacts: ContactDesk,
        signing: NoteSigning,
        tasks: Tasks,
        dialogs: Dialogs,
        aids: WritingAids,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._notes, self._contacts, self._signing, self._tasks = services.notes, contacts, signing, tasks
        self._shelves = NoteShelves(services)
        self._session_id: UUID | None = None
        self._view: NoteView | None = None
        self._wanted: UUID | None = None
        self._part: GroupPartView | None = None
        self._go_to: tuple[UUID, str] | None = None
        self._texts = NoteTexts(aids, self)
        self._saver = NoteSaver(services.notes, tasks, dialogs, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.list_card, self.note_card, self.preview_card = NoteListCard(), NoteCard(self._texts), BesideCard()
        self.empty = NoNotes()
        body = row(self.list_card, self.note_card, self.preview_card, self.empty, spacing=16, margins=(20, 16, 20, 16))
        self.setLayout(stretched(body, 1))
        self._show_empty(True)

    def _connect(self) -> None:
        card = self.note_card
        self.list_card.view.opened.connect(self.open_note)
        self.list_card.sign_all.clicked.connect(self.sign_all)
        self.list_card.pdfs.clicked.connect(lambda: self._signing.export(self, self._session_id))
        self.list_card.other_asked.connect(self.toggle_contacts)
        self.list_card.new_contact.clicked.connect(self.new_contact)
        self.empty.contacts_asked.connect(self.toggle_contacts)
        self.empty.contact_asked.connect(self.new_contact)
        card.form.changed.connect(self._typed)
        card.group_part_asked.connect(self.edit_group_part)
        card.next.clicked.connect(self.ready_next)
        card.sign.clicked.connect(self.sign_one)
        self.preview_card.pdf_button.clicked.connect(self.ask_pdf)
        self.preview_card.toggled.connect(lambda: self._show_empty(self.empty.isVisible()))
        self._signing.jumped.connect(self._jump)
        self._saver.all_saved.connect(self.saved)
        self._saver.stored.connect(self._show_saved)
        self._saver.refused.connect(lambda _note_id: self._say_state())
        self._saver.other_text.connect(self._show_other_text)
        bind_note_keys(self)

    def set_compact(self, compact: bool) -> None:
        self.preview_card.wanted = not compact
        self.note_card.set_compact(compact)
        self._show_empty(self.empty.isVisible())

    def open_session(self, session_id: UUID | None) -> None:
        """Show the notes of another session; None is the one that is likely to be written about."""
        if session_id != self._session_id:
            self.leave()
            self._session_id, self._view, self._wanted = session_id, None, None
            self._texts.forget(self._saver.unsaved)
        self.refresh()

    def open_contacts(self, note_id: UUID) -> None:
        """Show the author's contact notes, and one of them."""
        if self._session_id != CONTACTS:
            self.toggle_contacts()
        self.open_note(note_id)

    def toggle_contacts(self) -> None:
        """To the contact notes, or back to the session one came from."""
        self.open_session(self._shelves.other(self._session_id))

    def focus_first(self) -> None:
        if self._view is None:
            self.setFocus()  # the first note takes the keyboard when it has been read
        elif self._view.editable:
            self.note_card.form.focus_first()
        else:
            self.list_card.view.setFocus()

    def refresh(self) -> None:
        wanted = self._session_id
        self._tasks.run(self, partial(self._shelves.read, wanted), done=partial(self._accept, wanted))

    def _accept(self, wanted: UUID | None, found: Shelf | None) -> None:
        """Show what was read, unless another session was asked for in the meantime."""
        if self._session_id == wanted:
            if found is not None:
                self._session_id = place_of(found[0])
                self.session_shown.emit(self._session_id)
            self._show(found)

    def _show_empty(self, empty: bool) -> None:
        contacts = self._session_id == CONTACTS
        self.empty.show_for(contacts)
        self.empty.setVisible(empty)
        self.note_card.setVisible(not empty)
        crowded = self._compact and self.preview_card.wanted
        self.list_card.setVisible(contacts if empty else not crowded)
        self.preview_card.setVisible(not empty and self.preview_card.wanted)

    def _show(self, found: Shelf | None) -> None:
        rows = found[0].rows if found else ()
        self._show_empty(not rows)
        if found is None:
            return
        notes, self._part = found
        self._show_list(notes)
        if self._part is not None:
            self.note_card.show_group_part(self._part)
        if not rows:
            return
        if self._wanted is None or not self.list_card.view.select(self._wanted):
            wanted = next((row for row in rows if row.state in SIGNABLE), rows[0])
            self.list_card.view.select(wanted.note_id)
        elif self._saver.draft(self._wanted) is None:
            self._read_note(self._wanted)

    def _show_list(self, notes: NoteList) -> None:
        if place_of(notes) == self._session_id:
            self.list_card.show_list(notes)

    def open_note(self, note_id: UUID) -> None:
        """Open a member's note; what was typed in the one before goes to the vault first."""
        self._saver.flush()
        self._read_note(note_id)

    def _read_note(self, note_id: UUID) -> None:
        self._wanted = note_id
        self._tasks.run(self, lambda: self._notes.open(note_id), done=self._show_note)

    def _show_note(self, view: NoteView) -> None:
        """Show a note; words of it that are not in the vault stand before those of the vault."""
        unsaved = self._saver.draft(view.note_id)
        moved = self._view is None or self._view.note_id != view.note_id
        if view.note_id != self._wanted or (unsaved is not None and not moved):
            return
        if unsaved is None:
            self._saver.seen(view)
        else:
            view = replace(view, draft=unsaved)
        self._view = view
        number = next((n for n, row in enumerate(self.list_card.view.rows) if row.note_id == view.note_id), 0)
        self.note_card.show_note(view, number)
        self.preview_card.show_note(view)
        self.note_shown.emit(view.note_id)
        self.note_card.saved.setText(self._saver.words(view.note_id) if unsaved else "")
        self._shown(view.note_id, view.digest, view.editable and unsaved is None)
        self._focus_after_showing(view, moved)

    def _focus_after_showing(self, view: NoteView, moved: bool) -> None:
        if self._go_to is not None and self._go_to[0] == view.note_id:
            self.note_card.form.focus_field(self._go_to[1])
            self._go_to = None
        elif moved and self.isVisible() and not self.list_card.view.hasFocus() and view.editable:
            self.note_card.form.focus_first()

    def _shown(self, note_id: UUID, digest: str, editable: bool) -> None:
        """The record stands on screen as it would be signed: remember that it was seen."""
        session_id = self._session_id
        if not editable or session_id is None:
            return

        def work() -> NoteList:
            self._notes.mark_shown(note_id, digest)
            return self._shelves.list(session_id)

        self._tasks.run(self, work, done=self._show_list)

    def _typed(self) -> None:
        if self._view is not None and self._view.editable:
            self._saver.touch(self._view.note_id, self.note_card.form.read())
            self._say_state()

    def _say_state(self) -> None:
        if self._view is not None:
            self.note_card.saved.setText(self._saver.words(self._view.note_id))

    def _show_saved(self, saved: Saved) -> None:
        if self._view is None or self._view.note_id != saved.note_id:
            return
        self._say_state()
        if self._saver.draft(saved.note_id) is None:
            self.preview_card.preview.show_record(saved.record)
            self.note_card.show_saved(saved)
            self._shown(saved.note_id, saved.digest, True)

    def _show_other_text(self, view: NoteView) -> None:
        if self._view is not None and self._view.note_id == view.note_id:
            self.preview_card.show_note(view)

    def leave(self) -> None:
        self._saver.flush()

    def ready_next(self) -> None:
        """Go on when nothing is missing, else to what is."""
        view = self._view
        if view is None:
            return
        self._saver.flush()
        self._tasks.run(self, lambda: self._notes.open(view.note_id), done=self._go_on)

    def _go_on(self, view: NoteView) -> None:
        if self._saver.state_of(view.note_id) is SaveState.FAILED:
            return
        if view.editable and view.missing:
            self.note_card.show_missing(view.missing, True)
            self.note_card.form.focus_field(view.missing[0].field)
            return
        self.list_card.view.clearFocus()
        self.list_card.view.select_next_open()

    def sign_all(self) -> None:
        """Sign what is ready."""
        self._sign(None)

    def sign_one(self) -> None:
        """Sign the note in view."""
        if self._view is not None:
            self._sign(self._view.note_id)

    def _sign(self, only: UUID | None) -> None:
        """What was typed last is saved and counted as seen before the notes are checked: the lane keeps the order."""
        self._saver.flush()
        self._tasks.run(self, lambda: None, done=lambda _: self._begin_signing(only))

    def _begin_signing(self, only: UUID | None) -> None:
        if self._saver.may_sign() and self._session_id is not None:
            self._signing.begin_with(self, partial(self._shelves.to_sign, self._session_id), only)

    def _jump(self, note_id: UUID, field: str) -> None:
        self._go_to = (note_id, field)
        if self._view is not None and self._view.note_id == note_id:
            self._focus_after_showing(self._view, moved=False)
        else:
            self.list_card.view.select(note_id)

    def new_contact(self) -> None:
        """Begin a contact with the member in view, or with somebody one chooses."""
        self._contacts.ask_about(self, self._view)

    def edit_group_part(self, field: str = "") -> None:
        """Change what the note shares with its session, or the contact it is about."""
        if self._view is not None and self._view.contact is not None:
            self._contacts.edit(self, self._view.contact, field)
        elif self._part is not None:
            edit_group_part(self._part, self._notes.save_group_part, self._tasks, self, self._texts.aids)

    def ask_pdf(self) -> None:
        """Show the note in view as it is printed."""
        if self._view is not None:
            self._saver.flush()
            self.pdf_asked.emit(self._view.note_id)

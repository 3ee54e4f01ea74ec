"""Where somebody was when the window locked: the same person comes back to it, down to the caret."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.page import Page
from iop_desktop.ui.shell import Shell
from iop_desktop.ui.tasks import Tasks

RESTORING = "restoring"
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Keys and numbers only: no name and no text is kept while the window is locked."""

    staff_id: UUID
    page: str
    records: tuple[UUID, ...] = ()
    field: str = ""
    caret: int = 0


class LeftOff(QObject):
    """Keeps one place, from the lock to the next unlocking; somebody else's unlocking forgets it."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._place: Place | None = None
        self._shell: Shell | None = None
        self._records: dict[str, tuple[UUID, ...]] = {}
        self._tries = 0
        self._wanted: Place | None = None
        tasks.busy_changed.connect(self._rested)

    def attend(self, shell: Shell, staff_id: UUID) -> None:
        """Go back to where this person was, and remember where they are from now on."""
        place, self._place = self._place, None
        self._shell, self._records, self._tries = shell, {}, 0
        shell.page_shown.connect(self._follow)
        shell.leaving.connect(lambda: self._remember(shell, staff_id))
        self._follow(shell.current_key)
        if place is not None and place.staff_id == staff_id:
            self._go_back(shell, place)

    def forget(self, reason: str) -> None:
        """Other records may stand here after a restore."""
        if reason == RESTORING:
            self._place = None

    def _follow(self, key: str) -> None:
        """Pages say themselves which record they show."""
        page = self._shell.page(key) if self._shell is not None and key else None
        if isinstance(page, NotesPage) and key not in self._records:
            self._records[key] = ()
            page.session_shown.connect(lambda session_id: self._records.update({key: (session_id,)}))
            page.note_shown.connect(lambda note_id: self._records.update({key: (*self._records[key][:1], note_id)}))

    def _remember(self, shell: Shell, staff_id: UUID) -> None:
        page = shell.stack.currentWidget()
        if not isinstance(page, Page):
            return
        records = self._records.get(shell.current_key, ())
        if isinstance(page, MembersPage):
            records = tuple(filter(None, (page.chart.client_id,)))
        elif isinstance(page, GroupPage):
            records = tuple(filter(None, (page.session_id,)))
        # A dialog may have the keyboard: the page knows which of its fields had it last.
        field = page.focusWidget()
        name = field.accessibleName() if field is not None else ""
        self._place = Place(staff_id, shell.current_key, records, name, _caret_of(field))

    def _go_back(self, shell: Shell, place: Place) -> None:
        page = shell.page(place.page)
        shell.go(place.page)
        if place.records:
            if isinstance(page, NotesPage):
                page.open_session(place.records[0])
                for note_id in place.records[1:]:
                    page.open_note(note_id)
            elif isinstance(page, MembersPage):
                page.open_client(place.records[0])
            elif isinstance(page, GroupPage):
                page.open_session(place.records[0])
        if place.field:
            self._tries, self._wanted = _TRIES, place

    def _rested(self, busy: bool) -> None:
        """The page has read what it shows: the field of before takes the keyboard."""
        if busy or not self._tries or self._shell is None or not isValid(self._shell):
            return
        self._tries -= 1
        place = self._wanted
        page = self._shell.stack.currentWidget()
        if place is None or page is None or self._shell.current_key != place.page:
            self._tries = 0
            return
        named = (part for part in page.findChildren(QWidget) if part.accessibleName() == place.field)
        field = next((part for part in named if part.isVisible() and part.isEnabled()), None)
        if field is not None:
            field.setFocus()
            if _put_caret(field, place.caret):
                self._tries = 0


def _caret_of(field: QWidget | None) -> int:
    if isinstance(field, QLineEdit):
        return field.cursorPosition()
    return field.textCursor().position() if isinstance(field, QPlainTextEdit | QTextEdit) else 0


def _put_caret(field: QWidget, caret: int) -> bool:
    """Whether the field had room for it; text that has not come yet is waited for."""
    if isinstance(field, QLineEdit):
        field.setCursorPosition(caret)
    elif isinstance(field, QPlainTextEdit | QTextEdit):
        if field.document().characterCount() <= caret:
            return False
        cursor = field.textCursor()
        cursor.setPosition(caret)
        field.setTextCursor(cursor)
    return True

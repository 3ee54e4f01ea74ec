"""The thread of a note: what was signed, returned, added and asked, in time order, each with its PDF."""

from __future__ import annotations

from datetime import tzinfo
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QScrollArea, QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.record import clock_text
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.thread_views import EntryKind, NoteThread, ThreadEntry
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.error_card import error_card
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.task_row import TaskRow
from iop_desktop.ui.widgets.text import heading, muted

LOOKS = {
    EntryKind.SIGNED: ("signature", "accent_text"),
    EntryKind.COSIGNED: ("check-check", "ok"),
    EntryKind.RETURNED: ("undo-2", "warn"),
    EntryKind.ADDED: ("file-pen-line", "info"),
    EntryKind.REQUEST: ("message-square", "info"),
}
STATES = {
    NoteState.DRAFT: ("Draft", "info", "pen-line"),
    NoteState.RETURNED: ("Returned", "warn", "undo-2"),
    NoteState.AWAITING_COSIGNATURE: ("To be co-signed", "info", "clock"),
    NoteState.COMPLETE: ("Signed", "ok", "check-check"),
    NoteState.IN_ERROR: ("Entered in error", "danger", "triangle-alert"),
}
IN_WORDS = frozenset({EntryKind.RETURNED, EntryKind.REQUEST})
"""Entries whose words are shown whole below them."""


class ThreadDialog(QDialog):
    """``pdf_asked`` carries a note, ``request_asked`` a request, ``add_asked`` a kind, ``open_asked`` a draft."""

    pdf_asked = Signal(UUID)
    request_asked = Signal(UUID)
    add_asked = Signal(object)
    open_asked = Signal(UUID)

    def __init__(self, thread: NoteThread, zone: tzinfo, parent: QWidget) -> None:
        super().__init__(parent)
        self._story, self._zone = thread, zone
        self.setWindowTitle("Thread of a note")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 680, 620)
        self.rows = [self._row(entry) for entry in thread.entries]
        items: list[QWidget] = []
        for entry, made in zip(thread.entries, self.rows, strict=True):
            items.append(made)
            if entry.kind in IN_WORDS and entry.detail:
                items.append(_quoted(entry.detail))
        area = QScrollArea()
        area.setAccessibleName("What happened to this note")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder(column(*items, None, spacing=2, margins=(0, 0, 8, 0))))
        self.add_buttons = {kind: self._add_button(kind) for kind in thread.may_add}
        close = button("Close", clicked=self.accept)
        body = column(self._head(), area, row(*self.add_buttons.values(), *self._continue(), None, close), spacing=14)
        body.setContentsMargins(24, 20, 24, 18)
        body.setStretch(1, 1)
        self.setLayout(body)
        (self.rows[0] if self.rows else close).setFocus()

    def _head(self) -> QWidget:
        thread = self._story
        title = row(heading(thread.title, 18), Chip(*STATES[thread.state]), None, spacing=10)
        line = muted(f"{thread.client_name} · {short_date(thread.on)}", 13)
        parts: list[QWidget] = [holder(column(title, line, spacing=3))]
        if thread.error_reason:
            parts.append(error_card(thread.error_reason, thread.error_signed_by))
        return holder(column(*parts, spacing=10))

    def _row(self, entry: ThreadEntry) -> TaskRow:
        at = entry.at.astimezone(self._zone)
        when = f"{month_day(at.date())}, {clock_text(at, self._zone)}"
        words = "" if entry.kind in IN_WORDS else f" · {entry.detail}"
        title = f"{entry.title} (entered in error)" if entry.struck else entry.title
        made = TaskRow(*LOOKS[entry.kind], title, f"{when} · {entry.who}{words}", struck=entry.struck)
        made.clicked.connect(lambda _=False: self._open(entry))
        return made

    def _open(self, entry: ThreadEntry) -> None:
        if entry.request_id is not None:
            self.request_asked.emit(entry.request_id)
        elif entry.note_id is not None:
            self.pdf_asked.emit(entry.note_id)

    def _add_button(self, kind: NoteKind) -> QPushButton:
        return button(
            f"{kind.label}…", "danger" if kind is NoteKind.ERROR else "", clicked=lambda: self.add_asked.emit(kind)
        )

    def _continue(self) -> list[QWidget]:
        draft = self._story.open_own
        if draft is None:
            return []
        return [button("Continue what you began", "primary", "pen-line", clicked=lambda: self.open_asked.emit(draft))]


def _quoted(text: str) -> QWidget:
    return holder(column(muted(f"“{text}”", 12, wrap=True), margins=(52, 0, 24, 6)))

"""The third column: what is known of the member, or the record as it reads now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from iop_desktop.services.note_context_views import NoteContext
from iop_desktop.services.note_views import NoteView
from iop_desktop.ui.layouts import column, holder, row, stretched
from iop_desktop.ui.note_context import NoteContextView
from iop_desktop.ui.record_preview import RecordPreview
from iop_desktop.ui.widgets.buttons import button, icon_button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.segmented import Segmented

WIDTH = 276
CONTEXT, RECORD = "context", "record"


class BesideCard(Card):
    """Context first: it is read while writing. The record is a key away.

    ``wanted`` is whether the column has its place; ``toggled`` says that this was changed by key.
    """

    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=10, parent=parent)
        self.wanted = True
        self.setFixedWidth(WIDTH)
        self.switch = Segmented(((CONTEXT, "Context"), (RECORD, "Record")), "Beside the note")
        self.switch.chosen.connect(self.show_side)
        self.pdf_button = icon_button("file-text", "View PDF", kind="", shortcut="Ctrl+P")
        self.context, self.preview = NoteContextView(), RecordPreview()
        self.whole = button("Whole last note", "link", shortcut="Alt+L")
        self.whole.setCheckable(True)
        self.whole.toggled.connect(self._show_whole)
        self._last = holder(row(self.whole, KeyCap("Alt", "L"), None))
        known = column(self.context, self._last, spacing=6)
        known.setStretch(0, 1)
        self._sides = QStackedWidget()
        self._sides.addWidget(holder(known))
        self._sides.addWidget(self.preview)
        self.add(stretched(row(self.switch, KeyCap("Alt", "C"), self.pdf_button), 0))
        self.add(self._sides)
        self.body.setStretchFactor(self._sides, 1)
        self.show_side(CONTEXT)

    @property
    def side(self) -> str:
        """What is shown: ``context`` or ``record``."""
        return RECORD if self._sides.currentWidget() is self.preview else CONTEXT

    def show_side(self, side: str) -> None:
        """Show the context or the record."""
        self._sides.setCurrentIndex(1 if side == RECORD else 0)
        self.switch.set_value(self.side)

    def toggle(self, side: str) -> None:
        """Show the record or the context; hide the column when that is what it shows."""
        self.wanted = not (self.wanted and self.side == side)
        self.show_side(side)
        self.toggled.emit()

    def show_note(self, view: NoteView) -> None:
        """Show the record of a note, with the passages a supervisor remarked on marked."""
        self.preview.show_record(view.record)
        self.preview.mark_passages([remark.passage for remark in view.remarks])

    def show_context(self, context: NoteContext | None) -> None:
        """Show what is known of the member; None while it is being read."""
        self.context.show_context(context)
        self._last.setVisible(self.context.has_last_note)

    def _show_whole(self, whole: bool) -> None:
        self.whole.setText("Less of the last note" if whole else "Whole last note")
        self.context.show_whole(whole)

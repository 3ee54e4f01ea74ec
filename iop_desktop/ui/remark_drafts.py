"""Remarks a supervisor has prepared for a return, each on a passage of the note."""

from __future__ import annotations

import json
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iop_desktop.rules.returns import Remark
from iop_desktop.services.kept_words import Words
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.kept_words import WordsKeeper
from iop_desktop.ui.layouts import empty, holder, row
from iop_desktop.ui.remark_list import shortened
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.buttons import icon_button
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

_FIELD = "remarks"


class RemarkDrafts(QWidget):
    """What is sent with the next return. Each note keeps its own while the page is open, and beyond a lock."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[UUID, tuple[Remark, ...]] = {}
        self._version_id: UUID | None = None
        self._watched_by: WordsKeeper | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self.hide()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The remarks on the note in view."""
        return self._kept.get(self._version_id, ()) if self._version_id else ()

    def start_over(self, version_id: UUID) -> None:
        """Another note is in view; remarks that were prepared for it come back."""
        self._version_id = version_id
        keeper = WordsKeeper.current
        if keeper is not None and version_id not in self._kept:
            self._kept[version_id] = _read(keeper.of(_name(version_id)))
        if keeper is not None and keeper is not self._watched_by:
            self._watched_by = keeper
            keeper.watch(self._words)
        self._show()

    def add(self, remark: Remark) -> None:
        """Prepare one more remark on the note in view."""
        self._keep((*self.remarks, remark))

    def sent(self, version_id: UUID) -> None:
        """The remarks on this note went with its return."""
        self._kept.pop(version_id, None)
        if WordsKeeper.current is not None:
            WordsKeeper.current.drop(_name(version_id))

    def _words(self) -> dict[str, Words]:
        return {_name(key): {_FIELD: _written(remarks)} for key, remarks in self._kept.items() if remarks}

    def _remove(self, place: int) -> None:
        self._keep(self.remarks[:place] + self.remarks[place + 1 :])

    def _keep(self, remarks: tuple[Remark, ...]) -> None:
        if self._version_id is not None:
            self._kept[self._version_id] = remarks
            if not remarks and WordsKeeper.current is not None:
                WordsKeeper.current.drop(_name(self._version_id))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        empty(self._rows)
        if self.remarks:
            self._rows.addWidget(label("Remarks that go with the return", 12, 600, "muted"))
        for place, remark in enumerate(self.remarks):
            self._rows.addWidget(self._line(place, remark))
        self.setVisible(bool(self.remarks))

    def _line(self, place: int, remark: Remark) -> QWidget:
        words = ElidedLabel(f"{remark.comment} · on “{shortened(remark.passage)}”", 12, ink="text2")
        remove = icon_button("x", f"Remove remark {place + 1}", size=14, clicked=lambda: self._remove(place))
        line = row(words, remove)
        line.setStretch(0, 1)
        return holder(line)


def _name(version_id: UUID) -> str:
    return f"remarks:{version_id}"


def _written(remarks: tuple[Remark, ...]) -> str:
    return json.dumps([[each.section, each.passage, each.comment] for each in remarks], ensure_ascii=False)


def _read(words: Words) -> tuple[Remark, ...]:
    """What ``_written`` made; a list that was cut for its length counts for nothing."""
    try:
        return tuple(Remark(*map(str, each)) for each in json.loads(words.get(_FIELD, "[]")))
    except ValueError:
        return ()


class RemarkDialog(FormDialog):
    """``confirmed`` carries a ``Remark``; the dialog closes by itself."""

    confirmed = Signal(object)

    def __init__(self, section: str, passage: str, parent: QWidget) -> None:
        super().__init__("Remark on a passage", "Add remark", parent)
        self._section, self._passage = section, passage
        self.comment = TextField("Remark", "What is to be changed here")
        self.comment.setMinimumHeight(80)
        self._field = FormRow("Remark", self.comment)
        self.fill(self._field, muted(f"{section}: “{shortened(passage)}”", wrap=True))

    def confirm(self) -> None:
        """Hand the remark over, or ask for its words."""
        comment = self.comment.toPlainText().strip()
        if not comment:
            self._field.set_error("Write what is to be changed here.")
            return
        self.confirmed.emit(Remark(self._section, self._passage, comment))
        self.accept()

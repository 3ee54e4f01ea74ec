"""A field with its label above and, below, what is wrong with it."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from iop_desktop.ui.layouts import column
from iop_desktop.ui.widgets.text import label, muted

FIELD_DROP = 6


class FormRow(QWidget):
    """Label, field and error sentence; the field gets the label as accessible name."""

    def __init__(self, text: str, field: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._hint = hint
        self._label = label(text, 13, 500)
        self._label.setBuddy(field)
        field.setAccessibleName(text)
        field.setAccessibleDescription(hint)
        self._error = label("", 12, 500, "error", wrap=True)
        self._error.hide()
        self._hint_label = muted(hint, wrap=True)
        self.setLayout(column(self._label, field, self._hint_label, self._error, spacing=5))
        self._hint_label.setVisible(bool(hint))  # only now: a widget that is shown without a parent is a window
        self.setFocusProxy(field)

    def error(self) -> str:
        """The sentence shown, or an empty string."""
        return self._error.text()

    def set_error(self, sentence: str) -> None:
        """Show what is wrong, or clear it with an empty sentence."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._hint_label.setVisible(bool(self._hint) and not sentence)
        self.field.setProperty("invalid", bool(sentence))
        self.field.setAccessibleDescription(sentence or self._hint)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)


def beside_field(box: QWidget) -> QBoxLayout:
    """A check box next to a form row, on the line of its field and not of its label."""
    return column(None, box, FIELD_DROP, spacing=0)

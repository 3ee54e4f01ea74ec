"""Two of the three recovery sheets, typed instead of the code."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from iop_desktop.services.recovery_sheets import look_at_sheets
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.layouts import column
from iop_desktop.ui.widgets.form_row import FormRow

_LINES_HEIGHT = 76


class SheetFields(QWidget):
    """Capitals and line breaks do not matter; Tab leads on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = FormRow("Words of one sheet", _words(), "In their order, with blanks between and no numbers.")
        self.second = FormRow("Words of another sheet", _words())
        self.setLayout(column(self.first, self.second, spacing=10))
        self.setFocusProxy(self.first)

    def typed(self) -> str:
        """The words of both, one sheet after the other."""
        return f"{_text(self.first)} {_text(self.second)}"

    def problem_shown(self) -> bool:
        """Show what is wrong beside each sheet, with the keyboard on the first."""
        found = look_at_sheets(_text(self.first), _text(self.second))
        rows = (self.first, self.second)
        for each, sentence in zip(rows, found, strict=True):
            each.set_error(sentence)
        wrong = next((each for each, sentence in zip(rows, found, strict=True) if sentence), None)
        if wrong is not None:
            wrong.field.setFocus()
        return wrong is not None

    def forget(self) -> None:
        """Empty the fields."""
        for each in (self.first, self.second):
            _edit(each).clear()


def _words() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(_LINES_HEIGHT)
    use_font(made, 13)
    return made


def _edit(form_row: FormRow) -> QPlainTextEdit:
    field = form_row.field
    if not isinstance(field, QPlainTextEdit):
        raise TypeError("this row holds no words")
    return field


def _text(form_row: FormRow) -> str:
    return _edit(form_row).toPlainText()

"""Why a segment was skipped: one key, or a few words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.rules.teaching import SKIP_REASONS
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import column, holder
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow

LONGEST = 160


class SkipDialog(FormDialog):
    """Emits ``confirmed`` with the reason. Digits choose one of the usual reasons while nothing has been typed."""

    confirmed = Signal(str)

    def __init__(self, segment: str, parent: QWidget) -> None:
        super().__init__(f"Skip “{segment}”", "Skip", parent)
        self._buttons = [
            button(f"{number}   {reason}", "", clicked=partial(self._choose, reason))
            for number, reason in enumerate(SKIP_REASONS, 1)
        ]
        for made in self._buttons:
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        words = FormRow("Another reason", self.field, "It stands in the notes of the session. Name no member.")
        self.fill(holder(column(*self._buttons, spacing=6)), words)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isdecimal() and 1 <= int(digit) <= len(SKIP_REASONS):
            self._choose(SKIP_REASONS[int(digit) - 1])
        else:
            super().keyPressEvent(event)

    def confirm(self) -> None:
        reason = self.field.text().strip()
        if reason:
            self._choose(reason)
        else:
            self.show_error("Choose a reason by its number, or write one.")

    def _choose(self, reason: str) -> None:
        self.confirmed.emit(reason)
        self.accept()

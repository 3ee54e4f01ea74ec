"""What a page shows when there is nothing yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import label


class EmptyState(QWidget):
    """Icon, sentence and at most one main action; ``acted`` says it was pressed."""

    acted = Signal()

    def __init__(
        self,
        icon_name: str,
        sentence: str,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sentence = label(sentence, 15, 500, "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setMinimumWidth(min(420, self.sentence.sizeHint().width()))
        self.sentence.setMaximumWidth(460)
        self.action = button(action, "primary", clicked=self.acted.emit)
        if not action:  # only hidden: a widget that is shown without a parent is a window
            self.action.hide()
        self._body = column(
            None,
            row(None, Icon(icon_name, "text3", 36), None),
            8,
            row(None, self.sentence, None),
            8,
            row(None, self.action, None),
            None,
        )
        self._body.setContentsMargins(24, 24, 24, 24)
        self.setLayout(self._body)

    def add(self, other: QWidget) -> None:
        """A second, lesser action below the first."""
        self._body.insertLayout(self._body.count() - 1, row(None, other, None))

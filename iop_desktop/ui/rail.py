"""The main navigation at the left edge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iop_desktop.ui.page_spec import PageSpec
from iop_desktop.ui.tokens import WIDTH_RAIL
from iop_desktop.ui.widgets.rail_button import RailButton


class Rail(QWidget):
    """One button per page, Lock at the bottom."""

    page_asked = Signal(str)
    lock_asked = Signal()

    def __init__(self, specs: Sequence[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH_RAIL)
        self.setAccessibleName("Main navigation")
        self.buttons: dict[str, RailButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 10)
        layout.setSpacing(2)
        for spec in specs:
            if not spec.at_bottom:
                layout.addWidget(self._page_button(spec))
        layout.addStretch(1)
        for spec in specs:
            if spec.at_bottom:
                layout.addWidget(self._page_button(spec))
        self.lock = RailButton("Lock", "lock", "Ctrl+L")
        self.lock.clicked.connect(self.lock_asked)
        layout.addWidget(self.lock)

    def show_current(self, key: str) -> None:
        """Mark the page that is on show."""
        for name, page_button in self.buttons.items():
            page_button.setChecked(name == key)

    def set_badge(self, key: str, count: int) -> None:
        """How much waits on a page; unknown pages are passed over (the person's role may lack them)."""
        if key in self.buttons:
            self.buttons[key].set_badge(count)

    def _page_button(self, spec: PageSpec) -> RailButton:
        made = RailButton(spec.title, spec.icon, spec.shortcut)
        made.setCheckable(True)
        made.clicked.connect(lambda _checked=False, key=spec.key: self.page_asked.emit(key))
        self.buttons[spec.key] = made
        return made

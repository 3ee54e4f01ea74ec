"""A framed surface that holds other widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from iop_desktop.ui.layouts import Item, add


class Card(QFrame):
    """A card; ``kind`` is ``plain``, ``flat``, ``accent`` or ``raised``. Its layout is ``body``."""

    def __init__(
        self,
        *items: Item,
        kind: str = "plain",
        padding: int = 16,
        spacing: int = 12,
        horizontal: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", kind)
        self.body: QHBoxLayout | QVBoxLayout = QHBoxLayout(self) if horizontal else QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Add a widget, a layout, a gap in pixels or (None) the room that is left."""
        add(self.body, item)

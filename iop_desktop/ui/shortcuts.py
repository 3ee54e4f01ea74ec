"""The overlay that lists the keys: those that work everywhere and those of the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.overlay import Overlay
from iop_desktop.ui.shortcut_group import ShortcutGroup
from iop_desktop.ui.widgets.buttons import icon_button
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.text import heading, label

# Title, margins of the panel and the room above and below it.
_AROUND = 190


EVERYWHERE = ShortcutGroup(
    "Everywhere",
    (
        (("Ctrl", "K"), "Find a member, group or command"),
        (("Ctrl", "L"), "Lock"),
        (("F6",), "Next part of the window"),
        (("Shift", "F6"), "Part before"),
        (("?",), "These keys, also with F1"),
    ),
)


class ShortcutsOverlay(Overlay):
    """Groups of keys in two columns; Escape or ? closes."""

    def __init__(self, host: QWidget, groups: Sequence[ShortcutGroup]) -> None:
        super().__init__(host, width=820, padding=24, spacing=16)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Keyboard shortcuts")
        content = _columns(groups)
        self.area.setWidget(content)
        self._content = content
        close = icon_button("x", "Close", shortcut="Esc", clicked=self.close_overlay)
        self.panel.add(row(heading("Keyboard shortcuts", 18), None, close))
        self.panel.add(self.area)

    def open(self) -> None:
        """Show it; the keyboard scrolls the list."""
        super().open()
        self.area.setFocus()

    def fit(self) -> None:
        """As high as the keys need, if the window allows it."""
        wanted = self._content.sizeHint().height() + 4
        self.area.setFixedHeight(max(80, min(wanted, self._host.height() - _AROUND)))
        self.panel.body.activate()
        super().fit()


def _columns(groups: Sequence[ShortcutGroup]) -> QWidget:
    content = QWidget()
    layout = QHBoxLayout(content)
    layout.setContentsMargins(0, 0, 8, 0)
    layout.setSpacing(32)
    sides: tuple[list[ShortcutGroup], list[ShortcutGroup]] = ([], [])
    for group in groups:
        shorter = min(sides, key=lambda side: sum(len(g.lines) + 2 for g in side))
        shorter.append(group)
    for side in sides:
        layout.addLayout(_side(side), 1)
    return content


def _side(groups: Sequence[ShortcutGroup]) -> QVBoxLayout:
    side = column(spacing=20)
    for group in groups:
        side.addLayout(column(label(group.title, 13, 600), _lines(group), spacing=8))
    side.addStretch(1)
    return side


def _lines(group: ShortcutGroup) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 118)
    for number, (keys, words) in enumerate(group.lines):
        grid.addWidget(KeyCap(*keys), number, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(words, 13, role="muted", wrap=True), number, 1)
    return grid

"""The bar above the page: search, the session that runs, whether drafts are saved, and who is here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from iop_desktop.ui.icons import icon
from iop_desktop.ui.theme import Theme
from iop_desktop.ui.tokens import HEIGHT_TOP_BAR
from iop_desktop.ui.widgets.avatar import Avatar
from iop_desktop.ui.widgets.buttons import icon_button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.search_button import SearchButton


class TopBar(QFrame):
    """Shows what holds for every page."""

    search_asked = Signal()
    shortcuts_asked = Signal()
    theme_asked = Signal()

    def __init__(self, initials: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self.setFixedHeight(HEIGHT_TOP_BAR)
        self.setAccessibleName("Tools")
        self.search = SearchButton("Find a member, group or command", "Ctrl", "K")
        self.search.setMaximumWidth(380)
        self.search.setMinimumWidth(290)
        self.search.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.search.clicked.connect(self.search_asked)
        self.session = Chip("", "accent", "timer", tabular=True)
        self.session.hide()
        self.saved = Chip("Saved", "ok", "check")
        self.saved.hide()
        self.keys = icon_button("keyboard", "Keyboard shortcuts", shortcut="?", clicked=self.shortcuts_asked.emit)
        self.theme = icon_button("moon", "Dark theme", clicked=self.theme_asked.emit)
        self._fill(Avatar(initials, 1, 32, name))
        Theme.current().changed.connect(self._show_theme)
        self._show_theme()

    def set_session(self, text: str) -> None:
        """The session that runs, such as ``Morning IOP  1:47:12``; empty for none."""
        self.session.set_text(text)
        self.session.setVisible(bool(text))

    def set_saved(self, saved: bool | None) -> None:
        """Whether drafts are in the vault; None hides the chip."""
        self.saved.setVisible(saved is not None)
        if saved:
            self.saved.set_text("Saved", "ok", "check")
        else:
            self.saved.set_text("Saving", "neutral", "pen-line")

    def _fill(self, avatar: Avatar) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 20, 0)
        layout.setSpacing(10)
        layout.addWidget(self.search, 10)
        layout.addStretch(1)
        for part in (self.session, self.saved, self.keys, self.theme, avatar):
            layout.addWidget(part)

    def _show_theme(self) -> None:
        dark = Theme.current().is_dark
        name = "Light theme" if dark else "Dark theme"
        self.theme.setIcon(icon("sun" if dark else "moon"))
        self.theme.setAccessibleName(name)
        self.theme.setToolTip(name)

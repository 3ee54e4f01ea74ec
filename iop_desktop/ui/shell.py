"""What surrounds the pages while somebody is at work: rail, top bar, page stack, messages."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from iop_desktop.services.changes import Changes
from iop_desktop.ui.banner import Banner
from iop_desktop.ui.overlay import Overlay
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_spec import PageSpec
from iop_desktop.ui.palette import Command, CommandProvider, Palette
from iop_desktop.ui.rail import Rail
from iop_desktop.ui.shortcut_group import ShortcutGroup
from iop_desktop.ui.shortcuts import EVERYWHERE, ShortcutsOverlay
from iop_desktop.ui.top_bar import TopBar


class Shell(QWidget):
    """Builds a page when it is first opened. Pages, badges and messages are reached from here."""

    leaving = Signal()
    lock_asked = Signal()
    theme_asked = Signal()
    page_shown = Signal(str)

    def __init__(
        self,
        specs: Sequence[PageSpec],
        initials: str,
        name: str,
        commands: CommandProvider | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._specs = {spec.key: spec for spec in specs}
        self._commands = commands
        self._pages: dict[str, Page] = {}
        self._overlay: Overlay | None = None
        self._cover: QWidget | None = None
        self._before_cover: QWidget | None = None
        self.rail = Rail(specs)
        self.top_bar = TopBar(initials, name)
        self.stack = QStackedWidget()
        self._fill()
        self.banner = Banner(self.stack)
        self._connect()

    @property
    def covered(self) -> bool:
        """Whether member pages are refused because the room sees this screen."""
        return self._cover is not None

    def cover(self, cover: QWidget | None) -> None:
        """Show ``cover`` in the place of every page until called with None; nothing leads to a page meanwhile."""
        if self._cover is not None:
            self.stack.removeWidget(self._cover)
            self._cover.deleteLater()
        before, self._cover = self._cover, cover
        for part in (self.rail, self.top_bar):
            part.setEnabled(cover is None)
        self.banner.setVisible(False)
        if cover is not None:
            self.close_overlay()
            if before is None:
                self._before_cover = self.stack.currentWidget()
            self.stack.addWidget(cover)
            self.stack.setCurrentWidget(cover)
        elif before is not None and self._before_cover is not None:
            self.stack.setCurrentWidget(self._before_cover)

    @property
    def current_key(self) -> str:
        """Key of the page on show, empty before the first."""
        shown = self.stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def pages(self) -> tuple[Page, ...]:
        """The pages built so far."""
        return tuple(self._pages.values())

    def offers(self, key: str) -> bool:
        """Whether this page is among those of the person at the keyboard."""
        return key in self._specs

    def page(self, key: str) -> Page:
        """The page with this key, built now if it has not been. Raises KeyError for an unknown key."""
        if key not in self._pages:
            made = self._specs[key].factory()
            self._pages[key] = made
            self.stack.addWidget(made)
        return self._pages[key]

    def go(self, key: str) -> None:
        """Leave the page on show and open another; nothing while covered. Raises KeyError for an unknown key."""
        if self.covered:
            return
        self.close_overlay()
        wanted, before = self.page(key), self.stack.currentWidget()
        if isinstance(before, Page) and before is not wanted:
            before.leave()
        self.stack.setCurrentWidget(wanted)
        self.banner.raise_()
        self.rail.show_current(key)
        wanted.focus_first()
        self.page_shown.emit(key)

    def on_changed(self, changes: Changes) -> None:
        """Tell every open page what changed and say so."""
        for page in self.pages():
            page.on_changed(changes)
        if changes.message:
            self.banner.say(changes.message, undo=changes.undo)

    def leave(self) -> None:
        """Have every page and dialog put its drafts into the vault, also when one of them fails."""
        with ExitStack() as every_page:
            every_page.callback(self.leaving.emit)
            for page in self.pages():
                every_page.callback(page.leave)

    def open_palette(self) -> None:
        """Show the command palette."""
        palette = Palette(self)
        palette.add_commands([*map(self._page_command, self._specs.values()), *self._own_commands()])
        self._show_overlay(palette)
        if self._commands is not None:
            self._commands(lambda commands: self._deliver(palette, commands))

    def open_shortcuts(self) -> None:
        """Show the keys of this page and of every page."""
        pages = ShortcutGroup("Pages", tuple((tuple(s.shortcut.split("+")), s.title) for s in self._specs.values()))
        here: tuple[ShortcutGroup, ...] = getattr(self.stack.currentWidget(), "shortcut_groups", ())
        self._show_overlay(ShortcutsOverlay(self, (*here, EVERYWHERE, pages)))

    def close_overlay(self) -> None:
        """Close what lies over the page, if anything does."""
        if self._overlay is not None:
            self._overlay.close_overlay()

    def next_region(self, step: int = 1) -> None:
        """Give the keyboard to the next of: page, rail, top bar."""
        if self._overlay is not None:
            return
        regions = (self.stack, self.rail, self.top_bar)
        focused = QApplication.focusWidget()
        at = next((n for n, region in enumerate(regions) if focused and region.isAncestorOf(focused)), -step)
        region = regions[(at + step) % len(regions)]
        page = self.stack.currentWidget()
        if region is self.stack and isinstance(page, Page):
            page.focus_first()
        else:
            _focus_into(region)

    def _fill(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self.stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)

    def _connect(self) -> None:
        self.rail.page_asked.connect(self.go)
        self.rail.lock_asked.connect(self.lock_asked)
        self.top_bar.search_asked.connect(self.open_palette)
        self.top_bar.shortcuts_asked.connect(self.open_shortcuts)
        self.top_bar.theme_asked.connect(self.theme_asked)
        for spec in self._specs.values():
            self._shortcut(spec.shortcut).activated.connect(lambda key=spec.key: self.go(key))
        self._shortcut("Ctrl+K").activated.connect(self._toggle_palette)
        self._shortcut("?").activated.connect(self._toggle_shortcuts)
        self._shortcut("F1").activated.connect(self._toggle_shortcuts)
        self._shortcut("Ctrl+L").activated.connect(self.lock_asked)
        self._shortcut("F6").activated.connect(self.next_region)
        self._shortcut("Shift+F6").activated.connect(lambda: self.next_region(-1))

    def _shortcut(self, keys: str) -> QShortcut:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WindowShortcut)
        made.setAutoRepeat(False)
        return made

    def _toggle_palette(self) -> None:
        if isinstance(self._overlay, Palette):
            self.close_overlay()
        else:
            self.open_palette()

    def _toggle_shortcuts(self) -> None:
        if isinstance(self._overlay, ShortcutsOverlay):
            self.close_overlay()
        elif self._overlay is None:
            self.open_shortcuts()

    def _show_overlay(self, overlay: Overlay) -> None:
        self.close_overlay()
        if self.covered:
            overlay.deleteLater()
            return
        self._overlay = overlay
        overlay.closed.connect(self._overlay_closed)
        overlay.open()

    def _overlay_closed(self) -> None:
        self._overlay = None

    def _deliver(self, palette: Palette, commands: Sequence[Command]) -> None:
        if self._overlay is palette:
            palette.add_commands(commands)

    def _page_command(self, spec: PageSpec) -> Command:
        keys = tuple(spec.shortcut.split("+"))
        return Command(f"Go to {spec.title}", "Page", spec.icon, lambda: self.go(spec.key), keys)

    def _own_commands(self) -> tuple[Command, ...]:
        return (
            Command("Lock now", "Security", "lock", self.lock_asked.emit, ("Ctrl", "L")),
            Command("Switch between light and dark", "Appearance", "moon", self.theme_asked.emit),
            Command("Keyboard shortcuts", "Help", "keyboard", self.open_shortcuts, ("?",)),
        )


def _focus_into(region: QWidget) -> None:
    tab = Qt.FocusPolicy.TabFocus
    for widget in region.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and (widget.focusPolicy() & tab) == tab:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return

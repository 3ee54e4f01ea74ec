"""The menu of a row of the roster: what the keys do, for who uses the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from iop_desktop.rules.vocabulary import BY_LETTER
from iop_desktop.ui.roster_keys import Act, Command, Edit, Mark

OTHERS: tuple[tuple[str, str, Command], ...] = (
    ("Observation or reason…", "Enter", Edit("note")),
    ("Called out of the room…", "O", Edit("out")),
    ("Back in the room", "R", Act("back")),
    ("Time in…", "I", Edit("time_in")),
    ("Time out…", "Shift+O", Edit("time_out")),
    ("What was recorded…", "H", Act("log")),
)


def roster_menu(do: Callable[[Command], None], parent: QWidget) -> QMenu:
    """A menu that hands over the command of the line that was chosen."""
    menu = QMenu(parent)
    for letter, status in BY_LETTER.items():
        _add(menu, status.label, letter, Mark(status), do)
    menu.addSeparator()
    for words, key, command in OTHERS:
        _add(menu, words, key, command, do)
    return menu


def _add(menu: QMenu, words: str, key: str, command: Command, do: Callable[[Command], None]) -> None:
    # The key is only shown: the grid reads it itself while it has the keyboard.
    menu.addAction(f"{words}\t{key}").triggered.connect(lambda _checked=False: do(command))

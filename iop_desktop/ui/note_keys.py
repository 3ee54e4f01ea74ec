"""The keys of the notes page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from iop_desktop.ui.notes_page import NotesPage

ROWS = range(1, 8)


def bind_note_keys(page: NotesPage) -> None:
    """Tie every key to what it does."""
    step, form = page.list_card.view.step, page.note_card.form
    keys: dict[str, Callable[[], object]] = {
        "Alt+Down": partial(step, 1),
        "Alt+Up": partial(step, -1),
        "Ctrl+Return": page.ready_next,
        "Ctrl+Enter": page.ready_next,
        "Ctrl+Shift+A": page.sign_all,
        "Ctrl+Shift+S": page.sign_one,
        "Ctrl+G": page.edit_group_part,
        "Ctrl+P": page.ask_pdf,
        "Ctrl+I": page.toggle_contacts,
        "Ctrl+N": page.new_contact,
    }
    keys |= {f"Ctrl+{number}": partial(form.focus_row, number) for number in ROWS}
    for key, slot in keys.items():
        QShortcut(QKeySequence(key), page).activated.connect(slot)

"""How large a dialog opens: as it likes best, and never beyond the window it stands over."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

MARGIN = 24


def open_at(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its size in pixels; over a smaller window it keeps a margin of it in sight."""
    parent = dialog.parentWidget()
    if parent is not None:
        over = parent.window()
        width, height = min(width, over.width() - MARGIN), min(height, over.height() - MARGIN)
    dialog.resize(width, height)

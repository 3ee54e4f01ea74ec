"""Labels in the sizes and inks of the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from iop_desktop.ui.fonts import use_font


def label(
    text: str,
    px: int = 13,
    weight: int = 400,
    role: str = "",
    *,
    display: bool = False,
    tabular: bool = False,
    wrap: bool = False,
) -> QLabel:
    """A label; ``role`` is ``muted``, ``faint``, ``link``, ``error`` or ``h1``.

    The text is always plain: a name with ``<b>`` in it is shown as it was typed.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    use_font(made, px, weight, display, tabular)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def heading(text: str, px: int = 24) -> QLabel:
    """The title of a page."""
    return label(text, px, 600, "h1", display=True)


def section(text: str) -> QLabel:
    """The title of a card."""
    return label(text, 15, 600)


def muted(text: str, px: int = 12, *, wrap: bool = False) -> QLabel:
    """Second-rank text."""
    return label(text, px, 400, "muted", wrap=wrap)


def faint(text: str, px: int = 12) -> QLabel:
    """Third-rank text."""
    return label(text, px, 400, "faint")

"""Buttons in the kinds of the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.icons import icon

_INKS = {"primary": "on_accent", "danger": "danger", "link": "accent_text"}


def button(
    text: str,
    kind: str = "",
    icon_name: str = "",
    *,
    shortcut: str = "",
    tip: str = "",
    clicked: Callable[[], object] | None = None,
) -> QPushButton:
    """A push button; ``kind`` is empty, ``primary``, ``danger``, ``ghost`` or ``link``.

    ``shortcut`` is only shown in the tooltip; the page owns the shortcut itself.
    """
    made = QPushButton(text.replace("&", "&&"))
    use_font(made, 13, 600 if kind == "primary" else 500)
    made.setProperty("kind", kind)
    if icon_name:
        made.setIcon(icon(icon_name, _INKS.get(kind, "text2")))
        made.setIconSize(QSize(22, 16))
    made.setAccessibleName(text)
    _describe(made, tip, shortcut)
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def icon_button(
    icon_name: str,
    name: str,
    *,
    kind: str = "ghost",
    shortcut: str = "",
    size: int = 18,
    clicked: Callable[[], object] | None = None,
) -> QToolButton:
    """A button with an icon only; ``name`` is its tooltip and accessible name."""
    made = QToolButton()
    made.setProperty("kind", kind)
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(size, size))
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    _describe(made, name, shortcut)
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def _describe(made: QPushButton | QToolButton, tip: str, shortcut: str) -> None:
    if shortcut:
        tip = f"{tip or made.accessibleName()} ({shortcut})"
        made.setAccessibleDescription(shortcut)
    made.setToolTip(tip)

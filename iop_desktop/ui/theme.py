"""The look: Fusion, a palette and one style sheet, all from the tokens of a theme file."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette, QPixmapCache
from PySide6.QtWidgets import QApplication

from iop_desktop.paths import resource
from iop_desktop.ui.stylesheet import style_sheet
from iop_desktop.ui.svg_store import SvgStore
from iop_desktop.ui.tokens import Pair, Tokens, load_tokens

_PROPERTY = "iopTheme"
_Role = QPalette.ColorRole
_ROLES = {
    _Role.Window: "canvas",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "sunken",
    _Role.Text: "text",
    _Role.Button: "surface",
    _Role.ButtonText: "text",
    _Role.BrightText: "danger",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.ToolTipBase: "raised",
    _Role.ToolTipText: "text",
    _Role.PlaceholderText: "text3",
    _Role.Link: "accent_text",
    _Role.LinkVisited: "accent_text",
    _Role.Mid: "border",
    _Role.Midlight: "border",
    _Role.Light: "surface",
    _Role.Dark: "border_strong",
    _Role.Accent: "accent",
}


class Theme(QObject):
    """The theme in use; the application holds the only one."""

    changed = Signal()
    _in_use: ClassVar[Theme | None] = None

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        Theme._in_use = self
        self._app = app
        self._tokens = load_tokens("light")
        self._colors = _colors(self._tokens)
        self.text_scale = 1.0
        self.svgs = SvgStore()

    @staticmethod
    def apply(app: QApplication, name: str, text_scale: float | None = None) -> Theme:
        """Switch the application to theme ``light`` or ``dark``; the first call sets everything up."""
        theme = app.property(_PROPERTY)
        if not isinstance(theme, Theme):
            theme = _first_theme(app)
        theme.switch(name, text_scale)
        return theme

    @staticmethod
    def current() -> Theme:
        """The theme of the running application. Raises RuntimeError before ``apply``."""
        # Asked hundreds of times while a page is painted: reading the property of the application takes much longer.
        if Theme._in_use is None:
            raise RuntimeError("Theme.apply has not been called")
        return Theme._in_use

    @property
    def name(self) -> str:
        """``light`` or ``dark``."""
        return self._tokens.name

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is on."""
        return self.name == "dark"

    def color(self, name: str) -> QColor:
        """Color by token name. Raises KeyError for an unknown name."""
        return QColor(self._colors[name])

    def status(self, key: str) -> Pair:
        """Ink and background of an attendance status."""
        return self._tokens.statuses[key]

    def avatar(self, number: int) -> Pair:
        """Ink and background of the avatar with this number; numbers repeat in a circle."""
        return self._tokens.avatars[number % len(self._tokens.avatars)]

    def switch(self, name: str, text_scale: float | None = None) -> None:
        """Load theme ``name`` and show it in every open window."""
        from iop_desktop.ui.fonts import font, refresh_fonts  # fonts need the theme

        self._tokens = load_tokens(name)
        self._colors = _colors(self._tokens)
        if text_scale is not None:
            self.text_scale = text_scale
        QPixmapCache.clear()
        self._app.setPalette(self._palette())
        self._app.setFont(font(13))
        self._app.setStyleSheet(style_sheet(self._tokens.colors, self.text_scale, self._images()))
        if text_scale is not None:
            refresh_fonts(QApplication.allWidgets())
        self.changed.emit()

    def _images(self) -> dict[str, str]:
        return {
            image: resource(f"themes/{self.name}-{image}.svg").as_posix() for image in ("arrow", "arrow_up", "check")
        }

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, color in _ROLES.items():
            palette.setColor(role, self.color(color))
        for role in (_Role.Text, _Role.ButtonText, _Role.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("disabled"))
        return palette


def color(name: str) -> QColor:
    """Color of the current theme by token name."""
    return Theme.current().color(name)


def _colors(tokens: Tokens) -> dict[str, QColor]:
    """Each color read from its text once, not at every stroke."""
    return {name: QColor(text) for name, text in tokens.colors.items()}


def _first_theme(app: QApplication) -> Theme:
    from iop_desktop.ui.fonts import load_fonts  # fonts need the theme

    theme = Theme(app)
    app.setProperty(_PROPERTY, theme)
    app.setStyle("Fusion")
    load_fonts()
    return theme

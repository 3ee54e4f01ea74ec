"""Inter in static weights; text sizes follow the reader's text scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QWidget

from iop_desktop.paths import resource
from iop_desktop.ui.theme import Theme

# Names in scripts that Inter lacks (Hebrew, Arabic) must be readable on a machine without fonts.
FALLBACK = "DejaVu Sans"
FONT_PROPERTY = "fontSpec"


def load_fonts() -> None:
    """Register the shipped fonts; call once after the application exists."""
    for path in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def font(px: int, weight: int = 400, display: bool = False, tabular: bool = False) -> QFont:
    """A font of ``px`` pixels at 100 %; ``display`` for large titles, ``tabular`` for digits that line up.

    ``tabular`` also widens the hyphen, so it is for numbers and times only.
    """
    return QFont(_made(max(8, round(px * Theme.current().text_scale)), weight, display, tabular))


@lru_cache(maxsize=128)
def _made(pixels: int, weight: int, display: bool, tabular: bool) -> QFont:
    """Made once: a roster asks for its fonts hundreds of times while it is painted."""
    made = QFont()
    made.setFamilies(["Inter Display" if display else "Inter", FALLBACK])
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(
        QFont.HintingPreference.PreferNoHinting if display else QFont.HintingPreference.PreferVerticalHinting
    )
    return made


def use_font(
    widget: QWidget,
    px: int,
    weight: int = 400,
    display: bool = False,
    tabular: bool = False,
) -> None:
    """Give the widget a font and remember it, so that a new text scale reaches the widget."""
    widget.setProperty(FONT_PROPERTY, [px, weight, display, tabular])
    widget.setFont(font(px, weight, display, tabular))


def refresh_fonts(widgets: list[QWidget]) -> None:
    """Set the remembered fonts again after the text scale changed."""
    for widget in widgets:
        spec = widget.property(FONT_PROPERTY)
        if spec is not None:
            px, weight, display, tabular = spec
            widget.setFont(font(px, weight, display, tabular))

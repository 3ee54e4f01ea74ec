from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from iop_desktop.paths import resource
from iop_desktop.ui.fonts import FALLBACK, font
from iop_desktop.ui.icons import icon
from iop_desktop.ui.stylesheet import style_sheet
from iop_desktop.ui.theme import Theme, color
from iop_desktop.ui.tokens import load_tokens
from iop_desktop.ui.widgets.text import label


def test_switching_changes_colors_palette_and_tells(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    light = color("surface")
    with qtbot.waitSignal(theme.changed):
        Theme.apply(qapp, "dark")
    assert theme.is_dark
    assert color("surface") != light
    assert qapp.palette().window().color() == color("canvas")
    assert color("surface").name() in qapp.styleSheet().lower()


def test_the_application_holds_one_theme(qapp: QApplication, theme: Theme) -> None:
    assert Theme.apply(qapp, "dark") is theme
    assert Theme.current() is theme


def test_text_scale_reaches_open_widgets(qapp: QApplication, qtbot: QtBot) -> None:
    words: QLabel = label("Words", 13)
    qtbot.addWidget(words)
    Theme.apply(qapp, "light", 1.5)
    assert words.font().pixelSize() == 20
    assert font(13).pixelSize() == 20


def test_style_sheet_has_no_hole() -> None:
    sheet = style_sheet(load_tokens("light").colors, 1.0, {"arrow": "a.svg", "arrow_up": "b.svg", "check": "c.svg"})
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_inter_is_there_in_every_weight(weight: int) -> None:
    info = QFontInfo(font(13, weight))
    assert (info.family(), info.weight()) == ("Inter", weight)


@pytest.mark.parametrize("letter", ["é", "Ж", "Ω", "א", "ع"])
def test_names_in_other_scripts_have_letters(letter: str) -> None:
    made = font(13)
    assert QFontMetrics(made).inFontUcs4(ord(letter))
    families = QFontDatabase.families()
    assert {"Inter", FALLBACK} <= set(families)


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_something(path: Path) -> None:
    stem = path.stem
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    Theme.current().svgs.draw(painter, stem, QColor("#FF0000"), QRectF(0, 0, 24, 24))
    painter.end()
    drawn = {
        image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 200
    }
    assert "#ff0000" in drawn


def test_an_icon_follows_the_theme_and_the_screen(qapp: QApplication) -> None:
    lock = icon("lock", "accent")
    assert lock.pixmap(QSize(16, 16), 2.0).size() == QSize(32, 32)
    before = lock.pixmap(QSize(16, 16)).toImage()
    Theme.apply(qapp, "dark")
    assert lock.pixmap(QSize(16, 16)).toImage() != before

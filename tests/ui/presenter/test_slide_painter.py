"""Slides as pictures: all words on the paper, nothing cut off, at every shape of screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage

from iop_desktop.rules.slides import Layout, Slide
from iop_desktop.ui.presenter.look import PAIRS, PAPER
from iop_desktop.ui.presenter.slide_images import slide_image, write_slides
from iop_desktop.ui.presenter.typesetting import SetText, Style, fitted, set_text
from tests.ui.presenter.conftest import DECK
from tests.ui.test_contrast import contrast

SIZES = ((1920, 1080), (1366, 768), (1024, 768), (320, 180))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", range(len(DECK)))
def test_a_slide_leaves_its_margins_free(number: int, size: tuple[int, int]) -> None:
    image = slide_image(DECK[number], "Cravings rise and fall", size)
    margin, top, half = round(size[0] * 0.04), round(size[1] * 0.04), size[1] * 2 // 5
    paper = QColor(PAPER).rgb()
    edges = [image.pixel(x, y) for x in (margin, size[0] - 1 - margin) for y in range(half)]
    edges += [image.pixel(x, top) for x in range(size[0])]
    assert set(edges) == {paper}


@pytest.mark.parametrize("layout", Layout)
def test_words_are_on_the_paper(layout: Layout) -> None:
    bare = slide_image(Slide(layout, ""), "", (1366, 768))
    written = slide_image(Slide(layout, "Words"), "", (1366, 768))
    headed = slide_image(Slide(layout, "Words"), "Heading", (1366, 768))
    assert bare != written
    assert written != headed


@pytest.mark.parametrize("size", SIZES)
def test_words_of_a_break_leave_the_sun_free(size: tuple[int, int]) -> None:
    words = ("Fifteen minutes. Take something small along in your pocket, and come back.",)
    bare = slide_image(Slide(Layout.BREAK, ""), "", size)
    written = slide_image(Slide(Layout.BREAK, "Pebbles may travel", words), "Coming back to now", size)
    right = QRect(size[0] * 2 // 3, 0, size[0] // 3, size[1])
    assert written.copy(right) == bare.copy(right)
    assert written != bare


def test_layouts_look_different() -> None:
    pictures = [slide_image(Slide(layout, "Words"), "", (320, 180)) for layout in Layout]
    assert all(first != second for place, first in enumerate(pictures) for second in pictures[place + 1 :])


def test_long_words_become_smaller_and_stay_within_their_room() -> None:
    style = Style(90, 40, 700, 1.2)
    room = QRectF(0, 0, 900, 300)
    short, long = fitted("Short", style, 1.0, room), fitted("Many words " * 9, style, 1.0, room)
    assert short.layout.font().pixelSize() == 90
    assert 40 <= long.layout.font().pixelSize() < 90
    assert long.height <= room.height()


def test_balanced_lines_are_about_equally_long() -> None:
    words = "An urge is a wave and you can learn to ride it now"
    greedy = set_text(words, Style(60, 60, 700), 60, 1000)
    even = set_text(words, Style(60, 60, 700, balanced=True), 60, 1000)
    assert greedy.layout.lineCount() == even.layout.lineCount() == 2
    assert _shortest(even) > _shortest(greedy)


def _shortest(words: SetText) -> float:
    return min(words.layout.lineAt(line).naturalTextWidth() for line in range(words.layout.lineCount()))


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_inks_can_be_read_from_afar(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 6


def test_pictures_are_written_for_each_slide(deck: tuple[Slide, ...], tmp_path: Path) -> None:
    written = write_slides(deck, "Cravings", tmp_path / "new" / "folder", (640, 360))
    assert [path.name for path in written] == [f"slide-{number:02}.png" for number in range(1, len(deck) + 1)]
    assert {(image.width(), image.height()) for image in map(QImage, map(str, written))} == {(640, 360)}


def test_a_picture_that_cannot_be_written_is_an_error(deck: tuple[Slide, ...], tmp_path: Path) -> None:
    (tmp_path / "slide-01.png").mkdir()
    with pytest.raises(OSError, match="slide-01"):
        write_slides(deck[:1], "", tmp_path, (64, 36))

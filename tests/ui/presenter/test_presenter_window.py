"""The room's window by itself: blank first, quick afterwards, and it knows nobody."""

from __future__ import annotations

import grimp
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.look import BLANK, PAPER
from iop_desktop.ui.presenter.presenter_window import PresenterWindow
from iop_desktop.ui.presenter.slide_view import SlideView

MAY_KNOW = {"iop_desktop.rules.slides", "iop_desktop.rules.refusal"}


@pytest.fixture
def presenter(qtbot: QtBot, deck: tuple[Slide, ...]) -> PresenterWindow:
    """A window with the deck, open on the only screen."""
    made = PresenterWindow()
    qtbot.addWidget(made)
    made.set_slides(deck, "Cravings rise and fall")
    made.open_on(QGuiApplication.primaryScreen(), takes_keys=True)
    QApplication.processEvents()
    return made


def corner(presenter: PresenterWindow) -> str:
    image: QImage = presenter.grab().toImage()
    return image.pixelColor(5, 5).name().upper()


def test_it_imports_nothing_that_could_know_a_person() -> None:
    graph = grimp.build_graph("iop_desktop")
    modules = {"iop_desktop.ui.presenter"} | graph.find_descendants("iop_desktop.ui.presenter")
    reached = set().union(*(graph.find_upstream_modules(module) for module in modules))
    assert "iop_desktop.rules.slides" in reached
    assert reached - modules <= MAY_KNOW


def test_it_begins_blank_and_says_only_the_name_of_the_program(presenter: PresenterWindow) -> None:
    assert presenter.windowTitle() == "IOP Desktop"
    assert presenter.isFullScreen()
    assert (presenter.number, corner(presenter)) == (0, BLANK)


def test_it_shows_the_slide_it_is_told_to(presenter: PresenterWindow, deck: tuple[Slide, ...]) -> None:
    presenter.show_number(2)
    assert (presenter.number, corner(presenter)) == (2, PAPER.upper())
    presenter.show_number(len(deck) + 1)
    assert (presenter.number, corner(presenter)) == (0, BLANK)


def test_other_slides_make_it_blank_and_the_same_do_not(presenter: PresenterWindow, deck: tuple[Slide, ...]) -> None:
    presenter.show_number(2)
    presenter.set_slides(deck, "Cravings rise and fall")
    assert presenter.number == 2
    presenter.set_slides(deck[1:], "Cravings rise and fall")
    assert presenter.number == 0


@pytest.mark.parametrize("what", ["screenRemoved", "primaryScreenChanged", "screenAdded", "geometry"])
def test_any_change_of_the_screens_blanks_first_and_tells_after(
    presenter: PresenterWindow, qapp: QApplication, what: str
) -> None:
    seen: list[int] = []
    presenter.screens_changed.connect(lambda: seen.append(presenter.number))
    presenter.show_number(2)
    screen = QGuiApplication.primaryScreen()
    if what == "geometry":
        screen.geometryChanged.emit(screen.geometry())
    else:
        getattr(qapp, what).emit(screen)
    assert seen == [0]
    assert corner(presenter) == BLANK


def test_a_closed_window_does_not_mind_the_screens(presenter: PresenterWindow, qapp: QApplication) -> None:
    told: list[bool] = []
    presenter.screens_changed.connect(lambda: told.append(True))
    presenter.close()
    qapp.primaryScreenChanged.emit(QGuiApplication.primaryScreen())
    assert told == []


def test_keys_are_handed_on(presenter: PresenterWindow) -> None:
    seen: list[str] = []
    presenter.next_asked.connect(lambda: seen.append("next"))
    presenter.back_asked.connect(lambda: seen.append("back"))
    presenter.blank_asked.connect(lambda: seen.append("blank"))
    presenter.close_asked.connect(lambda: seen.append("close"))
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_B, Qt.Key.Key_Escape, Qt.Key.Key_Q):
        QTest.keyClick(presenter, key)
    assert seen == ["next", "next", "back", "blank", "close"]


def test_the_neighbours_are_painted_ahead_and_others_forgotten(presenter: PresenterWindow, qtbot: QtBot) -> None:
    presenter.show_number(3)
    presenter.grab()
    qtbot.waitUntil(lambda: presenter._cache.painted == {2, 3, 4})
    presenter.show_number(4)
    presenter.grab()
    qtbot.waitUntil(lambda: presenter._cache.painted == {3, 4, 5})


def test_slides_that_are_gone_are_not_painted_ahead(
    presenter: PresenterWindow, deck: tuple[Slide, ...], qtbot: QtBot
) -> None:
    presenter.show_number(3)
    presenter.grab()
    presenter.set_slides(deck[:1], "Shorter")
    presenter.show_number(1)
    presenter.grab()
    qtbot.waitUntil(lambda: not presenter._cache._ahead.isActive())
    assert presenter._cache.painted == {1}


def test_a_small_view_says_what_it_shows(qtbot: QtBot, deck: tuple[Slide, ...]) -> None:
    view = SlideView("Next slide")
    qtbot.addWidget(view)
    view.resize(240, 135)
    blank = view.grab().toImage()
    assert view.accessibleName() == "Next slide: blank"
    view.set_slides(deck, "Cravings")
    view.show_number(2)
    assert (view.number, view.accessibleName()) == (2, "Next slide: Only a title")
    assert view.grab().toImage() != blank
    assert view.heightForWidth(160) == 90
    view.show_number(99)
    assert view.number == 0
    assert view.grab().toImage().pixelColor(120, 60) == QColor(BLANK)

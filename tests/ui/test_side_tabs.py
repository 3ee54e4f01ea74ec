"""Parts in a list at the left, and buttons that wrap."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.ui.layouts import holder
from iop_desktop.ui.widgets.side_tabs import SideTabs
from iop_desktop.ui.widgets.wrapping_row import WrappingRow


@pytest.fixture
def tabs(qtbot: QtBot) -> SideTabs:
    made = SideTabs("Parts of the house")
    qtbot.addWidget(made)
    made.add_group("Above", (("Attic", lambda: QLabel("attic")), ("Roof", None)))
    made.add_group("Nothing", (("Shed", None),))
    made.add_group("Below", (("Cellar", QLineEdit), ("Well", lambda: QLabel("well"))))
    made.show()
    made.activateWindow()
    made.list.setFocus()
    return made


def press(tabs: SideTabs, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> str:
    held = Qt.KeyboardModifier.NoModifier
    for each in modifiers:
        held |= each
    QTest.keyClick(tabs.focusWidget() or tabs, key, held)
    return tabs.tabText(tabs.currentIndex())


def test_parts_that_are_missing_and_empty_headings_are_left_out(tabs: SideTabs) -> None:
    assert [tabs.tabText(number) for number in range(tabs.count())] == ["Attic", "Cellar", "Well"]
    assert [tabs.list.item(row).text() for row in range(tabs.list.count())] == [
        "Above",
        "Attic",
        "Below",
        "Cellar",
        "Well",
    ]
    assert QAccessible.queryAccessibleInterface(tabs.list).text(QAccessible.Text.Name) == "Parts of the house"


def test_the_keyboard_passes_over_headings(tabs: SideTabs) -> None:
    assert tabs.currentIndex() == 0
    assert press(tabs, Qt.Key.Key_Down) == "Cellar"
    assert press(tabs, Qt.Key.Key_End) == "Well"
    assert press(tabs, Qt.Key.Key_Home) == "Attic"
    assert press(tabs, Qt.Key.Key_Up) == "Attic"
    assert press(tabs, Qt.Key.Key_C) == "Cellar"


def test_the_next_part_from_within_a_part(tabs: SideTabs, qtbot: QtBot) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    tabs.setCurrentIndex(1)
    tabs.widget(1).setFocus()
    assert press(tabs, Qt.Key.Key_PageDown, control) == "Well"
    assert press(tabs, Qt.Key.Key_PageDown, control) == "Attic"
    assert press(tabs, Qt.Key.Key_PageUp, control) == "Well"
    with qtbot.waitSignal(tabs.currentChanged) as told:
        assert press(tabs, Qt.Key.Key_Backtab, control, shift) == "Cellar"
    assert told.args == [1]


def test_a_part_is_shown_by_itself_or_by_what_is_in_it(tabs: SideTabs, qtbot: QtBot) -> None:
    inner = QLabel("inner")
    tabs.add_group("Inside", (("Box", lambda: holder(WrappingRow(inner))),))
    assert tabs.widget(3).isAncestorOf(inner)
    tabs.setCurrentWidget(inner)
    assert tabs.tabText(tabs.currentIndex()) == "Box"
    tabs.setCurrentWidget(tabs.widget(0))
    assert tabs.currentWidget() is tabs.widget(0)


def test_a_part_is_made_when_it_is_first_shown(tabs: SideTabs) -> None:
    made: list[QLabel] = []

    def make() -> QLabel:
        made.append(QLabel("late"))
        return made[0]

    tabs.add_group("Late", (("Loft", make),))
    assert not made
    for number in (3, 0, 3):
        tabs.setCurrentIndex(number)
    assert tabs.currentWidget() is made[0]
    assert made[0].isVisible()
    assert len(made) == 1
    assert [type(part) for part in tabs.made()] == [QLabel, QLabel]


def test_a_small_screen_has_the_parts_closer_together(tabs: SideTabs) -> None:
    roomy = tabs.list.item(1).sizeHint().height()
    tabs.list.set_compact(True)
    assert tabs.list.item(1).sizeHint().height() < roomy
    tabs.list.set_compact(False)
    assert tabs.list.item(1).sizeHint().height() == roomy


def test_buttons_wrap_and_hidden_ones_take_no_room(qtbot: QtBot) -> None:
    buttons = [QPushButton(text) for text in ("Add", "Change", "Suspend", "Leaves")]
    line = QWidget()
    qtbot.addWidget(line)
    layout = WrappingRow(*buttons)
    line.setLayout(layout)
    line.show()
    wide = layout.sizeHint().width()
    line.resize(wide, 40)
    assert len({each.y() for each in buttons}) == 1
    line.resize(wide - 1, 90)
    assert [each.y() > 0 for each in buttons] == [False, False, False, True]
    assert buttons[3].x() == 0
    assert layout.heightForWidth(wide - 1) > layout.heightForWidth(wide)
    buttons[0].hide()
    layout.activate()
    assert len({each.y() for each in buttons[1:]}) == 1
    assert buttons[1].x() == 0

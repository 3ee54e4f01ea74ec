from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.theme import Theme
from iop_desktop.ui.widgets.avatar import Avatar, initials_of
from iop_desktop.ui.widgets.bar import Bar
from iop_desktop.ui.widgets.buttons import button, icon_button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.empty_state import EmptyState
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.hours_chart import HoursBar, HoursChart
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.search_field import SearchField
from iop_desktop.ui.widgets.segmented import Segmented
from iop_desktop.ui.widgets.status_chip import StatusChip
from iop_desktop.ui.widgets.status_strip import StatusStrip
from iop_desktop.ui.widgets.strength_meter import StrengthMeter
from iop_desktop.ui.widgets.task_row import TaskRow
from iop_desktop.ui.widgets.text import label
from tests.ui.conftest import Show
from tests.ui.inspection import focused, too_small, unnamed

CHOICES = (("active", "Active"), ("some", "Some & more"), ("declined", "Declined"))


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


class TestSegmented:
    @pytest.fixture
    def choices(self, show: Show) -> Segmented:
        made = Segmented(CHOICES, "Participation")
        show(made, 500, 40)
        made.setFocus()
        return made

    def test_nothing_is_preselected(self, choices: Segmented) -> None:
        assert choices.value() is None

    def test_digits_choose(self, choices: Segmented) -> None:
        chosen: list[str] = []
        choices.chosen.connect(chosen.append)
        for key in (Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_0, Qt.Key.Key_3):
            QTest.keyClick(focused(), key)
        assert chosen == ["some", "declined"]
        assert choices.value() == "declined"
        assert focused().accessibleName() == "Participation: Declined"

    def test_delete_takes_it_back(self, choices: Segmented) -> None:
        chosen: list[str] = []
        choices.set_value("active")
        choices.chosen.connect(chosen.append)
        QTest.keyClick(focused(), Qt.Key.Key_Delete)
        assert choices.value() is None
        assert chosen == [""]
        QTest.keyClick(focused(), Qt.Key.Key_1)
        assert choices.value() == "active"

    def test_setting_is_silent_and_exclusive(self, choices: Segmented) -> None:
        chosen: list[str] = []
        choices.chosen.connect(chosen.append)
        choices.set_value("active")
        choices.set_value("some")
        choices.set_value("nonsense")
        assert choices.value() is None
        assert chosen == []

    def test_nothing_is_taken_while_disabled(self, choices: Segmented) -> None:
        choices.setEnabled(False)
        assert not choices.choose(1)
        assert choices.value() is None


class TestHoursChart:
    BARS = (HoursBar("Marcus", "Marcus Oyelaran", 0), HoursBar("Priya", "Priya C.", 5.5), HoursBar("Wei", "Wei Z.", 9))

    @pytest.fixture
    def chart(self, show: Show) -> HoursChart:
        made = HoursChart(self.BARS, 9)
        show(made, 600, 240)
        made.setFocus()
        return made

    def test_says_itself_in_words(self, chart: HoursChart) -> None:
        words = chart.accessibleName()
        assert "3 members, minimum 9 hours" in words
        assert "Below the minimum: Marcus Oyelaran 0 h, Priya C. 5.5 h." in words

    def test_arrows_read_the_values(self, chart: HoursChart) -> None:
        read = []
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
            QTest.keyClick(chart, key)
            read.append(chart.accessibleDescription())
        assert read == ["Marcus Oyelaran 0 h", "Priya C. 5.5 h", "Marcus Oyelaran 0 h", "Marcus Oyelaran 0 h"]

    def test_low_bars_differ_by_more_than_color(self, chart: HoursChart) -> None:
        """Hatched: along one column of pixels the brightness changes again and again, also in gray."""

        def changes(number: int) -> int:
            box = chart._box(chart._plot(), number).toRect()
            gray = _picture(chart).convertToFormat(QImage.Format.Format_Grayscale8)
            column = [gray.pixelColor(box.center().x(), y).value() for y in range(box.top() + 3, box.bottom() - 3)]
            return sum(abs(a - b) > 20 for a, b in itertools.pairwise(column))

        assert changes(1) > 8
        assert changes(2) <= 2

    def test_the_mouse_reads_too(self, chart: HoursChart) -> None:
        QTest.mouseMove(chart, QPoint(580, 100))
        assert chart.accessibleDescription() == "Wei Z. 9 h"
        QTest.mouseMove(chart, QPoint(2, 100))
        assert chart._current is None

    def test_empty(self, chart: HoursChart) -> None:
        chart.set_bars((), 9)
        QTest.keyClick(chart, Qt.Key.Key_Right)
        _picture(chart)
        assert "nothing yet" in chart.accessibleName()


@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_every_status_has_its_own_shape(theme_name: str, show: Show) -> None:
    Theme.current().switch(theme_name)
    chips = [StatusChip(status) for status in AttendanceStatus]
    shapes = []
    for chip in chips:
        show(chip, 140, 24)
        shape = _picture(chip).copy(8, 6, 12, 12).convertToFormat(QImage.Format.Format_Grayscale8)
        shapes.append(tuple(shape.pixelColor(x, y).value() < 128 for x in range(12) for y in range(12)))
        assert chip.accessibleName() == chip._status.label
    assert len(set(shapes)) == len(AttendanceStatus)


def test_status_strip_counts(qtbot: QtBot) -> None:
    present, late = AttendanceStatus.PRESENT, AttendanceStatus.LATE
    strip = StatusStrip((present, late, present))
    qtbot.addWidget(strip)
    assert strip.accessibleName() == "2 Present, 1 Late"
    width = strip.sizeHint().width()
    strip.set_statuses((present,) * 12)
    assert strip.sizeHint().width() > width
    _picture(strip)


def test_form_row_tells_its_field(show: Show) -> None:
    row = FormRow("Clinic name", QLineEdit(), "As on the license.")
    show(row, 300, 120)
    assert row.field.accessibleName() == "Clinic name"
    row.set_error("Type a name.")
    assert row.field.accessibleDescription() == "Type a name."
    assert row.field.property("invalid") is True
    row.set_error("")
    assert row.field.accessibleDescription() == "As on the license."
    assert row.error() == ""


def test_strength_meter_in_words(qtbot: QtBot) -> None:
    meter = StrengthMeter()
    qtbot.addWidget(meter)
    meter.set_strength(1, "A common phrase.")
    assert meter.accessibleName() == "Strength: Weak. A common phrase."
    _picture(meter)
    meter.set_strength(-1, "")
    assert meter.accessibleName() == "Strength"


def test_task_row_by_keyboard(show: Show, qtbot: QtBot) -> None:
    row = TaskRow("signature", "info", "Sign", "5 notes ready", 6)
    show(row, 300, 50)
    row.setFocus()
    with qtbot.waitSignal(row.clicked):
        QTest.keyClick(row, Qt.Key.Key_Space)
    assert row.accessibleName() == "Sign, 6. 5 notes ready"
    with pytest.raises(KeyError):
        TaskRow("signature", "pink", "Sign", "", 0)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Dana Whitfield", "DW"),
        ("Ana Maria del Río", "AR"),
        ("Cher", "C"),
        ("", ""),
        ("  ng  ", "N"),
        ("李 小龙", "李小"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@pytest.mark.parametrize(("value", "whole", "said"), [(5, 12, "5 of 12"), (20, 12, "20 of 12"), (1, 0, "1 of 0")])
def test_bar_stays_inside(value: float, whole: float, said: str, qtbot: QtBot) -> None:
    bar = Bar(value, whole, "Notes")
    qtbot.addWidget(bar)
    assert bar.accessibleName() == f"Notes: {said}"
    assert 0 <= bar._share <= 1
    _picture(bar)


def test_text_is_shown_as_typed(qtbot: QtBot) -> None:
    words = label("<b>Ana</b> & Bo")
    qtbot.addWidget(words)
    assert words.textFormat() == Qt.TextFormat.PlainText
    pressed = button("Skills & Process")
    qtbot.addWidget(pressed)
    assert pressed.text() == "Skills && Process"
    assert pressed.accessibleName() == "Skills & Process"


def test_long_text_is_elided_and_told_whole(show: Show) -> None:
    text = "A name of eighty letters that no list has room for, however wide the window may be"
    words = ElidedLabel(text)
    show(words, 100, 20)
    assert words.minimumSizeHint().width() < 40
    assert words.accessibleName() == words.toolTip() == text


def test_the_rest_has_names_and_sizes(show: Show, qtbot: QtBot) -> None:
    empty = EmptyState("users", "No group today.", "Plan one")
    card = Card(
        Chip("Saved", "ok", "check"),
        Avatar("DW", 1, 32, "Dana Whitfield"),
        KeyCap("Ctrl", "K"),
        SearchField("Find a member", "/"),
        icon_button("x", "Close"),
        empty,
    )
    show(card, 500, 500)
    _picture(card)
    assert (unnamed(card), too_small(card)) == ([], [])
    with qtbot.waitSignal(empty.acted):
        empty.action.click()


def test_the_search_field_shows_its_focus(show: Show) -> None:
    holder = Card(SearchField("Find"), icon_button("x", "Close"))
    show(holder, 400, 120)
    field = holder.findChild(SearchField)
    assert isinstance(field, SearchField)
    field.setFocus()
    ringed = _picture(field)
    holder.findChildren(QWidget)[-1].setFocus()
    field.edit.clearFocus()
    assert _picture(field) != ringed

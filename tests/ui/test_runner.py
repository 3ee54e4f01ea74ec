"""Giving a lesson in the real window: keys act at once, the vault follows, the roster comes along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from iop_desktop.models.lessons import Lesson
from iop_desktop.rules.teaching import SKIP_REASONS, Place
from iop_desktop.rules.vocabulary import AttendanceStatus, SegmentState
from iop_desktop.services.teaching_views import TeachingView
from iop_desktop.ui.fidelity_dialog import FidelityDialog
from iop_desktop.ui.roster_model import Columns
from iop_desktop.ui.runner_view import RunnerView
from iop_desktop.ui.skip_dialog import SkipDialog
from tests.e2e.driver import Driver
from tests.ui.inspection import SIZES, clipped

SLIDES = """<!-- statement -->
# One
---
<!-- points -->
# Two
- a
---
<!-- break -->
# Break
---
<!-- question -->
# Why?
"""
CONTENT = {
    "objectives": ["Name one thing"],
    "group_note": "Taught waves.",
    "cautions": ["Do not lecture."],
    "materials": ["A clock"],
    "questions": ["What helped?"],
    "slides": SLIDES,
    "segments": [
        {
            "title": "Check-in",
            "kind": "check-in",
            "minutes": 30,
            "say": "Welcome, *all*.",
            "ask": ["How?"],
            "slides": [1, 2],
        },
        {"title": "Rest", "kind": "break", "minutes": 15, "slides": [3]},
        {"title": "Talk", "kind": "discussion", "minutes": 90, "do": "Listen.", "slides": [4]},
    ],
}


@pytest.fixture
def teach(program: Driver) -> Iterator[Driver]:
    """The facilitator has begun the session and stands before a lesson with slides."""
    program.unlock(program.demo.facilitator)
    with program.unlocked.transaction() as db:
        lesson = db.scalars(select(Lesson).order_by(Lesson.code).limit(1)).one()
        lesson.content = CONTENT
        lesson_id = lesson.id
    program.desk.services.lessons.choose(program.demo.session_id, lesson_id)
    program.desk.services.sessions.start(program.demo.session_id)
    program.press("Alt+2")
    program.settle()
    program.press("F5")
    program.settle()
    yield program
    if program.desk.teaching is not None:
        program.desk.teaching.screen.close()


def runner(driver: Driver) -> RunnerView:
    found = driver.group.runner
    assert found is not None
    return found


def kept(driver: Driver) -> TeachingView:
    driver.settle()
    found = driver.desk.services.teaching.view(driver.demo.session_id)
    assert found is not None
    return found


def tick(driver: Driver) -> None:
    assert driver.desk.teaching is not None
    driver.desk.teaching.runner._tick()


def test_before_the_lesson_it_says_what_to_have_ready(teach: Driver) -> None:
    assert runner(teach).isVisible()
    words = runner(teach).script.toPlainText()
    assert "A clock" in words
    assert "Do not lecture." in words
    assert runner(teach).clock.segment.text() == "135 min"


def test_next_goes_through_the_lesson_and_each_step_is_in_the_vault(teach: Driver) -> None:
    places = []
    for key in ("PgDown", "Right", "Space", "PgDown", "Left", "PgDown", "PgDown", "PgUp"):
        teach.press(key)
        places.append(kept(teach).place)
    assert places == [
        Place(1, 1),
        Place(1, 2),
        Place(2, 3),
        Place(3, 4),
        Place(2, 3),
        Place(3, 4),
        Place(4, 0),
        Place(3, 4),
    ]
    assert "Listen." in runner(teach).script.toPlainText()
    assert "What helped?" in runner(teach).script.toPlainText()


def test_keys_that_come_fast_lose_no_step(teach: Driver) -> None:
    for _ in range(3):
        QTest.keyClick(teach.focus, Qt.Key.Key_PageDown)
    assert runner(teach).screen_card.now.number == 3
    assert kept(teach).place == Place(2, 3)
    assert runner(teach).screen_card.now.number == 3


def test_the_clock_says_what_is_left_and_whether_time_runs_short(teach: Driver) -> None:
    teach.press("PgDown")
    teach.settle()
    teach.clock.advance(minutes=12)
    tick(teach)
    clock = runner(teach).clock
    assert (clock.title.text(), clock.segment.text(), clock.block.text()) == ("Check-in", "18:00", "18:00")
    assert clock.pace.text() == "On time"
    teach.clock.advance(minutes=25)
    tick(teach)
    assert (clock.segment.text(), clock.segment_words.text(), clock.pace.text()) == (
        "+7:00",
        "over the time",
        "7 min behind",
    )


@pytest.mark.parametrize("size", [*SIZES, (1024, 600)])
def test_the_clock_has_room_for_its_words(teach: Driver, size: tuple[int, int]) -> None:
    teach.press("PgDown")
    teach.settle()
    teach.clock.advance(minutes=67)
    tick(teach)
    teach.program.window.resize(*size)
    teach.settle()
    clock = runner(teach).clock
    assert clipped(clock) == []
    assert clock.pace.width() >= clock.pace.sizeHint().width()


def test_the_clock_can_be_paused(teach: Driver) -> None:
    teach.press("PgDown", "Ctrl+Space")
    teach.settle()
    teach.clock.advance(minutes=5)
    tick(teach)
    clock = runner(teach).clock
    assert (clock.segment.text(), clock.segment_words.text()) == ("30:00", "paused")
    teach.press("Ctrl+Space")
    teach.settle()
    teach.clock.advance(minutes=1)
    tick(teach)
    assert clock.segment.text() == "29:00"


def test_done_and_shortened_go_on_to_the_next_segment(teach: Driver) -> None:
    teach.press("PgDown", "Ctrl+D", "Ctrl+H")
    view = kept(teach)
    assert [segment.state for segment in view.segments] == [
        SegmentState.DONE,
        SegmentState.SHORTENED,
        SegmentState.PLANNED,
    ]
    assert view.place == Place(3, 4)
    assert teach.desk.shell.banner.text() == "Rest: shortened."


@pytest.mark.parametrize(("keys", "reason"), [("1", SKIP_REASONS[0]), ("3", SKIP_REASONS[2])])
def test_skipping_asks_why_and_one_key_answers(teach: Driver, keys: str, reason: str) -> None:
    teach.press("PgDown", "Ctrl+J")
    dialog = teach.dialog(SkipDialog)
    QTest.keyClicks(dialog, keys)
    segment = kept(teach).segments[0]
    assert (segment.state, segment.reason) == (SegmentState.SKIPPED, reason)


def test_a_reason_may_be_written(teach: Driver) -> None:
    teach.press("PgDown", "Ctrl+J")
    dialog = teach.dialog(SkipDialog)
    dialog.confirm()
    assert dialog.error.text()
    QTest.keyClicks(dialog.field, "Fire alarm in room 2")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert kept(teach).segments[0].reason == "Fire alarm in room 2"


def test_the_reason_belongs_to_the_segment_it_was_asked_for(teach: Driver) -> None:
    """The room's screen has keys of its own: the lesson may go on while the reason is chosen."""
    teach.press("PgDown", "Ctrl+J")
    dialog = teach.dialog(SkipDialog)
    assert teach.desk.teaching is not None
    while kept(teach).place.position < 2:
        teach.desk.teaching.screen.next_asked.emit()
        teach.settle()
    place = kept(teach).place
    QTest.keyClicks(dialog, "1")
    teach.settle()
    assert [each.state for each in kept(teach).segments[:2]] == [SegmentState.SKIPPED, SegmentState.PLANNED]
    assert kept(teach).place == place


def test_skipping_can_be_called_off(teach: Driver) -> None:
    teach.press("PgDown", "Ctrl+J")
    teach.dialog(SkipDialog).reject()
    assert kept(teach).segments[0].state is SegmentState.PLANNED


def test_cautions_are_one_key_away(teach: Driver) -> None:
    teach.press("PgDown", "F2")
    assert runner(teach).middle.currentWidget() is runner(teach).careful
    assert "Do not lecture." in runner(teach).careful.toPlainText()
    teach.press("Escape")
    assert runner(teach).middle.currentWidget() is runner(teach).script


def test_attendance_goes_on_beside_the_lesson(teach: Driver) -> None:
    roster = teach.group.roster
    teach.press("Ctrl+R")
    assert roster.hasFocus()
    assert runner(teach).roster.isAncestorOf(roster)
    assert roster.isColumnHidden(Columns.NOTE)
    teach.write("2L")
    teach.settle()
    assert teach.statuses()[1] == AttendanceStatus.LATE.letter
    teach.write("3")
    teach.press("Return")
    teach.write("Shared a plan")
    teach.press("Return")
    teach.settle()
    row = teach.desk.services.attendance.room(teach.demo.session_id).rows[2]
    assert row.attendance.observation == "Shared a plan"
    teach.press("Escape")
    assert runner(teach).script.hasFocus()
    assert runner(teach).isVisible()


def test_beside_the_lesson_each_key_of_the_roster_asks_for_its_own(teach: Driver) -> None:
    """Called out by whom, when somebody came and left, why somebody is away: none of it is an observation."""
    teach.press("Ctrl+R")
    teach.write("3P3o2")
    teach.settle()
    teach.write("4P4o")
    teach.settle()
    assert teach.focus.accessibleName() == "Called out by whom?"
    teach.write("the pharmacist")
    teach.press("Return")
    teach.settle()
    teach.clock.advance(minutes=30)
    teach.write("5P5i")
    teach.settle()
    teach.write("12:10")
    teach.press("Return")
    teach.settle()
    teach.write("6")
    QTest.keyClick(teach.focus, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    teach.settle()
    teach.write("1")
    teach.settle()
    room = teach.desk.services.attendance.room(teach.demo.session_id)
    assert [out.by for out in room.presence.out] == ["nurse", "the pharmacist"]
    assert room.rows[4].attendance.time_in == teach.demo.starts_at + timedelta(minutes=10)
    assert room.rows[5].attendance.why == "Illness"
    assert not any(row.attendance.observations for row in room.rows)
    assert teach.group.roster.hasFocus()


def test_the_line_beside_the_lesson_can_be_left(teach: Driver) -> None:
    teach.press("Ctrl+R")
    teach.write("3P3o")
    teach.settle()
    teach.press("Escape")
    teach.settle()
    assert teach.group.roster.hasFocus()
    assert not teach.desk.services.attendance.room(teach.demo.session_id).presence.out


def test_leaving_gives_the_roster_back(teach: Driver) -> None:
    teach.press("PgDown", "Escape")
    teach.settle()
    assert not teach.group.teaching
    assert teach.group.roster.isVisible()
    assert not teach.group.roster.isColumnHidden(Columns.NOTE)
    assert not runner(teach).isVisible()
    teach.press("Ctrl+D")
    assert [segment.state for segment in kept(teach).segments][:2] == [SegmentState.DONE, SegmentState.PLANNED]


def test_the_room_card_turns_slides_too(teach: Driver) -> None:
    teach.press("PgDown", "F5")
    teach.settle()
    card = teach.group.screen_card
    assert (card.place.text(), card.now.number) == ("Slide 1 of 4", 1)
    teach.click(card.next)
    assert kept(teach).place == Place(1, 2)
    teach.click(card.back)
    assert kept(teach).place == Place(1, 1)


def test_a_segment_can_be_chosen_from_the_list(teach: Driver) -> None:
    runner(teach).segments.setFocus()
    teach.press("Down", "Down", "Return")
    assert kept(teach).place == Place(3, 4)


def test_the_end_sums_up_and_takes_a_rating(teach: Driver) -> None:
    teach.press("PgDown")
    teach.settle()
    teach.clock.advance(minutes=20)
    teach.press("Ctrl+D")
    teach.settle()
    teach.clock.advance(minutes=15)
    teach.press("PgDown")
    teach.settle()
    teach.press("PgDown")
    teach.settle()
    wrap_up = runner(teach).wrap_up
    assert wrap_up.isVisible()
    assert "Check-in – done, 20 of 30 min" in wrap_up._segments.text()
    teach.click(wrap_up.mark_taught)
    teach.settle()
    assert kept(teach).segments[1].state is SegmentState.DONE
    assert not wrap_up.mark_taught.isVisible()
    wrap_up.panel.ratings[0].setFocus()
    teach.write("4433")
    assert not wrap_up.save.isEnabled()
    teach.write("2")
    teach.click(wrap_up.save)
    teach.settle()
    record = teach.desk.services.fidelity.record(teach.demo.session_id)
    assert record is not None
    assert record.own_scores == (4, 4, 3, 3, 2)
    assert not teach.group.teaching


def test_ratings_are_shown_over_time(teach: Driver) -> None:
    teach.press("PgDown")
    teach.settle()
    teach.desk.services.fidelity.rate(teach.demo.session_id, (4, 4, 4, 4, 3))
    assert teach.desk.teaching is not None
    teach.desk.teaching.runner.show_history()
    dialog = teach.dialog(FidelityDialog)
    assert "own rating 3.8" in dialog.chart.accessibleName()
    assert dialog.chart.grab().toImage() != picture_without_lessons(dialog)
    dialog.chart.setFocus()
    teach.press("Right")
    assert "own rating 3.8" in dialog.chart.accessibleDescription()
    dialog.accept()


def picture_without_lessons(dialog: FidelityDialog) -> object:
    lessons = dialog.chart._lessons
    dialog.chart.set_lessons(())
    picture = dialog.chart.grab().toImage()
    dialog.chart.set_lessons(lessons)
    return picture


def test_after_a_sudden_end_the_lesson_stands_where_it_was(teach: Driver) -> None:
    teach.press("PgDown", "PgDown")
    teach.settle()
    teach.lock()
    teach.clock.advance(minutes=6)
    teach.unlock(teach.demo.facilitator)
    teach.press("Alt+2")
    teach.settle()
    teach.press("F5")
    teach.settle()
    tick(teach)
    assert runner(teach).clock.segment.text() == "24:00"
    assert runner(teach).screen_card.now.number == 2
    QApplication.processEvents()
    assert timedelta(0) < teach.clock() - kept(teach).began_at  # type: ignore[operator]  # a segment runs

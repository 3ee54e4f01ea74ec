"""The supervisor rates a lesson beside the queue, with digits, and looks at ratings over time."""

from __future__ import annotations

import pytest

from iop_desktop.rules.fidelity import FidelityCount
from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.fidelity_chart import FidelityChart, RatedLesson
from iop_desktop.ui.fidelity_dialog import FidelityDialog
from iop_desktop.ui.fidelity_panel import count_words
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session
from tests.ui.conftest import Show


@pytest.fixture
def queue(program: Driver) -> CosignPage:
    hold_session(program.program.vault, program.demo, program.clock)
    program.unlock(program.demo.supervisor)
    program.press("Alt+4")
    program.settle()
    return program.page("cosign", CosignPage)


def test_five_digits_rate_the_lesson_of_the_note(program: Driver, queue: CosignPage) -> None:
    assert not queue.fidelity.save.isEnabled()
    program.press("Ctrl+F")
    program.write("43210")
    assert queue.fidelity.panel.scores == (4, 3, 2, 1, 0)
    program.click(queue.fidelity.save)
    program.settle()
    record = program.desk.services.fidelity.record(program.demo.session_id)
    assert record is not None
    assert (record.supervisor_scores, record.own_scores) == ((4, 3, 2, 1, 0), ())
    assert not queue.fidelity.save.isEnabled()
    program.press("Alt+Down")
    program.settle()
    assert queue.fidelity.panel.scores == (4, 3, 2, 1, 0)


def test_a_digit_beyond_the_scale_does_nothing(program: Driver, queue: CosignPage) -> None:
    program.press("Ctrl+F")
    program.write("57")
    assert queue.fidelity.panel.scores is None
    assert queue.fidelity.panel.ratings[0].value() is None


def test_scores_that_are_not_saved_stay_when_another_note_is_read(program: Driver, queue: CosignPage) -> None:
    program.press("Ctrl+F")
    program.write("44")
    program.press("Alt+Down")
    program.settle()
    assert [rating.value() for rating in queue.fidelity.panel.ratings] == ["4", "4", None, None, None]


def test_ratings_over_time_open_from_the_queue(program: Driver, queue: CosignPage) -> None:
    program.desk.services.fidelity.rate(program.demo.session_id, (4, 4, 4, 4, 4))
    program.click(queue.fidelity.history)
    dialog = program.dialog(FidelityDialog)
    assert "supervisor 4" in dialog.chart.accessibleName()
    dialog.accept()


def test_on_a_small_screen_it_waits_to_be_asked_for(program: Driver, queue: CosignPage) -> None:
    program.program.window.resize(1093, 614)
    program.settle()
    assert not queue.fidelity.isVisible()
    program.press("Ctrl+F")
    assert queue.fidelity.isVisible()
    assert queue.fidelity.panel.ratings[0].isAncestorOf(program.focus)
    program.press("Ctrl+F")
    assert not queue.fidelity.isVisible()


LESSONS = (
    RatedLesson("Nov 3", "Waves", 3.0, None),
    RatedLesson("Nov 5", "Plans", 3.4, 2.0),
    RatedLesson("Nov 9", "Close", None, None),
)


def test_the_chart_says_each_lesson(show: Show) -> None:
    chart = FidelityChart()
    show(chart, 560, 240)
    empty = chart.grab().toImage()
    chart.set_lessons(LESSONS)
    assert chart.grab().toImage() != empty
    assert chart.accessibleName() == (
        "Ratings over time: Nov 3, Waves: own rating 3; Nov 5, Plans: own rating 3.4, supervisor 2; "
        "Nov 9, Close: not rated"
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (FidelityCount(6, 6, 0, 0, 180, 171), "6 of 6 segments done · 171 of 180 min"),
        (FidelityCount(6, 3, 1, 1, 180, 0), "3 of 6 segments done, 1 shortened, 1 skipped, 1 not marked · not timed"),
    ],
)
def test_counts_in_words(count: FidelityCount, words: str) -> None:
    assert count_words(count) == words

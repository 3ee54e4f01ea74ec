from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import UserError
from iop_desktop.ui.tasks import CRASH_SENTENCE, Cancelled, Job, Tasks, sentence_of

SENTENCE = "The group is full. Nothing was changed."


def _refuse() -> None:
    raise UserError(SENTENCE)


def _crash() -> None:
    raise ValueError("secret")


def _kept(signal_list: list[object]) -> Callable[[object], None]:
    return signal_list.append


def test_the_answer_arrives_on_the_windows_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[int, bool]] = []
    owner = QObject()
    main = QThread.currentThread()
    tasks.run(owner, threading.get_ident, lambda worker: seen.append((worker, QThread.currentThread() is main)))
    assert not tasks.idle()
    assert tasks.wait_idle()
    assert seen[0][0] != threading.get_ident()
    assert seen[0][1]


def test_quick_work_is_done_in_order(tasks: Tasks) -> None:
    owner = QObject()
    done: list[int] = []
    for number in range(20):
        tasks.run(owner, partial(int, number), done.append)
    assert tasks.wait_idle()
    assert done == list(range(20))


def test_changes_are_told_to_everybody(tasks: Tasks) -> None:
    owner, told = QObject(), list[object]()
    tasks.changed.connect(_kept(told))
    changes = Changes(frozenset({Topic.NOTES}), "Saved.")
    tasks.run(owner, lambda: changes)
    tasks.run(owner, lambda: 3)
    assert tasks.wait_idle()
    assert told == [changes]


def test_a_refusal_goes_to_the_page_or_to_the_window(tasks: Tasks) -> None:
    owner, refused, crashed, failed = QObject(), list[object](), list[object](), list[BaseException]()
    tasks.refused.connect(_kept(refused))
    tasks.crashed.connect(_kept(crashed))
    tasks.run(owner, _refuse, failed=failed.append)
    tasks.run(owner, _refuse)
    assert tasks.wait_idle()
    assert [sentence_of(error) for error in failed] == [SENTENCE]
    assert len(refused) == 1
    assert crashed == []


def test_a_crash_is_told_and_ends_the_waiting(tasks: Tasks) -> None:
    owner, crashed, failed = QObject(), list[object](), list[BaseException]()
    tasks.crashed.connect(_kept(crashed))
    tasks.run(owner, _crash, failed=failed.append)
    assert tasks.wait_idle()
    assert isinstance(crashed[0], ValueError)
    assert failed == crashed
    assert sentence_of(failed[0]) == CRASH_SENTENCE


def test_a_dead_owner_is_not_called(tasks: Tasks) -> None:
    owner, called, told = QObject(), list[object](), list[object]()
    gate = threading.Event()
    tasks.changed.connect(_kept(told))
    tasks.run(owner, lambda: gate.wait(5), called.append)
    tasks.run(owner, lambda: Changes(frozenset({Topic.NOTES})), called.append)
    tasks.run(owner, _refuse, failed=called.append)
    shiboken6.delete(owner)
    gate.set()
    assert tasks.wait_idle()
    assert called == []
    assert len(told) == 1  # the change happened: other pages must know


def test_an_error_in_the_answer_leaves_the_lanes_working(tasks: Tasks, qtbot: QtBot) -> None:
    owner, done = QObject(), list[object]()
    with qtbot.captureExceptions() as errors:
        tasks.run(owner, lambda: 1, lambda _result: _crash())
        tasks.run(owner, lambda: 2, done.append)
        assert tasks.wait_idle()
    assert done == [2]
    assert len(errors) == 1


def test_long_work_does_not_block_quick_work(tasks: Tasks) -> None:
    owner, order = QObject(), list[str]()
    gate = threading.Event()
    tasks.run(owner, lambda: gate.wait(5), lambda _: order.append("long"), lane="long")

    def quick_done(_result: object) -> None:
        order.append("quick")
        gate.set()

    tasks.run(owner, lambda: None, quick_done)
    assert tasks.wait_idle()
    assert order == ["quick", "long"]


def test_waiting_goes_on_when_what_is_done_asks_for_more(tasks: Tasks) -> None:
    owner, gate, steps = QObject(), threading.Event(), list[str]()
    threading.Timer(0.1, gate.set).start()

    def ask_for_more(busy: bool) -> None:
        if not busy and not steps:
            steps.append("first")
            tasks.run(owner, lambda: gate.wait(5), lambda _: steps.append("last"))

    tasks.busy_changed.connect(ask_for_more)
    tasks.run(owner, lambda: None)
    assert tasks.wait_idle()
    assert steps == ["first", "last"]


def test_long_work_reports_and_can_be_stopped(tasks: Tasks, qtbot: QtBot) -> None:
    owner, steps, failed, refused = QObject(), list[int](), list[BaseException](), list[object]()
    tasks.refused.connect(_kept(refused))

    def work(job: Job) -> None:
        for number in range(2000):
            job.step(number, 2000, "Exporting")
            time.sleep(0.002)

    job = tasks.run_long(owner, work, failed=failed.append, progress=lambda done, _whole, _text: steps.append(done))
    qtbot.waitUntil(lambda: len(steps) > 3)
    job.cancel()
    assert tasks.wait_idle()
    assert isinstance(failed[0], Cancelled)
    assert steps == sorted(steps)
    assert len(steps) < 1900
    assert refused == []


def test_work_cancelled_before_it_began_is_never_done(tasks: Tasks) -> None:
    owner, done, gate = QObject(), list[object](), threading.Event()
    tasks.run(owner, lambda: gate.wait(5))
    tasks.run(owner, lambda: done.append("done")).cancel()
    gate.set()
    assert tasks.wait_idle()
    assert done == []


def test_shutdown_finishes_quick_work_and_stops_long_work(qtbot: QtBot) -> None:
    tasks, owner, saved = Tasks(), QObject(), list[str]()
    began = threading.Event()

    def endless(job: Job) -> None:
        began.set()
        while True:
            job.step(0, 1)
            time.sleep(0.001)

    tasks.run_long(owner, endless)
    assert began.wait(5)
    tasks.run(owner, lambda: time.sleep(0.02))
    tasks.run(owner, lambda: saved.append("draft"))
    tasks.shutdown(wait=True)
    assert saved == ["draft"]
    assert tasks.run(owner, lambda: saved.append("late")).cancelled
    assert tasks.wait_idle()
    assert saved == ["draft"]


def test_the_last_reference_dies_on_the_windows_thread(tasks: Tasks, qtbot: QtBot) -> None:
    died: list[int] = []

    class Page:
        def __del__(self) -> None:
            died.append(threading.get_ident())

    def divide(_page: Page, fails: bool) -> float:
        return 1 / (0 if fails else 1)

    owner = QObject()
    for fails in (False, True):
        page = Page()
        tasks.run(owner, partial(divide, page, fails), failed=lambda _error: None)
        del page
    assert tasks.wait_idle()
    qtbot.waitUntil(lambda: len(died) == 2)
    assert set(died) == {threading.get_ident()}


@pytest.mark.parametrize("error", [RuntimeError(), KeyError("sentence")])
def test_a_crash_shows_no_detail(error: Exception) -> None:
    assert sentence_of(error) == CRASH_SENTENCE

"""Work off the window's thread: a quick lane for use cases, a long lane for long jobs."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from iop_desktop.services.changes import Changes

T = TypeVar("T")
Lane = Literal["quick", "long"]
SWITCH_SECONDS = 0.0005
PAINT_MS = 12
CRASH_SENTENCE = (
    "Something went wrong in the program. Nothing that was saved is lost. "
    "Try again; if it happens again, restart the program."
)


class Cancelled(Exception):
    """Raised inside long work by ``Job.step`` after the person asked to stop."""

    sentence = "Stopped. Nothing was changed."


class Job:
    """Handle of one piece of work; ``cancel`` may be called at any time, ``step`` and ``report`` belong to the work."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._report = report
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; work that has not begun is dropped."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stop.is_set()

    def report(self, done: int, whole: int, text: str = "") -> None:
        """Report progress of work that stops by itself when it finds ``cancelled``."""
        self._report(done, whole, text)

    def step(self, done: int, whole: int, text: str = "") -> None:
        """Report progress. Raises Cancelled if the person asked to stop."""
        if self.cancelled:
            raise Cancelled
        self._report(done, whole, text)


def sentence_of(error: BaseException) -> str:
    """The sentence to show for an error; a plain one for a crash."""
    sentence = getattr(error, "sentence", None)
    return sentence if isinstance(sentence, str) else CRASH_SENTENCE


@dataclass(slots=True)
class _Call:
    owner: QObject
    work: Callable[[], Any]
    job: Job
    lane: Lane
    done: Callable[[Any], object] | None
    failed: Callable[[BaseException], object] | None
    progress: Callable[[int, int, str], object] | None = None
    result: Any = None
    error: BaseException | None = field(default=None)


class Tasks(QObject):
    """Runs work and hands the answer to its owner on the window's thread, if the owner is still alive.

    ``changed`` carries every ``Changes`` a use case returned. An error with a ``sentence`` goes to
    ``failed`` if there is one, otherwise ``refused`` carries it; any other error goes to ``crashed``
    and also to ``failed``, so that the page can end its waiting.
    """

    changed = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    busy_changed = Signal(bool)
    _finished = Signal(int)
    _progressed = Signal(int, int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: dict[int, _Call] = {}
        self._numbers = itertools.count(1)
        self._closed = False
        self._soon = 0
        # Painting hands the interpreter back and forth many times; each time it may wait this long for a busy lane.
        sys.setswitchinterval(SWITCH_SECONDS)
        self._lanes = {name: ThreadPoolExecutor(max_workers=1, thread_name_prefix=name) for name in ("quick", "long")}
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._deliver, queued)
        self._progressed.connect(self._show_progress, queued)

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        lane: Lane = "quick",
    ) -> Job:
        """Do ``work`` in a lane, in order; then call ``done`` or ``failed`` on the window's thread."""
        number = next(self._numbers)
        job = self._job(number)
        self._submit(number, _Call(owner, work, job, lane, done, failed))
        return job

    def run_long(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
    ) -> Job:
        """Do ``work`` in the long lane; it calls ``job.step(done, whole, text)`` between its parts."""
        number = next(self._numbers)
        job = self._job(number)
        call = _Call(owner, lambda: work(job), job, "long", done, failed, progress)
        self._submit(number, call)
        return job

    def after_paint(self, owner: QObject, act: Callable[[], object]) -> None:
        """Do ``act`` on the window's thread once it had time to paint; until then this is not idle.

        Work in a lane and painting at the same moment wait for each other; one after the other they are both quick.
        """
        self._soon += 1

        def due() -> None:
            try:
                if not self._closed and isValid(owner):
                    act()
            finally:
                self._soon -= 1
            if self.idle():
                self.busy_changed.emit(False)

        QTimer.singleShot(PAINT_MS, self, due)

    def idle(self) -> bool:
        """Whether nothing is waiting, running or about to be delivered."""
        return not self._calls and not self._soon

    def wait_idle(self, timeout: float = 5.0) -> bool:
        """Serve events until idle or until ``timeout`` seconds passed; for tests and for closing."""
        until = QDeadlineTimer(round(timeout * 1000))
        # What is done may ask for more before the loop is left.
        while not self.idle() and not until.hasExpired():
            loop = QEventLoop()
            self.busy_changed.connect(loop.quit)
            QTimer.singleShot(until.remainingTime(), loop, loop.quit)
            loop.exec()
        return self.idle()

    def shutdown(self, wait: bool = True) -> None:
        """Take no more work. Quick work already asked for is done, long work is asked to stop."""
        self._closed = True
        for call in self._calls.values():
            if call.lane == "long":
                call.job.cancel()
        for lane in self._lanes.values():
            lane.shutdown(wait=wait)

    def _job(self, number: int) -> Job:
        def report(done: int, whole: int, text: str) -> None:
            self._progressed.emit(number, done, whole, text)

        return Job(report)

    def _submit(self, number: int, call: _Call) -> None:
        if self._closed:
            call.job.cancel()
            return
        was_idle = self.idle()
        self._calls[number] = call
        if was_idle:
            self.busy_changed.emit(True)
        self._lanes[call.lane].submit(self._work, number)

    def _work(self, number: int) -> None:
        # The worker keeps no reference to the call: the last one must die on the window's thread,
        # because it may hold widgets.
        _perform(self._calls[number])
        self._finished.emit(number)

    @Slot(int)
    def _deliver(self, number: int) -> None:
        call = self._calls.pop(number)
        result, error = call.result, call.error
        call.result = call.error = None
        try:
            if error is None:
                self._succeeded(call, result)
            else:
                self._failed(call, error)
        finally:
            if self.idle():
                self.busy_changed.emit(False)

    def _succeeded(self, call: _Call, result: Any) -> None:
        if call.done is not None and isValid(call.owner):
            call.done(result)
        if isinstance(result, Changes):
            self.changed.emit(result)

    def _failed(self, call: _Call, error: BaseException) -> None:
        told = call.failed is not None and isValid(call.owner)
        if call.failed is not None and told:
            call.failed(error)
        if not hasattr(error, "sentence"):
            self.crashed.emit(error)
        elif not told and not isinstance(error, Cancelled):
            self.refused.emit(error)

    @Slot(int, int, int, str)
    def _show_progress(self, number: int, done: int, whole: int, text: str) -> None:
        call = self._calls.get(number)
        if call and call.progress and isValid(call.owner):
            call.progress(done, whole, text)


def _perform(call: _Call) -> None:
    try:
        if call.job.cancelled:
            raise Cancelled
        call.result = call.work()
    except BaseException as error:  # noqa: BLE001  the window's thread decides what it means
        call.error = error

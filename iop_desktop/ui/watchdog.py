"""Reports when the window's thread stops serving events for longer than a person notices."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer, Signal

LIMIT_MS = 50
_BEAT_MS = 10
_KEPT = 100
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Stall:
    """One stall: how long, and where the window's thread was (function, file and line; never a value)."""

    seconds: float
    stack: tuple[str, ...]


class Watchdog(QObject):
    """Compares a 10 ms heartbeat with the clock; a second thread takes the stack while a stall lasts.

    ``stalls`` keeps the last hundred; ``stalled`` is sent when the thread is back.
    """

    stalled = Signal(object)

    def __init__(
        self,
        limit_ms: int = LIMIT_MS,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self.stalls: deque[Stall] = deque(maxlen=_KEPT)
        self._limit = limit_ms / 1000
        self._clock = clock
        self._thread = threading.get_ident()
        self._beat = clock()
        self._stack: tuple[str, ...] = ()
        self._stopped = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to watch the thread that calls this."""
        self._thread = threading.get_ident()
        self._beat = self._clock()
        self._stopped.clear()
        self._timer.start()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Stop watching; a stall that is still going on is counted."""
        self._tick()
        self._timer.stop()
        self._stopped.set()

    def _tick(self) -> None:
        now = self._clock()
        late = now - self._beat - _BEAT_MS / 1000
        self._beat = now
        if late > self._limit:
            stall = Stall(late, self._stack)
            self.stalls.append(stall)
            self.stalled.emit(stall)
        self._stack = ()

    def _watch(self) -> None:
        while not self._stopped.wait(self._limit / 2):
            if self._clock() - self._beat > self._limit and not self._stack:
                self._stack = _stack_of(_frame_of(self._thread))


def _frame_of(thread: int) -> FrameType | None:
    # The interpreter offers no other way to see another thread's stack.
    return sys._current_frames().get(thread)  # noqa: SLF001


def _stack_of(frame: FrameType | None) -> tuple[str, ...]:
    places: list[str] = []
    while frame is not None and len(places) < _DEEPEST:
        code = frame.f_code
        module = frame.f_globals.get("__name__", "?")
        places.append(f"{module}.{code.co_qualname}:{frame.f_lineno}")
        frame = frame.f_back
    return tuple(places)

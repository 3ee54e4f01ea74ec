"""The program's own watchdog over a story, with the waiting that other programs cause taken off."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iop_desktop.ui.watchdog import LIMIT_MS, Stall, Watchdog

# Linux counts, for each thread, the nanoseconds it was ready to run while the machine ran something else:
# https://docs.kernel.org/scheduler/sched-stats.html (second field of /proc/<pid>/task/<tid>/schedstat).
_TASKS = Path("/proc/self/task")


def undisturbed_clock() -> Callable[[], float]:
    """A clock in seconds that stands still while threads of this process wait for a processor; else the usual one."""
    watched = _TASKS / str(threading.get_native_id()) / "schedstat"
    if not watched.exists():
        return time.perf_counter

    def now() -> float:
        return time.perf_counter() - int(watched.read_bytes().split()[1]) / 1e9

    return now


def ours(stall: Stall) -> bool:
    """Whether the window's thread stood in the program, and not in the test that drives it."""
    return any(place.startswith("iop_desktop.") for place in stall.stack)


def told(stall: Stall) -> str:
    """Length and place, innermost first."""
    return f"{stall.seconds * 1000:.0f} ms in " + " < ".join(stall.stack)


@contextmanager
def no_stalls(limit_ms: int = LIMIT_MS) -> Iterator[Watchdog]:
    """Fails when the window's thread stopped serving events for longer than the limit inside the program."""
    watchdog = Watchdog(limit_ms, clock=undisturbed_clock())
    watchdog.start()
    try:
        yield watchdog
    finally:
        watchdog.stop()
    guilty = [told(stall) for stall in watchdog.stalls if ours(stall)]
    if guilty:
        pytest.fail("the window stood still:\n" + "\n".join(guilty))

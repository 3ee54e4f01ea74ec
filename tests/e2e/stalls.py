"""The program's own watchdog over a story, with the waiting that other programs cause taken off."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from iop_desktop.ui.watchdog import LIMIT_MS, Stall, Watchdog

# Linux counts, for each thread, the nanoseconds it was ready to run while the machine ran something else:
# https://docs.kernel.org/scheduler/sched-stats.html (second field of /proc/<pid>/task/<tid>/schedstat).
_TASKS = Path("/proc/self/task")


def waited_for_a_processor() -> float:
    """Seconds that threads of this process were ready to run and did not; the one that holds the interpreter counts."""
    waited = 0
    for thread in _TASKS.iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            waited += int((thread / "schedstat").read_bytes().split()[1])
    return waited / 1e9


def undisturbed_clock() -> Callable[[], float]:
    """A clock in seconds that stands still while other programs have the processors; else the usual one.

    Where the system does not count (not Linux), the usual clock.
    """
    if not (_TASKS / str(threading.get_native_id()) / "schedstat").exists():
        return time.perf_counter
    return lambda: time.perf_counter() - waited_for_a_processor()


def ours(stall: Stall) -> bool:
    """Whether the window's thread stood in the program, and not in the test that drives it."""
    return any(place.startswith("iop_desktop.") for place in stall.stack)


def told(stall: Stall) -> str:
    """Length and place, innermost first."""
    return f"{stall.seconds * 1000:.0f} ms in " + " < ".join(stall.stack)


@contextlib.contextmanager
def watching(limit_ms: int = LIMIT_MS) -> Iterator[list[str]]:
    """A list that is filled at the end: each time the window's thread stood still in the program, and where."""
    watchdog = Watchdog(limit_ms, clock=undisturbed_clock())
    found: list[str] = []
    watchdog.start()
    try:
        yield found
    finally:
        watchdog.stop()
        found += [told(stall) for stall in watchdog.stalls if ours(stall)]

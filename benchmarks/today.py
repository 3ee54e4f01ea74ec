"""How long it takes to read what the Today page shows."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from benchmarks.clinic import own_copy
from benchmarks.measuring import report, seconds_of
from iop_desktop.services.today import TodayService

RUNS = 20


def main(place: Path) -> None:
    """The facilitator's and the supervisor's page."""
    with own_copy(place) as clinic:
        clock = clinic.story_clock()
        for role, login in (("facilitator", clinic.facilitator), ("supervisor", clinic.supervisor)):
            with clinic.unlocked(login, clock) as unlocked:
                service = TodayService(unlocked, clock)
                report(f"Today read first, {role}", seconds_of(service.view) * 1000, "ms")
                times = [seconds_of(service.view) for _ in range(RUNS)]
                report(f"Today read, {role}", statistics.median(times) * 1000, "ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

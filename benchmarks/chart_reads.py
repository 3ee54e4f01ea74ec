"""What it adds to opening a chart and a note that this is kept in the audit log."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

from benchmarks.clinic import own_copy
from benchmarks.measuring import percentile, report, seconds_of
from iop_desktop.services.clients import ClientService

RUNS = 60


def main(place: Path) -> None:
    """Open charts one after the other, then the same one again and again as a page does."""
    with own_copy(place) as clinic:
        clock = clinic.story_clock()
        with clinic.unlocked(clinic.supervisor, clock) as unlocked:
            clients = ClientService(unlocked, clock)
            keys = [row.client_id for row in clients.rows()]
            first = [_ms(partial(clients.chart, key)) for key in keys]
            again = [_ms(lambda: clients.chart(keys[0])) for _ in range(RUNS)]
            entry = [_ms(lambda: unlocked.opened("note.opened", uuid4())) for _ in range(RUNS)]
            report("chart opened, with its entry, median", statistics.median(first), "ms")
            report("chart read again on the same screen, median", statistics.median(again), "ms")
            report("entry for what was opened, median", statistics.median(entry), "ms", 10.0)
            report("entry for what was opened, p95", percentile(entry, 0.95), "ms")


def _ms(work: Callable[[], object]) -> float:
    return 1000 * seconds_of(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

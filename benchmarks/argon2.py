"""How long a pass phrase takes to become a key, with the cost that was found for this machine."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from benchmarks.clinic import own_copy
from benchmarks.keys import cost_of, seconds_of_argon2
from benchmarks.measuring import report


def main(place: Path) -> None:
    """Median of several runs with the cost of a real slot."""
    with own_copy(place) as clinic:
        cost = cost_of(clinic.folder, clinic.facilitator)
    report("Argon2id of a slot", statistics.median(seconds_of_argon2(cost) for _ in range(7)), "s", (0.3, 0.6))
    report("Argon2id memory", cost.memory_kib / 1024, "MiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

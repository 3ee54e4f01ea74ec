"""From Enter on the unlock page to Today painted, in a program that was just started, minus Argon2id alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import report

RUNS = 5
_LIMIT_MS = 250


def main(place: Path) -> None:
    """Medians of several starts: the first unlock after a start is the slowest, and the one people wait for."""
    totals, keys = zip(*(_once(place) for _ in range(RUNS)), strict=True)
    differences = [total - key for total, key in zip(totals, keys, strict=True)]
    report("Enter to Today painted", statistics.median(totals), "ms")
    report("Argon2id alone", statistics.median(keys), "ms")
    report("unlock to Today above Argon2id", statistics.median(differences), "ms", _LIMIT_MS)


def _once(place: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.unlock_once", str(place)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return float(answer[0]) * 1000, float(answer[1]) * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""From the start of the process to the first paint: the program up to its unlock page, above a bare window."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.clinic import own_copy
from benchmarks.measuring import report

RUNS = 9
_LIMIT_MS = 150


def main(place: Path) -> None:
    """Take turns, so that a busy moment of the machine meets both; what is left of noise falls out with the minimum."""
    with own_copy(place) as clinic:
        bare, program = [], []
        for _ in range(RUNS):
            bare.append(_milliseconds("benchmarks.start_bare"))
            program.append(_milliseconds("benchmarks.start_program", str(clinic.folder)))
    # The first of each filled the caches of the disk.
    fastest, ours = min(bare[1:]), min(program[1:])
    report("bare window, start to first paint", fastest, "ms")
    report("program, start to unlock page painted", ours, "ms")
    report("start above a bare window", ours - fastest, "ms", _LIMIT_MS)


def _milliseconds(module: str, *arguments: str) -> float:
    """The child answers with the moment of its first paint; that clock is the same in all processes."""
    begun = time.perf_counter()
    answer = subprocess.run([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return (float(answer.stdout) - begun) * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]))

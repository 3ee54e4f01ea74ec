"""Measure the program's speed: one JSON object a line with ``name``, ``value``, ``unit`` and ``target``.

``target`` is the most a value may be, a pair ``[least, most]``, or null for figures that are only watched. Names of
scripts given as arguments choose what is measured; without any, everything is. The exit code is 1 when something could
not be measured; a missed target is said on standard error and is no failure, because machines differ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = (
    "demo",
    "start",
    "unlock",
    "today",
    "open_group",
    "attendance",
    "slide_change",
    "signing",
    "klm",
    "packet",
    "composer",
    "cosign_queue",
    "stalls",
    "argon2",
    "roster",
    "coverage",
    "name_guard",
    "backup",
    "audit",
    "chart_reads",
    "ten_years",
)
NEEDED_BY_ALL = "demo"


def main(chosen: list[str]) -> int:
    """Run the chosen scripts on one new demo clinic; the exit code."""
    unknown = set(chosen) - set(SCRIPTS)
    if unknown:
        sys.stderr.write(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(SCRIPTS)}.\n")
        return 2
    wanted = [name for name in SCRIPTS if not chosen or name in chosen or name == NEEDED_BY_ALL]
    with tempfile.TemporaryDirectory(prefix="iop-desktop-bench-") as place:
        return max(_run(name, Path(place)) for name in wanted)


def _run(name: str, place: Path) -> int:
    """Run one script in a process of its own and pass its lines on; 1 when it failed."""
    command = [sys.executable, "-m", f"benchmarks.{name}", str(place)]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(place), stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            for missed in _missed(line):
                sys.stderr.write(missed)
    if process.returncode:
        sys.stderr.write(f"{name} could not be measured\n")
    return 1 if process.returncode else 0


def _missed(line: str) -> Iterator[str]:
    found = json.loads(line)
    value, target = found["value"], found["target"]
    if target is None:
        return
    least, most = target if isinstance(target, list) else (None, target)
    if value > most or (least is not None and value < least):
        yield f"missed: {found['name']} is {value} {found['unit']}, wanted {target}\n"


def _environment(place: Path) -> dict[str, str]:
    """Without a screen, with settings, log and compiled modules of its own."""
    own = {f"XDG_{kind}_HOME": str(place / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    # An installed program is compiled; a machine that forbids it here would have the compiler measured with each start.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(place / "compiled")}
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", **own, **compiled}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

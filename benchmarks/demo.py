"""How long it takes to make the demo clinic, with three weeks of really signed notes."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.clinic import remember
from benchmarks.measuring import report
from iop_desktop.services.demo import DEMO_PASSPHRASE, make_demo


def main(place: Path) -> None:
    """Make it where the other scripts find it."""
    begun = time.perf_counter()
    demo = make_demo(place / "clinic", DEMO_PASSPHRASE, lambda: datetime.now(UTC))
    seconds = time.perf_counter() - begun
    demo.unlocked.vault.close()
    remember(place, demo)
    report("demo clinic made", seconds, "s", 25.0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

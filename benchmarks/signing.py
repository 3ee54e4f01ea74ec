"""CPU time of one signature and of one co-signature, and twelve signatures on the wall clock beyond the pass phrase."""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from benchmarks.clinic import own_copy
from benchmarks.held_session import hold
from benchmarks.measuring import report
from iop_desktop.services.bundle import services_of
from iop_desktop.services.note_views import SignOutcome
from iop_desktop.services.signing_batch import Progress
from iop_desktop.services.warm_up import load_documents

Sign = Callable[[Sequence[UUID], str, Progress], SignOutcome]


def main(place: Path) -> None:
    """Sign and co-sign the twelve notes of one session."""
    with own_copy(place) as clinic:
        clock = clinic.story_clock()
        with clinic.unlocked(clinic.facilitator, clock) as unlocked:
            services = services_of(unlocked, clock)
            notes = hold(clinic, services, clock)
            load_documents()
            derived = _seconds(lambda: unlocked.open_own_slot(clinic.passphrase))
            began = time.perf_counter()
            cost = _milliseconds_each(services.signing.sign, notes, clinic.passphrase)
            report("twelve notes signed beyond the pass phrase", time.perf_counter() - began - derived, "s", 1.0)
            report("signing a note, CPU", cost, "ms", 60)
        with clinic.unlocked(clinic.supervisor, clock) as unlocked:
            cosigning = services_of(unlocked, clock).cosigning
            versions = [row.version_id for row in cosigning.queue() if row.note_id in notes]
            for version_id in versions:
                cosigning.mark_viewed(version_id)
            report(
                "co-signing a note, CPU", _milliseconds_each(cosigning.cosign, versions, clinic.passphrase), "ms", 40
            )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _milliseconds_each(sign: Sign, ids: Sequence[UUID], passphrase: str) -> float:
    """Mean of all but the first, which also loads the libraries and stands for the pass phrase."""
    marks: list[float] = []
    outcome = sign(ids, passphrase, lambda _done, _total: marks.append(time.process_time()))
    if len(outcome.signed) != len(ids) or len(ids) < 12:
        raise RuntimeError("not every note could be signed")
    return statistics.mean(after - before for before, after in itertools.pairwise(marks)) * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]))

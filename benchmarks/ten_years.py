"""A clinic after ten years beside the demo clinic, in turns: what opens pages, a commit, a backup, the audit log."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from benchmarks.clinic import BenchClinic, facts_of, own_copy
from benchmarks.keys import argon2_watched
from benchmarks.measuring import percentile, report, seconds_of
from benchmarks.ten_years_commit import ratio_of_commits
from benchmarks.ten_years_vault import ten_years
from iop_desktop.models.groups import Membership
from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.audit_views import AuditFilter
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.circle import names
from iop_desktop.services.rehearsal import rehearse_once
from iop_desktop.services.today import TodayService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.vault import VaultService

_RUNS, _UNLOCKS = 25, 21
_RATIO, _MS, _COMMIT = 1.5, 150.0, 1.3
_BACKUP, _AUDIT, _NO_MOST = 30.0, 80_000.0, 1e9


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock and of the processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Desk:
    """An open clinic: its services, and what is opened in it."""

    unlocked: Unlocked
    services: Services
    session_id: UUID
    clients: tuple[UUID, ...]
    notes: tuple[UUID, ...]


def main(place: Path) -> None:
    """Compare, and measure what only the large clinic is asked for.

    The large clinic is not copied: a run adds some hundred audit entries to its half a million.
    """
    large = facts_of(ten_years())
    with own_copy(place) as demo, tempfile.TemporaryDirectory(dir=large.folder.parent) as work:
        report("records of ten years", (large.folder / "clinic.db").stat().st_size / 1e6, "MB")
        _unlock(demo, large)
        for login in ("facilitator", "supervisor"):
            _pages(demo, large, login)
        ratio, median = ratio_of_commits(demo, large)
        report("ten years: commit of a note", median, "ms")
        report("ten years: commit of a note / plain SQLite", ratio, "times", _COMMIT)
        _whole(large, Path(work))


def _unlock(demo: BenchClinic, large: BenchClinic) -> None:
    """From the pass phrase to what Today shows, without the time of Argon2id."""
    times: tuple[list[Spent], list[Spent]] = ([], [])
    # As the program does while the pass phrase is typed.
    rehearse_once()
    for _ in range(_UNLOCKS):
        for kept, clinic in zip(times, (demo, large), strict=True):
            kept.append(_to_today(clinic))
    _compare("unlock to Today read, above Argon2id", *times)


def _to_today(clinic: BenchClinic) -> Spent:
    clock, opened = clinic.story_clock(), list[Unlocked]()
    vaults = VaultService(clinic.folder, clock)

    def work() -> None:
        opened.append(vaults.unlock(clinic.facilitator, clinic.passphrase))
        TodayService(opened[0], clock).view()

    with argon2_watched() as argon2:
        whole = _spent(work)
    vaults.lock(opened[0])
    return Spent(whole.wall - sum(each[0] for each in argon2), whole.cpu - sum(each[1] for each in argon2))


def _pages(demo: BenchClinic, large: BenchClinic, role: str) -> None:
    logins = [getattr(clinic, role) for clinic in (demo, large)]
    with demo.unlocked(logins[0], demo.story_clock()) as small, large.unlocked(logins[1], large.story_clock()) as big:
        desks = (_desk(small, demo), _desk(big, large))
        for name, work in (_SUPERVISOR if role == "supervisor" else _FACILITATOR).items():
            times: tuple[list[Spent], list[Spent]] = ([], [])
            for run in range(_RUNS):
                for kept, desk in zip(times, desks, strict=True):
                    kept.append(_spent(partial(work, desk, run)))
            # The first of each fills the caches; a page is opened many times a day.
            _compare(name, *(kept[1:] for kept in times))


def _desk(unlocked: Unlocked, clinic: BenchClinic) -> Desk:
    with unlocked.reading() as db:
        mine = names(db, unlocked, Membership.client_id)
        ever = tuple(db.scalars(select(Membership.client_id).where(mine).order_by(Membership.first_on).distinct()))
        done = select(Note.id).where(Note.state == NoteState.COMPLETE, Note.session_id.is_not(None))
        notes = tuple(db.scalars(done.order_by(Note.id.desc()).limit(200)))
    # As far back as this person's circle goes, the same number in each clinic.
    clients = tuple(ever[len(ever) * place // _RUNS] for place in range(_RUNS))
    return Desk(unlocked, services_of(unlocked, clinic.story_clock()), clinic.session_id, clients, notes)


Work = Callable[[Desk, int], object]
_FACILITATOR: dict[str, Work] = {
    "Today, facilitator": lambda desk, _run: desk.services.today.view(),
    "group room": lambda desk, _run: desk.services.attendance.room(desk.session_id),
    "session the group page opens with": lambda desk, _run: desk.services.sessions.current(),
    "session the notes page opens with": lambda desk, _run: desk.services.sessions.to_write_about(),
    "groups": lambda desk, _run: desk.services.groups.rows(),
    "notes of a session": lambda desk, _run: desk.services.notes.list(desk.session_id),
}
_SUPERVISOR: dict[str, Work] = {
    "Today, supervisor": lambda desk, _run: desk.services.today.view(),
    "co-sign queue": lambda desk, _run: desk.services.cosigning.queue(),
    "chart": lambda desk, run: desk.services.clients.chart(desk.clients[run]),
    "search, a rare name": lambda desk, _run: desk.services.clients.rows("sofia"),
    "search, a number": lambda desk, _run: desk.services.clients.rows("0012"),
    "search, nobody": lambda desk, _run: desk.services.clients.rows("nobody has this name"),
    "audit log": lambda desk, _run: desk.services.audit_log.page(AuditFilter()),
}


def _spent(work: Callable[[], object]) -> Spent:
    begun = time.thread_time()
    wall = seconds_of(work)
    return Spent(wall, time.thread_time() - begun)


def _compare(name: str, demo: list[Spent], large: list[Spent]) -> None:
    """What is the slowest of twenty in the large clinic on the clock, and the ratio of the medians.

    The ratio is one of processor time, which others at work on the same machine do not change.
    """
    walls = [each.wall for each in large]
    report(f"ten years: {name}, median", statistics.median(walls) * 1000, "ms")
    report(f"ten years: {name}, p95", percentile(walls, 0.95) * 1000, "ms", _MS)
    cpu, demo_cpu = (statistics.median(each.cpu for each in kept) for kept in (large, demo))
    report(f"ten years: {name}, processor, median", cpu * 1000, "ms")
    report(f"ten years: {name} / demo clinic", cpu / demo_cpu, "times", _RATIO)


def _whole(large: BenchClinic, out: Path) -> None:
    """The long jobs that read everything."""
    with large.unlocked(large.supervisor, large.story_clock()) as unlocked:
        services = services_of(unlocked, large.story_clock())
        seconds = seconds_of(services.audit.verify)
        begun = time.thread_time()
        entries = services.audit.verify().entries
        report("ten years: audit verification", entries / seconds, "entries/s", (_AUDIT, _NO_MOST))
        # On a machine that others use as well, this is the figure that stays the same.
        rate = entries / (time.thread_time() - begun)
        report("ten years: audit verification by processor time", rate, "entries/s")
        megabytes = unlocked.vault.path.stat().st_size / 1e6
        seconds = seconds_of(lambda: services.backups.back_up_to(out, lambda _done, _whole, _text: None))
        report("ten years: verified backup", megabytes / seconds, "MB/s", (_BACKUP, _NO_MOST))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

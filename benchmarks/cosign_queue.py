"""From the key that leads to the co-sign page to a queue of two hundred notes painted, and the reading behind it."""

from __future__ import annotations

import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from benchmarks.clinic import BenchClinic, own_copy
from benchmarks.held_session import hold
from benchmarks.measuring import percentile, report, seconds_of
from benchmarks.window import Driver, leave, running
from iop_desktop.models.base import new_id
from iop_desktop.models.groups import Session
from iop_desktop.models.notes import Note, NoteVersion, Signature
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.bundle import services_of
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.note_views import QueueRow
from iop_desktop.ui.cosign_page import CosignPage

NOTES, RUNS = 200, 40
_LIMIT_MS = 100


class _Painted(QObject):
    """When the queue got its rows, and when it was painted last."""

    def __init__(self, page: CosignPage) -> None:
        super().__init__(page)
        self.filled = self.at = 0.0
        self._show = page.queue.show_rows
        page.queue.show_rows = self._fill  # type: ignore[method-assign]  # the moment the rows arrive
        page.queue.view.viewport().installEventFilter(self)

    def _fill(self, rows: tuple[QueueRow, ...]) -> None:
        self._show(rows)
        self.filled = time.perf_counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return super().eventFilter(watched, event)


def main(place: Path) -> None:
    """Leave for Today and come back, many times; the queue is read anew each time."""
    with own_copy(place) as clinic:
        clock = clinic.story_clock()
        _fill(clinic)
        with clinic.unlocked(clinic.supervisor, clock) as unlocked:
            cosigning = services_of(unlocked, clock).cosigning
            times = [seconds_of(cosigning.queue) for _ in range(RUNS)]
            report("co-sign queue of 200 read, median", statistics.median(times) * 1000, "ms")
        with running(clinic, clock) as driver:
            driver.unlock(clinic.supervisor, clinic.passphrase)
            desk = driver.program.desk
            assert desk is not None
            page = desk.shell.page("cosign")
            assert isinstance(page, CosignPage)
            driver.rest(5.0)
            painted = _Painted(page)
            times = [_open(driver, painted) for _ in range(RUNS)]
            assert len(page.queue.rows) == NOTES
            report("open the co-sign queue of 200, median", statistics.median(times) * 1000, "ms")
            report("open the co-sign queue of 200, 95 of 100", percentile(times, 0.95) * 1000, "ms", _LIMIT_MS)
    leave()


def _open(driver: Driver, painted: _Painted) -> float:
    desk = driver.program.desk
    assert desk is not None
    desk.shell.go("today")
    driver.settle()
    driver.program.tasks.changed.emit(Changes(frozenset({Topic.SIGNATURES})))
    driver.rest(1.2)
    driver.settle()
    painted.filled = painted.at = 0.0
    begun = time.perf_counter()
    desk.shell.go("cosign")
    driver.until(lambda: painted.at > painted.filled > 0.0)
    driver.settle()
    return painted.at - begun


def _fill(clinic: BenchClinic) -> None:
    """Sign one session, then repeat its notes in earlier sessions until two hundred wait."""
    clock = clinic.story_clock()
    with clinic.unlocked(clinic.facilitator, clock) as unlocked:
        services = services_of(unlocked, clock)
        services.signing.sign(hold(clinic, services, clock), clinic.passphrase)
        with unlocked.transaction() as db:
            waiting = list(db.scalars(select(Note).where(Note.state == NoteState.AWAITING_COSIGNATURE)))
            session = db.get_one(Session, clinic.session_id)
            notes = [note for note in waiting if note.session_id == session.id]
            earlier = session
            for place in range(NOTES - len(waiting)):
                if place % len(notes) == 0:
                    earlier = _earlier(db, session, place)
                _repeat(db, notes[place % len(notes)], earlier)


def _earlier(db: Database, session: Session, place: int) -> Session:
    back = timedelta(days=400 + place)
    times = {"starts_at": session.starts_at - back, "ends_at": session.ends_at - back}
    made: Session = _copy(session, number=90_000 + place, occurrence_on=None, **times)
    db.add(made)
    db.flush()
    return made


def _repeat(db: Database, note: Note, session: Session) -> None:
    """The note with its version and signature once more."""
    version = db.scalars(select(NoteVersion).where(NoteVersion.note_id == note.id)).one()
    signature = db.scalars(select(Signature).where(Signature.note_version_id == version.id)).one()
    new_note = _copy(note, session_id=session.id)
    new_version = _copy(version, note_id=new_note.id)
    for row in (new_note, new_version, _copy(signature, note_version_id=new_version.id)):
        db.add(row)
        db.flush()


def _copy(row: Any, **changes: Any) -> Any:
    """The same row under another key."""
    values = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    values.pop("revision", None)
    return type(row)(**{**values, "id": new_id(), **changes})


if __name__ == "__main__":
    main(Path(sys.argv[1]))

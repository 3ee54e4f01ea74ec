"""Pulling the plug in the middle of attendance and notes: nothing that was acknowledged is lost."""

from __future__ import annotations

import random
import time

import pytest
from sqlalchemy import select

from iop_desktop.models import audit_chain
from iop_desktop.models.errors import VaultBusy
from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from tests import factories
from tests.factories import SmallClinic
from tests.faults.conftest import Markers
from tests.faults.counts import times
from tests.support.clock import MovableClock

TIMES = times("KILLS", 25)
Marks = dict[str, str]


def acknowledged(lines: list[list[str]]) -> tuple[Marks, tuple[str, str] | None]:
    """The last acknowledged status of each member or text of each note, and what was under way when it ended."""
    marks: Marks = {}
    under_way: tuple[str, str] | None = None
    for kind, *rest in lines:
        if kind == "try":
            under_way = (rest[0], rest[1])
        elif kind == "ok":
            marks[rest[0]] = rest[1]
            under_way = None
    return marks, under_way


def marks_in_vault(clinic: SmallClinic) -> Marks:
    """Statuses and texts of notes in a vault opened anew; its audit chain must hold as well."""
    clock = MovableClock()
    vault = factories.vault_service(clinic.folder, clock)
    unlocked = vault.unlock(factories.INTERN, clinic.passphrase)
    try:
        with unlocked.reading() as db:
            assert audit_chain.verify(db).ok
            written = {str(note.id): str(note.draft["response"]) for note in db.scalars(select(Note)) if note.draft}
        rows = AttendanceService(unlocked, clock).room(clinic.session_id).rows
        marked = {str(row.client_id): str(row.status) for row in rows if row.status is not AttendanceStatus.UNMARKED}
        return {**marked, **{note: text for note, text in written.items() if text}}
    finally:
        vault.lock(unlocked)


@pytest.mark.slow
def test_kills_lose_no_acknowledged_mark(clinic: SmallClinic, markers: Markers) -> None:
    moments, expected = random.Random(20261124), Marks()
    total = 0
    for seed in range(TIMES):
        markers.start(seed)
        time.sleep(moments.uniform(0.0, 0.12))
        marks, under_way = acknowledged(markers.kill())
        total += len(marks)
        expected |= marks
        found = marks_in_vault(clinic)
        if under_way is not None and found.get(under_way[0]) == under_way[1]:
            expected[under_way[0]] = under_way[1]
        assert found == expected
    # Enough to say something, whatever the machine is doing besides.
    assert total > TIMES // 5


def test_a_full_disk_is_a_sentence_and_keeps_what_was_marked(clinic: SmallClinic, markers: Markers) -> None:
    markers.start(1, (clinic.folder / "clinic.db").stat().st_size + 60_000)
    lines = markers.lines()
    kind, name, *sentence = lines[-1]
    assert kind == "failed"
    # A file that may not grow is told as a full disk by some systems, as a failed write by others.
    assert name in ("VaultFull", "VaultDisk")
    assert "everything before it is safe" in " ".join(sentence)
    marks, _ = acknowledged(lines)
    assert marks
    assert marks_in_vault(clinic) == marks


def test_a_second_process_never_writes_the_same_vault(clinic: SmallClinic, markers: Markers) -> None:
    markers.start(1)
    with pytest.raises(VaultBusy) as caught:
        factories.vault_service(clinic.folder, MovableClock()).unlock(factories.INTERN, factories.PASSPHRASE)
    assert caught.value.sentence.startswith("The clinic's records are already open in another window.")
    before = markers.told.stat().st_size
    deadline = time.monotonic() + 10
    while markers.told.stat().st_size == before:
        assert time.monotonic() < deadline, "the first process goes on marking"
    marks, under_way = acknowledged(markers.kill())
    assert {key: value for key, value in marks_in_vault(clinic).items() if not under_way or key != under_way[0]} == {
        key: value for key, value in marks.items() if not under_way or key != under_way[0]
    }

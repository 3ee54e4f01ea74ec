"""A clinic after ten years: 8 facilitators, 1,500 clients, 20,000 sessions, 180,000 notes, 500,000 audit entries.

Made once from a demo clinic whose rows are repeated under new keys, always the same, and kept for later runs in the
folder that ``IOP_BENCH_CACHE`` names (a folder in the system's temporary one otherwise). PDFs of the history are cut to
``IOP_TEN_YEARS_PDF`` bytes: whole ones are 108 kB for each co-signed note and make 20 GB, which few machines that run
measurements have room for; 0 keeps them whole. ``IOP_TEN_YEARS`` makes fewer years.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from benchmarks.audit import add_entry
from benchmarks.clinic import remember
from benchmarks.ten_years_history import GroupHistory, Historian, Templates, weekdays
from benchmarks.ten_years_rows import Bulk, Row, row_of, rows_of
from iop_desktop.models import audit_chain
from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.audit_chain import AuditEntry
from iop_desktop.models.triggers import drop_triggers, install_triggers
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.demo import DEMO_PASSPHRASE, make_demo
from iop_desktop.services.people_views import StaffForm
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlocked import Unlocked

SEED, GROUPS = 20261124, 8
_MADE_AT = datetime(2026, 11, 24, 18, tzinfo=UTC)
_PDF_BYTES, _YEARS, _ALL = 4096, 10, 1 << 40
_PART = 200
_FORMAT = 1
_STAFF = ("rkaya", "mvaldez", "tosei", "lhedlund", "nfarah", "jpark")


def ten_years(years: int = 0) -> Path:
    """The folder with the clinic and its facts, made if it is not there yet."""
    years = years or int(os.environ.get("IOP_TEN_YEARS", _YEARS))
    pdf = int(os.environ.get("IOP_TEN_YEARS_PDF", _PDF_BYTES)) or _ALL
    cache = Path(os.environ.get("IOP_BENCH_CACHE", Path(tempfile.gettempdir()) / "iop-desktop-bench-cache"))
    place = cache / f"ten-years-{_FORMAT}-{years}-{pdf}"
    if not (place / "whole").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _make(place, years, pdf)
        (place / "whole").touch()
    return place


def _make(place: Path, years: int, pdf: int) -> None:
    sys.stderr.write(f"making a clinic of {years} years in {place}\n")
    demo = make_demo(
        place / "clinic", DEMO_PASSPHRASE, lambda: _MADE_AT, session_starts_at=_MADE_AT, zone="America/New_York"
    )
    try:
        _add_facilitators(demo.unlocked)
        _grow(demo.unlocked, years, pdf)
    finally:
        demo.unlocked.vault.close()
    remember(place, demo)


def _add_facilitators(unlocked: Unlocked) -> None:
    with unlocked.reading() as db:
        supervisor = row_of(db, "SELECT id FROM staff WHERE roles = 'supervisor'")["id"]
    service = StaffService(unlocked, lambda: _MADE_AT - timedelta(hours=1))
    supervisor_id = next(row.staff_id for row in service.rows() if row.staff_id.hex == supervisor)
    for login in _STAFF:
        form = StaffForm(
            *(login, login[1:].capitalize(), "CADC I", f"A-{login}", "Counselor", frozenset({Role.FACILITATOR})),
            needs_cosignature=True,
            supervisor_id=supervisor_id,
            passphrase=DEMO_PASSPHRASE,
            repeated=DEMO_PASSPHRASE,
        )
        service.add(form)


def _grow(unlocked: Unlocked, years: int, pdf: int) -> None:
    bulk = Bulk(SEED)
    with unlocked.transaction() as db:
        # Signed notes are put under sessions that have them already, which the triggers refuse.
        drop_triggers(db.connection())
        historian = Historian(
            bulk, Templates(db, pdf), row_of(db, "SELECT id FROM staff WHERE roles = 'supervisor'")["id"]
        )
        histories = _histories(db, bulk, historian, years)
        bulk.write(db)
    plan = sorted(
        (start, number, place) for number, each in enumerate(histories) for place, start in enumerate(each.starts)
    )
    for part in range(0, len(plan), _PART):
        with unlocked.transaction() as db:
            for _, number, place in plan[part : part + _PART]:
                historian.session(histories[number], place)
            bulk.write(db)
            _append(db, historian.entries)
            historian.entries.clear()
    with unlocked.transaction() as db:
        install_triggers(db.connection())
    sys.stderr.write(f"{historian.clients} clients, {historian.sessions} sessions, {historian.notes} notes\n")


def _histories(db: Session, bulk: Bulk, historian: Historian, years: int) -> list[GroupHistory]:
    """The demo's groups up to where the demo begins, and new ones up to yesterday."""
    groups = rows_of(db, "SELECT * FROM treatment_group ORDER BY code")
    leads = rows_of(db, "SELECT id FROM staff WHERE roles = 'facilitator' ORDER BY login")
    used = {group["facilitator_id"] for group in groups}
    free = [lead["id"] for lead in leads if lead["id"] not in used]
    first, today = (_MADE_AT - timedelta(days=round(365.25 * years))).date(), _MADE_AT.date()
    found = []
    for number, group in enumerate(groups):
        begun = row_of(
            db, "SELECT min(starts_at) at, min(number) n FROM group_session WHERE group_id = :key", key=group["id"]
        )
        before = date.fromisoformat(begun["at"][:10]) - timedelta(days=1)
        starts = _starts(first, before, number)
        found.append(historian.group(group, starts, begun["n"] - len(starts), lasts=False))
    for number in range(len(groups), GROUPS):
        lead = free[number % len(free)]
        group = _new_group(bulk, groups[0], number, lead)
        found.append(historian.group(group, _starts(first, today - timedelta(days=1), number), 1, lasts=True))
    return found


def _new_group(bulk: Bulk, template: Row, number: int, lead: str) -> Row:
    changes = {"code": f"G{number}", "name": f"Group {number}", "facilitator_id": lead, "cofacilitator_id": None}
    key = bulk.copy("treatment_group", template, _MADE_AT - timedelta(days=3700), **changes)
    return {**template, **changes, "id": key}


def _starts(first: date, last: date, number: int) -> Sequence[datetime]:
    """Each group at an hour of its own."""
    return tuple(_hours(first, last, time(9 + number % 8, tzinfo=UTC)))


def _hours(first: date, last: date, at: time) -> Iterator[datetime]:
    return (datetime.combine(day, at) for day in weekdays(first, last))


def _append(db: Session, entries: Sequence[AuditEntry]) -> None:
    """Put entries at the end of the chain as the program would, in one go."""
    end = audit_chain.head(db)
    assert end is not None
    rows: list[dict[str, object]] = []
    for entry in entries:
        end = add_entry(db, entry, end, rows)
    db.execute(insert(AuditEvent), rows)
    # The trigger that lets the head move one step at a time is away.
    db.execute(update(AuditHead).values(sequence=end.sequence, mac=end.mac))


if __name__ == "__main__":
    print(ten_years())

"""Reading the audit log: who may, what is found, and what leaves as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from iop_desktop.rules.audit_words import AuditKind
from iop_desktop.services import audit_log
from iop_desktop.services.audit_log import AuditLogService
from iop_desktop.services.audit_views import AuditFilter, AuditRow
from iop_desktop.services.clients import ClientService
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.unlocked import Unlocked
from tests.documents.samples import pages_text
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SUPERVISOR
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def reader(as_staff: AsStaff, clock: MovableClock) -> Unlocked:
    """A supervisor, after the intern has opened a chart."""
    unlocked = as_staff(INTERN)
    clients = ClientService(unlocked, clock)
    clients.chart(clients.rows()[0].client_id)
    clock.advance(minutes=5)
    return as_staff(SUPERVISOR)


def rows(reader: Unlocked, clock: MovableClock, **wanted: Any) -> tuple[AuditRow, ...]:
    return AuditLogService(reader, clock).page(AuditFilter(**wanted)).rows


def test_entries_are_told_in_words_newest_first(reader: Unlocked, clock: MovableClock) -> None:
    found = rows(reader, clock)
    assert (found[0].what, found[0].person, found[0].about) == ("Unlocked the records", "Maren Okafor", "")
    assert [row.sequence for row in found] == sorted((row.sequence for row in found), reverse=True)
    opened = next(row for row in found if row.what == "Opened a chart")
    name = ClientService(reader, clock).rows()[0].name
    assert opened.about == name
    assert opened.kind == AuditKind.READING.label


def test_the_log_is_found_by_person_client_kind_and_day(reader: Unlocked, clock: MovableClock) -> None:
    service = AuditLogService(reader, clock)
    people = {name: key for key, name in service.people()}
    client = ClientService(reader, clock).rows()[0].client_id
    today = clock().date()
    by_client = rows(reader, clock, client=client)
    assert "Opened a chart" in [row.what for row in by_client]
    assert [row.what for row in rows(reader, clock, client=client, kind=AuditKind.READING)] == ["Opened a chart"]
    assert {row.person for row in rows(reader, clock, person=people["Dana Whitfield"])} == {"Dana Whitfield"}
    assert rows(reader, clock, kind=AuditKind.DECISIONS) == ()
    assert rows(reader, clock, first=today + timedelta(days=1)) == ()
    assert rows(reader, clock, last=today - timedelta(days=400)) == ()
    assert rows(reader, clock, first=today, last=today)


def test_a_long_log_is_read_by_the_page(reader: Unlocked, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 4)
    service, wanted = AuditLogService(reader, clock), AuditFilter()
    first = service.page(wanted)
    second = service.page(wanted, first.older)
    assert len(first.rows) == len(second.rows) == 4
    assert {row.sequence for row in first.rows}.isdisjoint(row.sequence for row in second.rows)
    pages, older = 2, second.older
    while older is not None:
        pages, older = pages + 1, service.page(wanted, older).older
    assert pages > 2


def test_reading_the_log_is_an_entry_once_for_each_filter(
    reader: Unlocked, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 1)
    service = AuditLogService(reader, clock)
    first = service.page(AuditFilter(kind=AuditKind.UNLOCKING))
    assert first.older is not None
    service.page(AuditFilter(kind=AuditKind.UNLOCKING), first.older)
    monkeypatch.undo()
    found = rows(reader, clock, kind=AuditKind.READING)
    assert [row.what for row in found].count("Read the audit log") == 1


def test_a_facilitator_reads_no_log(as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> None:
    service = AuditLogService(as_staff(INTERN), clock)
    assert not service.may_read
    for work in (
        lambda: service.page(AuditFilter()),
        lambda: service.verify(no_step),
        lambda: service.save_csv(AuditFilter(), tmp_path / "log.csv", no_step),
        lambda: service.save_pdf(AuditFilter(), PASSPHRASE, tmp_path / "log.pdf", no_step),
    ):
        with pytest.raises(NotAllowed):
            work()
    assert not any(tmp_path.glob("log.*"))


def test_the_verdict_is_one_sentence(as_staff: AsStaff, clock: MovableClock) -> None:
    steps: list[int] = []
    verdict = AuditLogService(as_staff(ADMINISTRATOR), clock).verify(lambda done, _whole, _text: steps.append(done))
    assert verdict.ok
    assert verdict.sentence.startswith(f"The audit log is whole: {verdict.entries} entries")
    assert steps == [verdict.entries]


def test_a_table_holds_every_entry_and_no_name_of_a_client(
    reader: Unlocked, clock: MovableClock, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    done = AuditLogService(reader, clock).save_csv(AuditFilter(), file, no_step)
    lines = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert lines[0][0].startswith("The audit log is whole")
    assert lines[1] == ["All entries."]
    assert [int(line[0]) for line in lines[3:-1]] == list(range(len(lines) - 4, 0, -1))
    assert lines[-1][0].startswith("audit-anchor ")
    assert done.message == f"Saved {len(lines) - 4} entries of the audit log."
    assert ClientService(reader, clock).rows()[0].name.split()[-1] not in file.read_text("utf-8-sig")
    assert rows(reader, clock, kind=AuditKind.LEAVING)[0].what == "Saved the audit log as a file"


def test_the_paper_says_verdict_filter_and_counts(reader: Unlocked, clock: MovableClock, tmp_path: Path) -> None:
    file = tmp_path / "log.pdf"
    client = ClientService(reader, clock).rows()[0]
    asked = AuditFilter(client=client.client_id, kind=AuditKind.READING)
    AuditLogService(reader, clock).save_pdf(asked, PASSPHRASE, file, no_step)
    text = " ".join(" ".join(pages_text(file.read_bytes())).split())
    assert "The audit log is whole" in text
    assert "Reading of charts and notes: 1" in text
    assert "Dana Whitfield · Opened a chart" in text
    assert client.name not in text


def test_too_many_entries_are_not_put_on_paper(
    reader: Unlocked, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "MOST_ON_PAPER", 3)
    with pytest.raises(Refused):
        AuditLogService(reader, clock).save_pdf(AuditFilter(), PASSPHRASE, tmp_path / "log.pdf", no_step)
    assert not (tmp_path / "log.pdf").exists()

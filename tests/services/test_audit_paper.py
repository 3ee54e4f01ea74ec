"""A saved log proves itself: by the signature of who saved it, and by the end of the log that it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from iop_desktop.models.audit_chain import Break
from iop_desktop.models.checkpoints import AuditCheckpoint
from iop_desktop.models.clinic import Clinic
from iop_desktop.services.audit import AuditService
from iop_desktop.services.audit_log import AuditLogService
from iop_desktop.services.audit_views import AuditFilter
from iop_desktop.services.errors import UserError
from iop_desktop.services.pdf_check import FileVerdict, check_files
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests.factories import PASSPHRASE, SUPERVISOR
from tests.services.conftest import AsStaff
from tests.services.two_clinics import REVIEWER, TwoClinics
from tests.support.attacks import cut, rewrite
from tests.support.clock import MovableClock


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def reader(as_staff: AsStaff) -> Unlocked:
    return as_staff(SUPERVISOR)


@pytest.fixture
def log(reader: Unlocked, clock: MovableClock) -> AuditLogService:
    return AuditLogService(reader, clock)


def saved(log: AuditLogService, place: Path, form: str) -> Path:
    file = place / f"log.{form}"
    if form == "csv":
        log.save_csv(AuditFilter(), file, no_step)
    else:
        log.save_pdf(AuditFilter(), PASSPHRASE, file, no_step)
    return file


def checked(reader: Unlocked, file: Path) -> FileVerdict:
    """As ``iop-desktop verify`` does, without the records."""
    root = file.parent / "root.der"
    with reader.reading() as db:
        root.write_bytes(db.scalars(select(Clinic.root_certificate)).one())
    (found,) = check_files([file], root)
    return found


def test_the_paper_is_signed_by_who_saves_it(reader: Unlocked, log: AuditLogService, tmp_path: Path) -> None:
    found = checked(reader, saved(log, tmp_path, "pdf"))
    assert found.ok, found.problems
    (signer,) = found.signers
    assert (signer.name, signer.meaning) == ("Maren Okafor", "Saved this part of the audit log")
    with reader.reading() as db:
        assert len(db.scalars(select(AuditCheckpoint.number)).all()) == 1


def test_a_paper_that_was_altered_is_not_valid(reader: Unlocked, log: AuditLogService, tmp_path: Path) -> None:
    file = saved(log, tmp_path, "pdf")
    content = file.read_bytes()
    file.write_bytes(content.replace(b"audit-anchor", b"audit-anchoR", 1))
    assert not checked(reader, file).ok
    file.write_bytes(content + b"\n% more")
    assert not checked(reader, file).ok


def test_nothing_is_saved_with_a_wrong_pass_phrase(log: AuditLogService, tmp_path: Path) -> None:
    with pytest.raises(WrongPassphrase):
        log.save_pdf(AuditFilter(), "not the one", tmp_path / "log.pdf", no_step)
    assert not (tmp_path / "log.pdf").exists()


@pytest.mark.parametrize("form", ["csv", "pdf"])
def test_a_saved_log_finds_out_a_history_that_was_made_anew(
    reader: Unlocked, log: AuditLogService, tmp_path: Path, form: str
) -> None:
    log.page(AuditFilter())
    file = saved(log, tmp_path, form)
    before = AuditService(reader).verify()
    assert log.verify(no_step, file).compared == before.compared + 1
    end = before.entries - (2 if form == "pdf" else 1)
    rewrite(reader, end)
    found = log.verify(no_step, file)
    assert (found.kind, found.at) == (Break.REWRITTEN, end)
    assert "the saved log" in found.problems[0]


def test_a_saved_log_finds_out_an_end_that_was_cut_off(reader: Unlocked, log: AuditLogService, tmp_path: Path) -> None:
    for _ in range(3):
        log.verify(no_step)
    file = saved(log, tmp_path, "csv")
    cut(reader, AuditService(reader).verify().entries - 3)
    assert log.verify(no_step, file).kind is Break.OLDER


def test_a_file_that_is_no_saved_log_of_these_records_is_refused(
    two: TwoClinics, clock: MovableClock, tmp_path: Path
) -> None:
    away = AuditLogService(two.away.unlocked(REVIEWER), clock)
    other = saved(away, tmp_path, "csv")
    notes = tmp_path / "notes.txt"
    notes.write_text("nothing")
    log = AuditLogService(two.home.unlocked(SUPERVISOR), clock)
    for file in (other, notes, tmp_path / "missing.csv"):
        with pytest.raises(UserError) as caught:
            log.verify(no_step, file)
        assert "nothing was checked" in caught.value.sentence

"""``iop-desktop archive``: made by an administrator, verified and opened with the code alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from iop_desktop.models.clinic import Program
from iop_desktop.models.kdf import FLOOR
from iop_desktop.services.vault import VaultService
from tests import factories
from tests.cli.test_backup import Run, folder, result, run, template
from tests.factories import ADMINISTRATOR, PASSPHRASE

__all__ = ["folder", "run", "template"]

WORDS = ("--authority", "42 CFR 424.516(f)", "--keeper", "Priya Nair", "--until", "2099-12-31")


def add_somebody(clinic: Path) -> None:
    service = VaultService(clinic, lambda: datetime.now(UTC), kdf_cost=FLOOR, keyring=lambda: None)
    unlocked = service.unlock(ADMINISTRATOR, PASSPHRASE)
    with unlocked.transaction() as db:
        program = db.scalars(select(Program)).one()
        factories.add_client(db, program.id, date(2026, 11, 1), "MR-1", "Amara", "Okonkwo")
    service.lock(unlocked)


def code_on(sheet: Path) -> str:
    import re

    import pypdfium2

    text = pypdfium2.PdfDocument(sheet)[0].get_textpage().get_text_bounded()
    found = re.search(r"(?:[0-9A-Z]{4}-?\s*){9}", text)
    assert found is not None
    return "".join(found[0].split())


def test_an_archive_is_made_verified_and_opened(run: Run, folder: Path, tmp_path: Path) -> None:
    add_somebody(folder)
    (tmp_path / "out").mkdir()
    sheet = tmp_path / "key.pdf"
    place = ("--data-dir", folder, "--to", tmp_path / "out", "--key-sheet", sheet)
    made = result(run("archive", "make", *place, *WORDS, "--program", "adult iop", "--json"))
    assert made["counts"]["clients"] == 1 and Path(made["label"]).is_file()
    code = code_on(sheet)
    found = result(run("archive", "verify", made["file"], "--json", typed=code))
    assert found["ok"] and found["counts"] == made["counts"]
    assert found["label"].startswith("“Records of Harbor Light Recovery, adult iop required to be maintained under")
    told = run("archive", "open", made["file"], "--to", tmp_path / "open", typed=code)
    assert told.returncode == 0 and "The archive is whole." in told.stdout
    assert "Okonkwo" in (tmp_path / "open/clients/00001/chart.json").read_text(encoding="utf-8")


def test_a_wrong_code_and_a_key_beside_the_archive_are_refused(run: Run, folder: Path, tmp_path: Path) -> None:
    add_somebody(folder)
    place = ("--data-dir", folder, "--to", tmp_path, "--key-sheet", tmp_path / "key.pdf")
    beside = run("archive", "make", *place, *WORDS)
    assert beside.returncode == 2 and "another folder" in beside.stderr
    assert list(tmp_path.glob("archive-*")) == []
    place = ("--data-dir", folder, "--to", tmp_path, "--key-sheet", tmp_path / "missing" / "key.pdf")
    unwritten = run("archive", "make", *place, *WORDS)
    assert unwritten.returncode == 1 and list(tmp_path.glob("archive-*")) == []
    wrong = run("archive", "verify", folder / "clinic.db", typed="nonsense")
    assert wrong.returncode == 1 and wrong.stdout == "" and "key sheet" in wrong.stderr


@pytest.mark.parametrize("program", ["Nothing of the kind"])
def test_a_program_that_is_not_there(run: Run, folder: Path, tmp_path: Path, program: str) -> None:
    place = ("--data-dir", folder, "--to", tmp_path, "--key-sheet", tmp_path / "keys" / "key.pdf")
    done = run("archive", "make", *place, *WORDS, "--program", program)
    assert done.returncode == 2 and "Adult IOP" in done.stderr

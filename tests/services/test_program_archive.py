"""An archive holds the records of a program, opens with its code alone, and shows when it was touched."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from iop_desktop.documents.archive_file import SealedReader, SealedWriter
from iop_desktop.documents.verification import verify_note
from iop_desktop.models.recovery_code import new_code, parse_code
from iop_desktop.services.archive_check import ArchiveRefused, check_archive, open_archive
from iop_desktop.services.archive_views import ArchiveForm, MadeArchive
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.program_archive import INDEX, ProgramArchiveService
from iop_desktop.services.unlocked import Unlocked, load_certificate
from iop_desktop.services.vault import VaultService
from iop_desktop.services.written_file import NotWritten
from tests.e2e.conftest import demo, demo_template
from tests.e2e.held import hold_session
from tests.factories import CHEAP
from tests.services.test_records import limited_file_size
from tests.support.byte_scan import demo_secrets, found_in_clear
from tests.support.clock import MovableClock

__all__ = ["demo", "demo_template"]

FORM = ArchiveForm(None, "Lakeside Recovery Center", "42 CFR 424.516(f)", date(2033, 11, 24), "Petra Lindholm")
WORDS = ("is not as the index", "is missing", "is not in the index", "counts 40")


def quiet(_done: int, _whole: int, _text: str) -> None:
    """No progress is shown."""


@pytest.fixture
def unlocked(demo, clock: MovableClock):  # type: ignore[no-untyped-def]  # the demo clinic, held and signed
    service = VaultService(demo.folder, clock, kdf_cost=CHEAP, keyring=lambda: None)
    hold_session(service, demo, clock)
    opened = service.unlock("plindholm", demo.passphrase)
    yield opened
    service.lock(opened)


@pytest.fixture
def archives(unlocked: Unlocked, clock: MovableClock) -> ProgramArchiveService:
    return ProgramArchiveService(unlocked, clock)


@pytest.fixture
def made(archives: ProgramArchiveService, tmp_path: Path) -> MadeArchive:
    return archives.make(FORM, tmp_path, quiet)


def rewritten(made: MadeArchive, change: Callable[[dict[str, bytes]], None]) -> None:
    """The same archive with other content, sealed with its own code."""
    secret = parse_code(made.code)
    with zipfile.ZipFile(SealedReader(BytesIO(made.path.read_bytes()), secret)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with made.path.open("wb") as stream, SealedWriter(stream, secret) as writer, zipfile.ZipFile(writer, "w") as after:
        for name, content in files.items():
            after.writestr(name, content)


def test_an_archive_holds_everything_and_opens_with_its_code(made: MadeArchive, tmp_path: Path) -> None:
    assert made.counts["clients"] == 40 and made.counts["document"] == 12
    found = check_archive(made.path, made.code.lower().replace("-", " "), quiet)
    assert found.ok and found.counts == made.counts
    assert found.label.startswith("“Records of Lakeside Recovery Center required to be maintained under 42 CFR")
    folder = tmp_path / "open"
    open_archive(made.path, made.code, folder, quiet)
    root = load_certificate((folder / "root-certificate.der").read_bytes())
    documents = sorted(folder.glob("clients/*/*.pdf"))
    assert len(documents) == 12
    verdict = verify_note(documents[0].read_bytes(), [root])
    assert [problem for problem in verdict.problems if "co-sign" not in problem.lower()] == []
    chart = json.loads((documents[0].parent / "chart.json").read_text(encoding="utf-8"))
    assert chart["client"][0]["record_number"].startswith("LRC-")
    assert {"note_version", "attendance_event", "goal", "admission"} <= chart.keys()
    around = json.loads((folder / "around.json").read_text(encoding="utf-8"))
    assert around["group_session"] and "sealed_signing_key" not in around["staff"][0]
    with pytest.raises(NotWritten):
        open_archive(made.path, made.code, folder, quiet)


def test_a_full_disk_leaves_no_records_in_clear(made: MadeArchive, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    with limited_file_size(4096), pytest.raises(NotWritten):
        open_archive(made.path, made.code, folder, quiet)
    assert not folder.exists()
    open_archive(made.path, made.code, folder, quiet)


def test_neither_archive_nor_label_says_who_was_treated_and_the_label_holds_no_key(
    made: MadeArchive, tmp_path: Path
) -> None:
    assert found_in_clear([made.path, made.label_path], demo_secrets()) == []
    label = pdf_text(made.label_path.read_bytes())
    assert "“Records of Lakeside Recovery Center required to be maintained under 42 CFR 424.516(f) until" in label
    assert made.sha256 in label.replace(" ", "")
    first = made.code.split("-")[0]
    assert first not in label and first in pdf_text(made.key_sheet)
    assert "Petra Lindholm" in pdf_text(made.key_sheet)


def pdf_text(content: bytes) -> str:
    import pypdfium2

    return " ".join(
        page.get_textpage().get_text_bounded().replace("\r\n", " ") for page in pypdfium2.PdfDocument(content)
    )


def test_one_program_leaves_the_others_out(archives: ProgramArchiveService, tmp_path: Path) -> None:
    programs = archives.programs()
    counts = [archives.outline(program.program_id).clients for program in programs]
    assert sum(counts) == 40 and all(counts)
    smallest = min(range(len(counts)), key=counts.__getitem__)
    made = archives.make(replace(FORM, program_id=programs[smallest].program_id), tmp_path, quiet)
    assert made.counts["clients"] == counts[smallest]
    everybody = archives.outline(None)
    assert (everybody.clients, everybody.in_treatment) == (40, 36) and everybody.unsigned_notes >= 1


def test_what_was_changed_inside_is_found(made: MadeArchive) -> None:
    def change(files: dict[str, bytes]) -> None:
        pdf = next(name for name in files if name.endswith(".pdf"))
        chart = next(name for name in files if name.endswith("chart.json"))
        files[pdf] += b"x"
        del files[chart]
        files["more.txt"] = b"added"
        index = json.loads(files[INDEX])
        index["clients"].pop()
        files[INDEX] = json.dumps(index).encode()

    rewritten(made, change)
    problems = check_archive(made.path, made.code, quiet).problems
    assert sorted(_word_of(problem) for problem in problems) == sorted(WORDS)
    with pytest.raises(ArchiveRefused):
        open_archive(made.path, made.code, made.path.parent / "open", quiet)


def _word_of(problem: str) -> str:
    return next(words for words in WORDS if words in problem)


def test_a_damaged_file_and_another_code_stay_closed(made: MadeArchive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused):
        check_archive(made.path, "nonsense", quiet)
    for path, code in ((made.path, new_code()), (tmp_path / "none", made.code), (made.label_path, made.code)):
        with pytest.raises(ArchiveRefused):
            check_archive(path, code, quiet)
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(ArchiveRefused):
        check_archive(made.path, made.code, quiet)


def test_a_stop_and_a_place_that_cannot_be_written_leave_nothing(
    archives: ProgramArchiveService, tmp_path: Path
) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, _whole: int, _text: str) -> None:
        if done == 3:
            raise Stop

    with pytest.raises(Stop):
        archives.make(FORM, tmp_path, stop)
    with pytest.raises(NotWritten):
        archives.make(FORM, tmp_path / "missing", quiet)
    with pytest.raises(Refused):
        archives.make(replace(FORM, authority=""), tmp_path, quiet)
    assert list(tmp_path.glob("archive-*")) == []


def test_only_an_administrator_archives(demo, clock: MovableClock, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # the demo clinic
    service = VaultService(demo.folder, clock, kdf_cost=CHEAP, keyring=lambda: None)
    opened = service.unlock(demo.supervisor, demo.passphrase)
    try:
        with pytest.raises(NotAllowed):
            ProgramArchiveService(opened, clock).make(FORM, tmp_path, quiet)
    finally:
        service.lock(opened)

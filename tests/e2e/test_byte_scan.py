"""The demo story walked through in the window: no name, no sentence and no pass phrase lies anywhere in clear."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from iop_desktop import log, paths
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.settings_page import SettingsPage
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session
from tests.support.byte_scan import demo_secrets, files_under, found_in_clear
from tests.support.logs import LogWatch

TYPED = "Came back to the phone call from last week."


@pytest.fixture
def written(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, ...]]:
    """Every folder the program writes to: its home with settings, caches and recent lists, temporary files, its log."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    opened = log.configure(paths.log_dir(), logging.DEBUG)
    yield home, temporary, paths.log_dir(), tmp_path
    opened.close()


def titles() -> list[str]:
    """What window lists and task bars show."""
    return [
        text
        for widget in QApplication.topLevelWidgets()
        for text in (widget.windowTitle(), widget.windowIconText(), widget.windowFilePath())
    ]


def walk(driver: Driver) -> Iterator[None]:
    """Through every page, with typing, copying, a PDF, a failed unlock, and the lock in between."""
    hold_session(driver.program.vault, driver.demo, driver.clock, signed=False)
    driver.unlock(driver.demo.facilitator, "not the right words at all")
    yield
    driver.unlock(driver.demo.facilitator)
    for number in range(1, 8):
        driver.press(f"Alt+{number}")
        driver.settle()
        yield
    driver.press("Alt+3")
    driver.settle()
    driver.page("notes", NotesPage).note_card.form.fields["response"].setFocus()
    driver.press("Ctrl+A")
    driver.write(TYPED)
    driver.press("Ctrl+A", "Ctrl+C")
    driver.settle()
    driver.desk.pdfs.show(driver.desk.services.notes.list(driver.demo.session_id).rows[0].note_id)
    driver.dialog(PdfViewer)
    yield
    driver.dialog(PdfViewer).accept()
    driver.press("Ctrl+,")
    page = driver.page("settings", SettingsPage)
    for number in range(page.parts.count()):
        page.parts.setCurrentIndex(number)
        driver.settle()
    yield
    driver.press("Ctrl+K")
    driver.settle()
    yield
    driver.press("Escape", "Ctrl+L")
    driver.settle()
    yield


def test_nothing_the_program_writes_can_be_read(
    program: Driver, written: tuple[Path, ...], expected_logs: LogWatch
) -> None:
    secrets = (*demo_secrets(), TYPED)
    shown = [title for _ in walk(program) for title in titles()]
    expected_logs.allow("iop_desktop", "a crash")
    try:
        raise ValueError(TYPED)
    except ValueError:
        logging.getLogger("iop_desktop").exception("a crash")
    files = [path for folder in written for path in files_under(folder)]
    assert {"clinic.db", "clinic.vault", log.LOG_NAME} <= {path.name for path in files}
    assert found_in_clear(files, secrets) == []
    assert [title for title in shown if any(secret in title for secret in secrets)] == []
    assert "IOP Desktop" in shown


def test_the_scan_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"xx" + TYPED.encode("utf-16-le"))
    assert found_in_clear(files_under(tmp_path), [TYPED]) == [f"leak: {TYPED}"]

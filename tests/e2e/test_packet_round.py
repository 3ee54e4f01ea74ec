"""A note goes to a supervisor at another laptop and back: a window on each of two vaults, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from iop_desktop.rules.vocabulary import Meaning, NoteState
from iop_desktop.services.pdf_check import check_files
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.review_page import ReviewPage
from iop_desktop.ui.send_dialog import SendDialog
from iop_desktop.ui.sign_dialog import SignDialog
from tests import factories
from tests.e2e.conftest import CHEAP, OpenProgram
from tests.e2e.driver import Driver
from tests.factories import INTERN, PASSPHRASE
from tests.services.two_clinics import REVIEWER, Place, TwoClinics, away_clinic
from tests.support.clock import MovableClock

COMMENT = "Name the coping skill."


@pytest.fixture
def folders(tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two paired clinics, locked; the intern of the first has signed four notes."""
    # The windows of the stories refuse key files that are cheaper to open than their own.
    monkeypatch.setattr(factories, "CHEAP", CHEAP)
    home, away = tmp_path / "home", tmp_path / "away"
    clinic, unlocked = factories.small_clinic(home, clock)
    clinic.vault.lock(unlocked)
    two = TwoClinics(clinic, Place(clinic.vault, clock), Place(away_clinic(away, clock), clock))
    two.sign_notes()
    two.pair()
    two.home.lock()
    two.away.lock()
    return home, away


def unlock(driver: Driver, login: str) -> ReviewPage:
    """Unlock and go to the co-sign page."""
    driver.unlock(login, PASSPHRASE)
    driver.press("Alt+4")
    driver.settle()
    return driver.page("cosign", ReviewPage)


def type_passphrase(driver: Driver) -> None:
    dialog = driver.dialog(PassphraseDialog)
    driver.write(PASSPHRASE)
    driver.press("Return")
    driver.settle()
    assert QApplication.activeModalWidget() is not dialog


def send_two(driver: Driver, file: Path) -> None:
    """The first two of four notes."""
    unlock(driver, INTERN)
    driver.dialogs.path = file
    driver.press("Ctrl+Shift+O")
    dialog = driver.dialog(SendDialog)
    driver.press("End", "Space", "Up", "Space")
    assert len(dialog.chosen) == 2
    driver.press("Tab")
    driver.tab_to("Make packet…")
    driver.press("Space")
    type_passphrase(driver)
    driver.program.window.close()


def decide(driver: Driver, packet: Path, answer: Path) -> None:
    """One note is read and co-signed, the other returned; both go back in one file."""
    page = unlock(driver, REVIEWER)
    driver.dialogs.path = packet
    driver.press("Ctrl+O")
    type_passphrase(driver)
    first = page.queue.rows[0].version_id
    for _ in range(40):
        if next(row for row in page.queue.rows if row.version_id == first).viewed:
            break
        driver.press("Ctrl+Return")
        driver.settle()
    driver.tab_to("Notes waiting for your co-signature")
    driver.press("Home", "Ctrl+Shift+S")
    signing = driver.dialog(SignDialog)
    assert (len(signing.ready), signing.blocked_list.count()) == (1, 0)
    driver.write(PASSPHRASE)
    driver.press("Return")
    driver.settle()
    assert len(page.queue.rows) == 1
    driver.press("Ctrl+R")
    driver.dialog(ReturnDialog)
    driver.write(COMMENT)
    driver.press("Tab")
    driver.tab_to("Return note")
    driver.press("Space")
    driver.settle()
    driver.dialogs.path = answer
    driver.press("Ctrl+Shift+O")
    type_passphrase(driver)
    driver.program.window.close()


def open_answer(driver: Driver, answer: Path) -> None:
    unlock(driver, INTERN)
    driver.dialogs.path = answer
    driver.press("Ctrl+O")
    type_passphrase(driver)
    assert driver.desk.shell.banner.text() == "1 note co-signed, 1 note returned with comments."


def check_round(driver: Driver, folder: Path) -> None:
    """What came back verifies in the vault and as a file; the other note shows its comment."""
    services = driver.desk.services
    rows = services.notes.list(services.sessions.today()[0].session_id).rows
    states = {row.state: row.note_id for row in rows}
    (version,) = services.records.versions(states[NoteState.COMPLETE])
    assert [(one.meaning, one.name) for one in version.signatures] == [
        (Meaning.AUTHOR, "Dana Whitfield"),
        (Meaning.COSIGNED, "Tunde Adeyemi"),
    ]
    assert services.record_check.verify_all().problems == ()
    assert services.notes.open(states[NoteState.RETURNED]).return_comment == COMMENT
    file, root = folder / "note.pdf", folder / "root.pem"
    file.write_bytes(services.records.pdf(version.version_id))
    root.write_bytes(services.records.root_certificate_pem())
    (verdict,) = check_files([file], root)
    assert (verdict.ok, verdict.problems) == (True, ())


def test_a_packet_goes_there_and_back(
    open_program: OpenProgram, folders: tuple[Path, Path], clock: MovableClock, tmp_path: Path
) -> None:
    home, away = folders
    packet, answer = tmp_path / "there.ioppacket", tmp_path / "back.ioppacket"
    send_two(open_program(home), packet)
    clock.advance(hours=3)
    decide(open_program(away), packet, answer)
    clock.advance(hours=3)
    driver = open_program(home)
    open_answer(driver, answer)
    check_round(driver, tmp_path)

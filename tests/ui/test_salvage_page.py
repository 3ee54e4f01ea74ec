"""Salvaging in the window: offered where the records are damaged, and its report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from iop_desktop.app import Program
from iop_desktop.services.front_door import FrontDoor, VaultState
from iop_desktop.ui import paper
from iop_desktop.ui.restore_page import RestorePage
from iop_desktop.ui.salvage_page import ASK, DONE, SalvagePage
from iop_desktop.ui.unlock_page import UnlockPage
from tests import factories
from tests.factories import ADMINISTRATOR, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template
from tests.ui.conftest import Show
from tests.ui.door import Start, settle
from tests.ui.inspection import SIZES, clipped, focused, only, too_small, unnamed
from tests.ui.recorder import RecordedDialogs

__all__ = ["as_staff", "clinic", "clinic_template"]

PAGE = 4096


@pytest.fixture
def damaged(clinic: SmallClinic, as_staff: AsStaff) -> SmallClinic:
    """The small clinic with the page of its staff and that of its clinic torn, so that nobody can unlock it."""
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.vault.raw_connection() as connection:
        names = "('setting', 'alembic_version', 'staff')"
        found = connection.execute(f"SELECT rootpage FROM sqlite_master WHERE name IN {names}").fetchall()
    clinic.vault.lock(unlocked)
    with (clinic.folder / "clinic.db").open("r+b") as file:
        for (page,) in found[:1]:
            file.seek((page - 1) * PAGE + 200)
            file.write(b"\x5a" * 32)
    return clinic


def unlock(program: Program) -> UnlockPage:
    page = only(program.window, UnlockPage)
    page.login.setCurrentText(ADMINISTRATOR)
    QTest.keyClicks(page.passphrase, PASSPHRASE)
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    settle(program)
    return page


def test_damaged_records_are_salvaged_from_the_unlock_page(
    start: Start, damaged: SmallClinic, dialogs: RecordedDialogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (damaged.folder / "clinic.db").read_bytes()
    program = start(damaged.folder)
    door = only(program.window, UnlockPage)
    assert not door.salvage.isVisible()
    unlock(program)
    assert "damaged" in door.error.text()
    assert door.salvage.isVisible()
    assert focused() is door.restore
    QTest.keyClick(door, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    settle(program)
    page = only(program.window, SalvagePage)
    assert page.login.text() == ADMINISTRATOR
    dialogs.path = tmp_path / "salvaged"
    page.choose.click()
    assert focused() is page.secret
    QTest.keyClicks(page.secret, PASSPHRASE)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    settle(program)
    assert page.step == DONE
    text = page.report.toPlainText()
    assert f"rows were read into {tmp_path / 'salvaged'}" in text
    assert "could not be read" in text
    assert FrontDoor(tmp_path / "salvaged").state() is VaultState.READY
    assert (damaged.folder / "clinic.db").read_bytes() == before
    printed: list[tuple[int, str]] = []
    monkeypatch.setattr(paper, "print_pages", lambda pages, _parent, title: printed.append((len(pages), title)))
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settle(program)
    assert printed == [(1, "Salvage report")]
    page.next.click()
    settle(program)
    only(program.window, UnlockPage)


def test_what_cannot_be_done_is_said_and_can_be_tried_again(
    start: Start, damaged: SmallClinic, dialogs: RecordedDialogs, tmp_path: Path
) -> None:
    program = start(damaged.folder)
    only(program.window, UnlockPage).restore.click()
    settle(program)
    only(program.window, RestorePage).salvage.click()
    settle(program)
    page = only(program.window, SalvagePage)
    page.next.click()
    assert "Choose a new or empty folder" in page.error.text()
    page.set_path(damaged.folder, "here")
    page.login.setText(ADMINISTRATOR)
    page.next.click()
    assert "Type the pass phrase" in page.error.text()
    page.secret.setText(PASSPHRASE)
    page.next.click()
    settle(program)
    assert page.step == ASK
    assert "another folder" in page.error.text()
    page.set_path(tmp_path / "out", "out")
    page.secret.setText("not the pass phrase of anybody")
    page.next.click()
    settle(program)
    assert "do not open" in page.error.text()
    assert page.secret.text() == ""
    assert not (tmp_path / "out" / "clinic.db").exists()
    page.back.click()
    settle(program)
    only(program.window, UnlockPage)


def test_a_wrong_pass_phrase_offers_no_salvage(start: Start, clinic: SmallClinic) -> None:
    program = start(clinic.folder)
    page = only(program.window, UnlockPage)
    QTest.keyClicks(page.passphrase, "not the pass phrase of anybody")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    settle(program)
    assert page.error.text()
    assert not page.salvage.isVisible()
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert only(program.window, UnlockPage) is page


@pytest.mark.parametrize("size", SIZES)
def test_everything_has_a_name_and_room(show: Show, size: tuple[int, int]) -> None:
    page = SalvagePage(factories.INTERN)
    show(page, *size)
    acts: list[Callable[[], object]] = [
        lambda: None,
        page.show_work,
        lambda: page.show_report(("4000 rows were read into /somewhere/else",), ("client: 398 kept, 2 lost",) * 30),
        lambda: page.show_error("The disk is full, so the last change could not be kept. Nothing was changed."),
    ]
    for act in acts:
        act()
        QApplication.processEvents()
        assert [*unnamed(page), *clipped(page), *too_small(page)] == []

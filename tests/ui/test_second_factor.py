"""The second factor in the window: turned on in Settings, asked at the door, removed by an administrator."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iop_desktop.app import Program
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.second_factors import SecondFactorService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.invited_dialog import InvitedDialog, InvitedForm
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.second_factor_card import SecondFactorCard
from iop_desktop.ui.second_factor_dialogs import EnrolFactorDialog, RemoveFactorDialog, SpareCodesDialog
from iop_desktop.ui.second_factor_page import SecondFactorPage
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.unlock_page import UnlockPage
from tests import factories
from tests.documents.samples import pages_text
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template
from tests.services.test_recovery import NEW
from tests.services.test_second_factor import code_of, enrol
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.door import Start, settle
from tests.ui.inspection import SIZES, clipped, focused, in_sight, only, too_small, unnamed
from tests.ui.recorder import RecordedDialogs

__all__ = ["as_staff", "clinic", "clinic_template"]


def shown(
    opened: Unlocked, clock: MovableClock, tasks: Tasks, dialogs: RecordedDialogs, show: Show
) -> SecondFactorCard:
    made = SecondFactorCard(SecondFactorService(opened, clock), tasks, dialogs, opened.zone)
    show(made, 940, 120)
    made.refresh()
    assert tasks.wait_idle()
    return made


def give_passphrase(card: SecondFactorCard, tasks: Tasks) -> None:
    asked = only(card, PassphraseDialog)
    QTest.keyClicks(asked.passphrase, PASSPHRASE)
    QTest.keyClick(asked.passphrase, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert not in_sight(card, PassphraseDialog)


def test_turned_on_and_off_by_keyboard(
    as_staff: AsStaff,
    clock: MovableClock,
    tasks: Tasks,
    dialogs: RecordedDialogs,
    show: Show,
    tmp_path: Path,
) -> None:
    opened = as_staff(INTERN)
    card = shown(opened, clock, tasks, dialogs, show)
    assert "is off" in card.how.text()
    assert card.turn_off.isHidden() and card.remove.isHidden()
    QTest.keyClick(card.turn_on, Qt.Key.Key_Space)
    give_passphrase(card, tasks)
    dialog = only(card, EnrolFactorDialog)
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert "Type the code" in dialog.field.error()
    QTest.keyClicks(dialog.code, code_of(dialog.secret.text(), clock, 4))
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert "does not fit" in dialog.error.text()
    dialog.code.clear()
    QTest.keyClicks(dialog.code, code_of(dialog.secret.text(), clock))
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    spares = only(card, SpareCodesDialog)
    assert not spares.ok.isEnabled()
    dialogs.path = tmp_path / "codes.pdf"
    QTest.keyClick(spares.save, Qt.Key.Key_Space)
    assert tasks.wait_idle()
    assert "Recovery codes" in pages_text(dialogs.path.read_bytes())[0]
    QTest.keyClick(spares.kept, Qt.Key.Key_Space)
    QTest.keyClick(spares.ok, Qt.Key.Key_Return)
    assert not in_sight(card, SpareCodesDialog)
    assert card.how.text() == "It is on since November 24, 2026; 10 recovery codes left."
    assert [*unnamed(card), *clipped(card), *too_small(card)] == []
    QTest.keyClick(card.spares, Qt.Key.Key_Space)
    give_passphrase(card, tasks)
    fresh = only(card, SpareCodesDialog)
    QTest.keyClick(fresh.kept, Qt.Key.Key_Space)
    QTest.keyClick(fresh.ok, Qt.Key.Key_Return)
    QTest.keyClick(card.turn_off, Qt.Key.Key_Space)
    give_passphrase(card, tasks)
    assert tasks.wait_idle()
    assert "is off" in card.how.text()


def test_an_administrator_removes_that_of_somebody_else(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tasks: Tasks, dialogs: RecordedDialogs, show: Show
) -> None:
    enrol(as_staff(INTERN), clock)
    opened = as_staff(ADMINISTRATOR)
    card = shown(opened, clock, tasks, dialogs, show)
    QTest.keyClick(card.remove, Qt.Key.Key_Space)
    assert tasks.wait_idle()
    dialog = only(card, RemoveFactorDialog)
    assert dialog.who.currentText() == "Dana Whitfield"
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert "Type your pass phrase" in dialog.field.error()
    QTest.keyClicks(dialog.passphrase, "not the right words")
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert dialog.field.error()
    QTest.keyClicks(dialog.passphrase, PASSPHRASE)
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert not in_sight(card, RemoveFactorDialog)
    assert SecondFactorService(opened, clock).others() == ()
    QTest.keyClick(card.remove, Qt.Key.Key_Space)
    assert tasks.wait_idle()
    assert not only(card, RemoveFactorDialog).ok.isEnabled()


@pytest.fixture
def page(show: Show) -> SecondFactorPage:
    made = SecondFactorPage("dana")
    show(made)
    made.setFocus()
    return made


@pytest.mark.parametrize("size", SIZES)
def test_everything_fits(page: SecondFactorPage, size: tuple[int, int], qtbot: QtBot) -> None:
    page.resize(*size)
    page.show_error("That code does not fit. Nothing is lost: wait for the next one, and see whether the clocks fit.")
    qtbot.wait(1)
    assert page.height() == size[1]
    assert (clipped(page), too_small(page), unnamed(page)) == ([], [], [])


def test_a_wait_counts_down(page: SecondFactorPage, qtbot: QtBot) -> None:
    given: list[str] = []
    page.code_given.connect(given.append)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert "Type the code" in page.error.text()
    page.set_delay(1.4)
    QTest.keyClicks(focused(), "123 456")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert (given, page.unlock.text()) == ([], "Try again in 2 s")
    for _ in range(2):
        page._countdown.timeout.emit()
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert given == ["123 456"]


def test_it_leads_back_by_itself_but_not_while_a_code_is_tried(page: SecondFactorPage, qtbot: QtBot) -> None:
    page.code.setText("123456")
    page._submit()
    with qtbot.assertNotEmitted(page.cancelled):
        page._patience.timeout.emit()
        QTest.keyClick(page, Qt.Key.Key_Escape)
    page.show_error("That code does not fit.")
    with qtbot.waitSignal(page.cancelled):
        page._patience.timeout.emit()


@pytest.fixture
def secret(tmp_path: Path, clock: MovableClock) -> str:
    """A clinic whose administrator has a second factor; its secret."""
    service, made = factories.set_up(tmp_path / "clinic", clock)
    found, _ = enrol(made.unlocked, clock)
    service.lock(made.unlocked)
    clock.advance(minutes=1)
    return found


@pytest.fixture
def door(start: Start, tmp_path: Path, secret: str) -> Program:
    """The window on that clinic, at the unlock page."""
    return start(tmp_path / "clinic")


def asked(door: Program) -> SecondFactorPage:
    door.window.activateWindow()
    settle(door)
    QTest.keyClicks(focused(), PASSPHRASE)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(door)
    found = door.window.findChild(SecondFactorPage)
    assert isinstance(found, SecondFactorPage)
    return found


def test_the_door_opens_with_both(door: Program, secret: str, clock: MovableClock) -> None:
    page = asked(door)
    assert door.window.shell is None
    assert door.front.unlocked is None
    QTest.keyClicks(focused(), "000000")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(door)
    assert "does not fit" in page.error.text()
    QTest.keyClicks(focused(), code_of(secret, clock))
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(door)
    assert door.window.shell is not None
    door.window.lock("test")
    settle(door)
    clock.advance(minutes=1)
    asked(door)
    QTest.keyClicks(focused(), code_of(secret, clock))
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(door)
    assert door.window.shell is not None


def test_back_to_the_pass_phrase(door: Program) -> None:
    page = asked(door)
    QTest.keyClick(page.code, Qt.Key.Key_Escape)
    settle(door)
    assert door.window.findChild(UnlockPage) is not None


def test_after_a_forgotten_pass_phrase_the_code_is_asked_for_as_well(
    start: Start, clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    secret, _ = enrol(as_staff(INTERN), clock)
    unlocked = as_staff(ADMINISTRATOR)
    invited = InvitationService(unlocked, clock).invite_again(clinic.staff[INTERN])
    clinic.vault.lock(unlocked)
    clock.advance(minutes=1)
    door = start(clinic.folder)
    door.window.activateWindow()
    settle(door)
    QTest.keyClick(focused(), Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    settle(door)
    dialog = only(door.window, InvitedDialog)
    dialog.confirmed.emit(InvitedForm(INTERN, invited.code, NEW, NEW))
    settle(door)
    assert not in_sight(door.window, InvitedDialog)
    assert isinstance(door.window.findChild(SecondFactorPage), SecondFactorPage)
    door.window.activateWindow()
    settle(door)
    QTest.keyClicks(focused(), code_of(secret, clock))
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(door)
    assert door.window.shell is not None

"""The recovery kit in Settings and on Today, by keyboard on a real vault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.models.recovery_code import format_code, parse_code
from iop_desktop.models.recovery_sheets import join_sheets
from iop_desktop.services.kits import KitService
from iop_desktop.services.security_notices import SecurityNoticeService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.kit_card import KitCard
from iop_desktop.ui.kit_test_dialog import KitTestDialog
from iop_desktop.ui.new_kit_dialog import NewKitDialog
from iop_desktop.ui.notice_dialog import NoticeDesk, NoticeDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.sheets_dialog import SheetsDialog
from iop_desktop.ui.tasks import Tasks
from tests.documents.samples import pages_text
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template
from tests.services.test_recovery import recover
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.inspection import clipped, in_sight, only, too_small, unnamed
from tests.ui.recorder import RecordedDialogs

__all__ = ["as_staff", "clinic", "clinic_template"]


@pytest.fixture
def opened(as_staff: AsStaff) -> Unlocked:
    return as_staff(ADMINISTRATOR)


@pytest.fixture
def card(opened: Unlocked, clock: MovableClock, tasks: Tasks, dialogs: RecordedDialogs, show: Show) -> KitCard:
    return shown(opened, clock, tasks, dialogs, show)


def shown(opened: Unlocked, clock: MovableClock, tasks: Tasks, dialogs: RecordedDialogs, show: Show) -> KitCard:
    made = KitCard(KitService(opened, clock), tasks, dialogs, opened.zone, clock)
    show(made, 900, 300)
    made.refresh()
    assert tasks.wait_idle()
    return made


def kit_opens(opened: Unlocked, code: str) -> bool:
    try:
        opened.doorkeeper.key_file().unlock_with_recovery(code).wipe()
    except Exception as error:  # noqa: BLE001  # whatever it is, the code does not open
        assert type(error).__name__ == "WrongPassphrase"
        return False
    return True


def test_the_card_says_how_the_kit_stands(card: KitCard, clinic: SmallClinic) -> None:
    assert card.tested.text() == "Made November 24, 2026, not tested yet"
    assert card.state.text() == "Valid"
    assert card.only.isHidden()
    assert [*unnamed(card), *clipped(card), *too_small(card)] == []


def test_others_look_on(
    as_staff: AsStaff, clock: MovableClock, tasks: Tasks, dialogs: RecordedDialogs, show: Show
) -> None:
    clock.advance(days=366)
    card = shown(as_staff(INTERN), clock, tasks, dialogs, show)
    assert card.only.text() == "Only an administrator tests or replaces the recovery kit."
    assert not card.test.isEnabled()
    assert not card.renew.isEnabled()
    assert card.state.text() == "Test is due"


def test_a_test_by_keyboard(card: KitCard, clinic: SmallClinic, opened: Unlocked, tasks: Tasks) -> None:
    QTest.keyClick(card.test, Qt.Key.Key_Space)
    dialog = only(card, KitTestDialog)
    QTest.keyClicks(dialog.code, clinic.recovery_code[:-3])
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert "typing mistake" in dialog.field.error()
    dialog.code.clear()
    QTest.keyClicks(dialog.code, format_code(bytes(20)))
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert "does not open" in dialog.field.error()
    dialog.code.clear()
    QTest.keyClicks(dialog.code, clinic.recovery_code)
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert not in_sight(card, KitTestDialog)
    assert card.tested.text().endswith("last tested November 24, 2026")
    assert kit_opens(opened, clinic.recovery_code)


def test_a_new_kit_by_keyboard(
    card: KitCard, clinic: SmallClinic, opened: Unlocked, tasks: Tasks, dialogs: RecordedDialogs, tmp_path: Path
) -> None:
    QTest.keyClick(card.renew, Qt.Key.Key_Space)
    asked = only(card, PassphraseDialog)
    QTest.keyClicks(asked.passphrase, PASSPHRASE)
    QTest.keyClick(asked.passphrase, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    dialog = only(card, NewKitDialog)
    code = "-".join(label.text() for label in dialog.recovery._groups)
    dialogs.path = tmp_path / "kit.pdf"
    QTest.keyClick(dialog.recovery.save, Qt.Key.Key_Space)
    assert tasks.wait_idle()
    assert dialogs.path.read_bytes().startswith(b"%PDF")
    assert not dialog.ok.isEnabled()
    assert not kit_opens(opened, code)
    QTest.keyClick(dialog.recovery.kept, Qt.Key.Key_Space)
    QTest.keyClick(dialog.ok, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert not in_sight(card, NewKitDialog)
    assert kit_opens(opened, code)
    assert not kit_opens(opened, clinic.recovery_code)


def test_three_sheets_are_saved_with_who_keeps_which(
    card: KitCard, opened: Unlocked, tasks: Tasks, dialogs: RecordedDialogs, tmp_path: Path
) -> None:
    card._ask_passphrase()
    only(card, PassphraseDialog).confirmed.emit(PASSPHRASE)
    assert tasks.wait_idle()
    dialog = only(card, NewKitDialog)
    code = "-".join(label.text() for label in dialog.recovery._groups)
    texts = []
    for name in ("first", "again"):
        QTest.keyClick(dialog.recovery.sheets, Qt.Key.Key_Space)
        asked = only(dialog, SheetsDialog)
        QTest.keyClick(asked.save, Qt.Key.Key_Space)
        assert "Write down who keeps it" in asked.keepers[0].error()
        for row, keeper in zip(asked.keepers, ("Priya Nair", "Maren Okafor", "The bank"), strict=True):
            QTest.keyClicks(row.field, keeper)
        dialogs.path = tmp_path / f"{name}.pdf"
        QTest.keyClick(asked.save, Qt.Key.Key_Space)
        assert tasks.wait_idle()
        assert not in_sight(dialog, SheetsDialog)
        texts.append(pages_text(dialogs.path.read_bytes()))
    assert texts[0] == texts[1], "sheets that were printed and saved fit together"
    words = [" ".join(re.findall(r"\d+\. ([a-z]{4,8})\b", page)) for page in texts[0]]
    assert join_sheets(words[1:]) == parse_code(code)


def test_a_kit_that_is_not_put_away_changes_nothing(
    card: KitCard, clinic: SmallClinic, opened: Unlocked, tasks: Tasks
) -> None:
    card._ask_passphrase()
    asked = only(card, PassphraseDialog)
    asked.confirmed.emit(PASSPHRASE)
    assert tasks.wait_idle()
    dialog = only(card, NewKitDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not in_sight(card, NewKitDialog)
    assert kit_opens(opened, clinic.recovery_code)


def test_a_notice_is_marked_as_seen(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tasks: Tasks, show: Show, qtbot: QtBot
) -> None:
    recover(clinic, INTERN)
    opened = as_staff(SUPERVISOR)
    service = SecurityNoticeService(opened, clock)
    (notice,) = service.rows()
    window = QWidget()
    show(window)
    desk = NoticeDesk(service, tasks, window)
    desk.ask(notice.notice_id)
    assert tasks.wait_idle()
    dialog = only(window, NoticeDialog)
    QTest.keyClick(dialog.ok, Qt.Key.Key_Return)
    assert tasks.wait_idle()
    assert service.rows() == ()
    desk.ask(notice.notice_id)
    assert tasks.wait_idle()
    assert not in_sight(window, NoticeDialog)


def test_who_did_it_is_told_that_somebody_else_marks_it(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tasks: Tasks, show: Show
) -> None:
    recover(clinic, SUPERVISOR, PASSPHRASE)
    (notice,) = SecurityNoticeService(as_staff(SUPERVISOR), clock).rows()
    window = QWidget()
    show(window)
    dialog = NoticeDialog(notice, window)
    dialog.open()
    assert not dialog.ok.isEnabled()
    assert [*unnamed(dialog), *clipped(dialog), *too_small(dialog)] == []

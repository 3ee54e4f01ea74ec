"""Pairing, packets and answers in the real window, with the other clinic's vault beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from iop_desktop.services.bundle import services_of
from iop_desktop.services.packet_views import CardFile
from iop_desktop.ui.packet_desk import NOTHING_DUE
from iop_desktop.ui.partner_dialogs import CardDialog, RevokeDialog, TrustDialog, UntilDialog
from iop_desktop.ui.partners_tab import PartnersTab
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.review_page import ReviewPage
from iop_desktop.ui.send_dialog import SendDialog
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.sign_dialog import SignDialog
from tests import factories
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session
from tests.factories import PASSPHRASE
from tests.services.two_clinics import AWAY_ADMINISTRATOR, REVIEWER, Place, away_clinic, clinic_of_an_author
from tests.support.clock import MovableClock

ADMINISTRATOR = "plindholm"


@pytest.fixture
def away(tmp_path: Path, clock: MovableClock) -> Iterator[Place]:
    """The vault of a clinic with a supervisor."""
    place = Place(away_clinic(tmp_path / "away", clock), clock)
    yield place
    place.lock()


@pytest.fixture
def author_elsewhere(tmp_path: Path, clock: MovableClock) -> Iterator[Place]:
    """The vault of a clinic whose intern has signed four notes."""
    with clinic_of_an_author(tmp_path / "elsewhere", clock) as place:
        yield place


def card_at_home(driver: Driver, login: str) -> CardFile:
    """A card of somebody of the demo clinic, made while the window is locked."""
    vault = driver.program.vault
    unlocked = vault.unlock(login, driver.demo.passphrase)
    card = services_of(unlocked, driver.clock).partners.my_card(driver.demo.passphrase)
    vault.lock(unlocked)
    return card


def trust_at_home(driver: Driver, card: CardFile) -> None:
    """The demo clinic's administrator trusts a card."""
    vault = driver.program.vault
    unlocked = vault.unlock(ADMINISTRATOR, driver.demo.passphrase)
    services_of(unlocked, driver.clock).partners.trust(card.content, card.fingerprint)
    vault.lock(unlocked)


def type_passphrase(driver: Driver) -> None:
    """Give the pass phrase in the dialog that asks for it."""
    dialog = driver.dialog(PassphraseDialog)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.settle()
    assert QApplication.activeModalWidget() is not dialog


def settings(driver: Driver, login: str) -> SettingsPage:
    driver.unlock(login)
    driver.press("Ctrl+,")
    driver.settle()
    page = driver.page("settings", SettingsPage)
    page.parts.show_part(PartnersTab)
    driver.settle()
    return page


def test_an_administrator_trusts_a_card_they_heard(program: Driver, away: Place, tmp_path: Path) -> None:
    card = away.services(REVIEWER).partners.my_card(PASSPHRASE)
    picture = tmp_path / "card.png"
    picture.write_bytes(card.picture)
    tab = settings(program, ADMINISTRATOR).parts.part(PartnersTab)
    program.dialogs.path = picture
    program.click(tab.trust)
    program.settle()
    dialog = program.dialog(TrustDialog)
    words = " ".join(each.text() for each in dialog.findChildren(QLabel))
    assert "Tunde Adeyemi, PhD, LPC-S" in words and "Bright Water Counseling" in words
    assert card.fingerprint not in words
    program.write(card.fingerprint[:-1])
    program.press("Return")
    program.settle()
    assert "does not match this card" in dialog.error.text()
    program.write(card.fingerprint[-1])
    program.press("Return")
    program.settle()
    assert [row.name for row in tab._model.rows] == ["Tunde Adeyemi"]

    program.click(tab.until)
    ending = program.dialog(UntilDialog)
    program.press("Space")
    assert ending.until.isEnabled()
    program.click(ending.ok)
    program.settle()
    assert tab._model.rows[0].credential_until is not None

    program.click(tab.revoke)
    program.dialog(RevokeDialog)
    program.write("Laptop lost.")
    program.press("Return")
    program.settle()
    assert tab._model.rows[0].revoke_reason == "Laptop lost."
    assert not tab.revoke.isEnabled()


def test_everybody_has_a_card(program: Driver, tmp_path: Path) -> None:
    tab = settings(program, program.demo.facilitator).parts.part(PartnersTab)
    assert not tab.trust.isEnabled() and not tab.revoke.isEnabled()
    program.click(tab.my_card)
    dialog = program.dialog(PassphraseDialog)
    program.press("Return")
    assert dialog.field.error()
    program.write("not the pass phrase")
    program.press("Return")
    program.settle()
    assert dialog.isVisible() and dialog.field.error()
    program.until(dialog.ok.isEnabled)
    type_passphrase(program)
    shown = program.dialog(CardDialog)
    program.dialogs.path = tmp_path / "my.iopcard"
    program.click(shown.save_file)
    program.settle()
    assert services_of(program.unlocked, program.clock).partners.read(tmp_path / "my.iopcard").fingerprint == (
        shown.fingerprint.text()
    )
    program.press("Escape")


def test_an_author_sends_notes_and_opens_the_answer(program: Driver, away: Place, tmp_path: Path) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    trust_at_home(program, away.services(REVIEWER).partners.my_card(PASSPHRASE))
    card = card_at_home(program, program.demo.facilitator)
    away.services(AWAY_ADMINISTRATOR).partners.trust(card.content, card.fingerprint)
    program.unlock(program.demo.facilitator)
    program.press("Alt+4")
    program.settle()
    program.press("Ctrl+Shift+O")
    dialog = program.dialog(SendDialog)
    assert len(dialog.chosen) == 12
    program.press("Space")
    assert len(dialog.chosen) == 11
    program.dialogs.path = file = tmp_path / "away.ioppacket"
    program.click(dialog.ok)
    type_passphrase(program)
    assert "11 notes sealed" in program.desk.shell.banner.text()

    packet = away.services(REVIEWER).packet_inbox.open(file.read_bytes(), PASSPHRASE)
    reviews = away.services(REVIEWER).reviews.packets
    items = [row.version_id for row in reviews.queue()]
    for item in items[:2]:
        reviews.mark_viewed(item)
    reviews.cosign(items[:2], PASSPHRASE)
    reviews.return_note(items[2], "Name the coping skill.")
    answer = away.services(REVIEWER).packet_inbox.answer(packet.packet_id, PASSPHRASE)
    file.write_bytes(answer.content)
    program.press("Ctrl+O")
    type_passphrase(program)
    assert "2 notes co-signed, 1 note returned with comments." in program.desk.shell.banner.text()
    program.press("Ctrl+O")
    again = program.dialog(PassphraseDialog)
    program.write(program.demo.passphrase)
    program.press("Return")
    program.settle()
    assert "counts once" in again.field.error()
    program.press("Escape")


def with_packet(driver: Driver, author: Place, folder: Path) -> ReviewPage:
    """The demo's supervisor is on the co-sign page; a packet of four notes lies in a file."""
    card = card_at_home(driver, driver.demo.supervisor)
    author.services(factories.ADMINISTRATOR).partners.trust(card.content, card.fingerprint)
    trust_at_home(driver, author.services(factories.INTERN).partners.my_card(PASSPHRASE))
    packets = author.services(factories.INTERN).packets
    versions: list[UUID] = [row.version_id for row in packets.sendable()]
    made = packets.make(packets.supervisors()[0].partner_id, versions, PASSPHRASE)
    driver.dialogs.path = folder / "in.ioppacket"
    driver.dialogs.path.write_bytes(made.content)
    driver.unlock(driver.demo.supervisor)
    driver.press("Alt+4")
    driver.settle()
    return driver.page("cosign", ReviewPage)


def test_a_supervisor_reviews_a_packet_and_answers(program: Driver, author_elsewhere: Place, tmp_path: Path) -> None:
    page = with_packet(program, author_elsewhere, tmp_path)
    before = len(page.queue.rows)
    program.press("Ctrl+Shift+O")
    program.settle()
    assert program.dialogs.asked[-1] == NOTHING_DUE
    program.press("Ctrl+O")
    type_passphrase(program)
    sent = [row for row in page.queue.rows if row.clinic]
    assert (len(sent), len(page.queue.rows)) == (4, before + 4)
    assert "Harbor Light Recovery" in page.queue.view.items[-1].line

    page.queue.view.select(sent[0].version_id)
    program.settle()
    assert page.packet.isVisible() and not page.review.isVisible() and not page.fidelity.isVisible()
    presses = 0
    while not next(row for row in page.queue.rows if row.version_id == sent[0].version_id).viewed:
        assert presses < 40
        program.press("Ctrl+Return")
        program.settle()
        presses += 1
    assert presses >= 1, "a note that does not fit the window is not read before it was scrolled"
    page.queue.view.select(sent[0].version_id)
    program.settle()
    program.press("Ctrl+Shift+S")
    dialog = program.dialog(SignDialog)
    dialog.sign_with(program.demo.passphrase)
    program.settle()
    assert sent[0].version_id not in [row.version_id for row in page.queue.rows]

    page.queue.view.select(sent[1].version_id)
    program.settle()
    program.press("Ctrl+R")
    program.dialog(ReturnDialog).comment.setPlainText("Name the coping skill.")
    program.dialog(ReturnDialog)._send_button.click()
    program.settle()
    assert len([row for row in page.queue.rows if row.clinic]) == 2

    program.dialogs.path = answer = tmp_path / "out.ioppacket"
    program.press("Ctrl+Shift+O")
    program.settle()
    type_passphrase(program)
    applied = author_elsewhere.services(factories.INTERN).packet_answers.apply(answer.read_bytes(), PASSPHRASE)
    assert (len(applied.cosigned), len(applied.returned)) == (1, 1)


def test_the_page_follows_a_packet_that_is_read_beside_own_notes(
    program: Driver, author_elsewhere: Place, tmp_path: Path
) -> None:
    page = with_packet(program, author_elsewhere, tmp_path)
    program.press("Ctrl+O")
    type_passphrase(program)
    assert page.queue.view.hasFocus() or page.isVisible()
    item = page.queue.rows[0].version_id
    page.queue.view.select(item)
    program.settle()
    assert page.packet.preview.focusPolicy() == Qt.FocusPolicy.StrongFocus
    page.refresh()
    program.settle()
    assert page._item is not None and page._item.item_id == item
    program.press("Ctrl+P")
    program.settle()
    assert QApplication.activeModalWidget() is None

"""What holds for each dialog and each part of Settings: names, room, a first place for the keyboard, a way out."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from iop_desktop.rules.break_glass import GlassKind
from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.amendment_views import RequestForm
from iop_desktop.services.glass_views import GlassForm
from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.amendment_dialogs import RequestDialog
from iop_desktop.ui.audit_tab import AuditTab
from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.paper_settings import PaperSettings
from iop_desktop.ui.partner_dialogs import CardDialog
from iop_desktop.ui.partners_tab import PartnersTab
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.phrases_dialog import PhrasesDialog
from iop_desktop.ui.privacy_tab import PrivacyTab
from iop_desktop.ui.retention_tab import RetentionTab
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.settings_parts import CredentialsPart
from iop_desktop.ui.staff_tab import StaffTab
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session
from tests.ui.dialog_walk import faults_of, scenes_in, small, walk
from tests.ui.inspection import SIZES, out_of_order

__all__ = ["small"]
Part = TypeVar("Part", bound=QWidget)
ADMINISTRATOR = "plindholm"


def signed(driver: Driver, login: str, page: str) -> None:
    """Somebody looks at a page after the session was held and signed."""
    hold_session(driver.program.vault, driver.demo, driver.clock)
    driver.clock.advance(days=1)
    driver.unlock(login)
    driver.desk.shell.go(page)
    driver.settle()


def cosign(driver: Driver) -> CosignPage:
    signed(driver, driver.demo.supervisor, "cosign")
    return driver.page("cosign", CosignPage)


def unsigned(driver: Driver) -> NotesPage:
    hold_session(driver.program.vault, driver.demo, driver.clock, signed=False)
    driver.unlock(driver.demo.facilitator)
    driver.desk.open_notes(driver.demo.session_id)
    driver.settle()
    return driver.page("notes", NotesPage)


def settings(driver: Driver, login: str, kind: type[Part]) -> Part:
    signed(driver, login, "settings")
    part = driver.page("settings", SettingsPage).parts.show_part(kind)
    driver.settle()
    return part


def _sign_all(driver: Driver) -> None:
    unsigned(driver)
    driver.press("Ctrl+Shift+A")


def _not_ready(driver: Driver) -> None:
    page = unsigned(driver)
    page.note_card.form.fields["response"].setPlainText("")
    page.list_card.view.go_to(2)
    driver.settle()
    page.note_card.form.fields["plan"].setPlainText("Practice ‹skill›.")
    driver.press("Ctrl+Shift+A")


def _group_part(driver: Driver) -> None:
    unsigned(driver)
    driver.press("Ctrl+G")


def _contact(driver: Driver) -> None:
    unsigned(driver)
    driver.press("Ctrl+N")


def _phrases(driver: Driver) -> None:
    unsigned(driver)
    driver.press("Ctrl+Shift+F")


def _new_phrase(driver: Driver) -> None:
    _phrases(driver)
    driver.dialog(PhrasesDialog)
    driver.press("Ctrl+N")


def _words(driver: Driver) -> None:
    _phrases(driver)
    driver.dialog(PhrasesDialog).words_asked.emit()


def _cosign_all(driver: Driver) -> None:
    cosign(driver)
    driver.press("Ctrl+Return", "Ctrl+Shift+S")


def _remark(driver: Driver) -> None:
    page = cosign(driver)
    page.review.preview.setTextCursor(page.review.preview.document().find("Place"))
    driver.press("Ctrl+M")


def _return(driver: Driver) -> None:
    cosign(driver)
    driver.press("Ctrl+R")


def _fidelity(driver: Driver) -> None:
    cosign(driver)
    driver.press("Ctrl+F")
    driver.settle()
    driver.click(driver.button("Over time"))


def _thread(driver: Driver) -> None:
    cosign(driver)
    driver.press("Ctrl+T")


def _addendum(driver: Driver) -> None:
    page = cosign(driver)
    driver.desk.after.begin(page.queue.rows[0].note_id)


def _correction(driver: Driver) -> None:
    page = cosign(driver)
    driver.desk.after.begin(page.queue.rows[0].note_id, NoteKind.CORRECTION)


def _error(driver: Driver) -> None:
    page = cosign(driver)
    driver.desk.after.begin(page.queue.rows[0].note_id, NoteKind.ERROR)


def _pdf(driver: Driver) -> None:
    cosign(driver)
    driver.press("Ctrl+P")


def _client(driver: Driver) -> tuple[UUID, UUID]:
    row = cosign(driver).queue.rows[0]
    found = next(each for each in driver.desk.services.clients.rows() if each.name == row.client_name)
    return found.client_id, row.note_id


def _log_request(driver: Driver) -> None:
    client_id, _note_id = _client(driver)
    driver.desk.after.log_request(client_id)


def _request(driver: Driver) -> None:
    client_id, note_id = _client(driver)
    form = RequestForm(client_id, "I was on time that day.", driver.clock().date(), note_id)
    driver.desk.services.amendments.log(form)
    driver.desk.open_member(client_id)
    driver.settle()
    (request,) = driver.desk.services.amendments.of_client(client_id)
    driver.desk.after.show_request(request.request_id)


def _glass(driver: Driver) -> None:
    driver.unlock(driver.demo.facilitator)
    driver.desk.shell.go("members")
    driver.settle()
    driver.press("Ctrl+Shift+F")


def _verdict(driver: Driver) -> None:
    client_id, _note_id = _client(driver)
    driver.lock()
    driver.unlock(ADMINISTRATOR)
    reason = GlassForm(GlassKind.AUDIT, "Looked at for the yearly review of records")
    driver.desk.services.break_glass.open(client_id, reason)
    driver.lock()
    driver.unlock(driver.demo.supervisor)
    driver.desk.shell.go("settings")
    page = driver.page("settings", SettingsPage)
    page.show_part(NeedKind.GLASS)
    driver.settle()
    driver.click(page.parts.part(AuditTab).openings.review)


def _deny(driver: Driver) -> None:
    _request(driver)
    driver.click(driver.dialog(RequestDialog).step_buttons[AmendmentStep.DENIED])


def _accept(driver: Driver) -> None:
    _request(driver)
    driver.click(driver.dialog(RequestDialog).step_buttons[AmendmentStep.ACCEPTED])


def _send(driver: Driver) -> None:
    signed(driver, driver.demo.facilitator, "cosign")
    driver.press("Ctrl+Shift+O")


def _my_card(driver: Driver) -> None:
    driver.click(settings(driver, driver.demo.facilitator, PartnersTab).my_card)
    driver.dialog(PassphraseDialog)


def _card(driver: Driver) -> None:
    _my_card(driver)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), CardDialog))


def _new_staff(driver: Driver) -> None:
    driver.click(settings(driver, ADMINISTRATOR, StaffTab).add)


def _change_staff(driver: Driver) -> None:
    driver.click(settings(driver, ADMINISTRATOR, StaffTab).change)


def _leaves(driver: Driver) -> None:
    staff = settings(driver, ADMINISTRATOR, StaffTab)
    staff.table.go_to(1)
    driver.click(staff.leave)


def _rule(driver: Driver) -> None:
    driver.click(settings(driver, ADMINISTRATOR, CredentialsPart).policy.add)


def _discharge(driver: Driver) -> None:
    signed(driver, driver.demo.facilitator, "members")
    driver.press("Ctrl+Shift+D")


def _retention_tool(driver: Driver, tool: str) -> None:
    driver.click(getattr(settings(driver, ADMINISTRATOR, RetentionTab), tool))


def _hold(driver: Driver) -> None:
    _retention_tool(driver, "hold")


def _period(driver: Driver) -> None:
    _retention_tool(driver, "period")


def _look_up(driver: Driver) -> None:
    _retention_tool(driver, "look_up")


def _archive(driver: Driver) -> None:
    _retention_tool(driver, "archive")


def _erase(driver: Driver) -> None:
    _retention_tool(driver, "erase")


SCENES = scenes_in(globals())


@pytest.mark.parametrize("name", SCENES)
def test_a_dialog_can_be_read_reached_and_left(small: Driver, name: str) -> None:
    walk(small, SCENES[name])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("login", ["facilitator", "supervisor", "administrator"])
def test_every_part_of_settings(program: Driver, login: str, size: tuple[int, int]) -> None:
    program.program.window.resize(*size)
    who = {"facilitator": program.demo.facilitator, "supervisor": program.demo.supervisor}.get(login, ADMINISTRATOR)
    settings(program, who, StaffTab)
    page, faults = program.page("settings", SettingsPage), {}
    for number in range(page.parts.count()):
        page.parts.setCurrentIndex(number)
        program.settle()
        part = page.parts.currentWidget()
        faults[page.parts.tabText(number)] = [*faults_of(part), *out_of_order(part)]
    assert {tab: found for tab, found in faults.items() if found} == {}
    assert program.program.window.width() == size[0]


def test_the_parts_of_settings_are_walked_through_by_keyboard(program: Driver) -> None:
    settings(program, ADMINISTRATOR, PrivacyTab)
    page = program.page("settings", SettingsPage)
    page.focus_first()
    assert page.parts.list.hasFocus()
    program.press("Ctrl+Tab")
    assert page.parts.currentIndex() == 0
    program.press("Down")
    assert page.parts.currentWidget() is page.parts.part(PaperSettings)
    program.press("Ctrl+PgUp", "End")
    assert page.parts.currentWidget() is page.parts.part(PrivacyTab)
    program.press("Home")
    assert page.parts.currentIndex() == 0
    program.press("Ctrl+Shift+Tab")
    assert page.parts.currentWidget() is page.parts.part(PrivacyTab)
    page.parts.setCurrentIndex(0)
    page.focus_first()
    assert page.groups.hasFocus()


def test_a_table_without_rows_says_so(program: Driver) -> None:
    partners = settings(program, ADMINISTRATOR, PartnersTab)
    parts = program.page("settings", SettingsPage).parts
    credentials, staff = parts.show_part(CredentialsPart), parts.show_part(StaffTab)
    program.settle()
    for table in (partners.table, credentials.policy.table):
        assert "yet" in table.accessibleName()
    assert staff.table.accessibleName() == "Staff"

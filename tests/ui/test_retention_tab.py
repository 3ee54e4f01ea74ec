"""The list of charts and their days in the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.retention import ChartStanding
from iop_desktop.services.disposal_views import DisposalOutline
from iop_desktop.ui.archive_desk import SAVED
from iop_desktop.ui.archive_dialogs import NOT_KEPT, ArchiveDialog, KeyDialog
from iop_desktop.ui.disposal_desk import LookUpDialog, _meaning
from iop_desktop.ui.erasure_desk import LAST
from iop_desktop.ui.erasure_dialog import ErasureDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.retention_dialogs import ChartPeriodDialog, PeriodDialog, ReasonDialog
from iop_desktop.ui.retention_tab import RetentionTab
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.welcome_page import WelcomePage
from tests.e2e.driver import Driver
from tests.ui.inspection import clipped, too_small, unnamed

ADMINISTRATOR = "plindholm"


def end_long_ago(program: Driver, number: int = 0) -> str:
    """Somebody of the demo clinic was discharged in 2010. Returns the record number."""
    vault = program.program.vault
    unlocked = vault.unlock(ADMINISTRATOR, program.demo.passphrase)
    with unlocked.transaction() as db:
        client = db.scalars(select(Client).order_by(Client.record_number)).all()[number]
        for admission in db.scalars(select(Admission).where(Admission.client_id == client.id)):
            admission.admitted_on, admission.discharged_on = date(2010, 1, 1), date(2010, 6, 1)
        record_number = client.record_number
    vault.lock(unlocked)
    return record_number


def retention(program: Driver, login: str) -> RetentionTab:
    program.unlock(login)
    program.press("Ctrl+,")
    program.settle()
    tab = program.page("settings", SettingsPage).parts.show_part(RetentionTab)
    program.settle()
    return tab


def test_an_administrator_holds_a_chart_and_lifts_the_hold(program: Driver) -> None:
    number = end_long_ago(program)
    tab = retention(program, ADMINISTRATOR)
    assert [*unnamed(tab), *clipped(tab), *too_small(tab)] == []
    tab.list.shown.setCurrentText(ChartStanding.DUE.label)
    assert tab.list.count.text() == "1 chart"
    tab.list.table.setFocus()
    program.press("H")
    program.dialog(ReasonDialog)
    program.write("Subpoena of March 3")
    program.press("Return")
    program.settle()
    tab.list.shown.setCurrentText(ChartStanding.HELD.label)
    chosen = tab.list.chosen
    assert chosen is not None and chosen.record_number == number and tab.hold.text() == "Lift hold…"
    tab.hold.click()
    dialog = program.dialog(ReasonDialog)
    program.press("Return")
    program.settle()
    assert "Write the reason" in dialog.error.text()
    program.write("Case closed")
    program.press("Return")
    program.settle()
    assert tab.list.chosen is None


def test_one_chart_is_kept_longer_by_keyboard(program: Driver) -> None:
    number = end_long_ago(program)
    tab = retention(program, ADMINISTRATOR)
    tab.list.shown.setCurrentText(ChartStanding.DUE.label)
    tab.list.table.setFocus()
    program.press("Y")
    dialog = program.dialog(ChartPeriodDialog)
    assert dialog.windowTitle() == f"How long record {number} is kept"
    assert [*unnamed(dialog), *clipped(dialog), *too_small(dialog)] == []
    assert dialog.years.text() == "7, as every chart"
    dialog.years.setValue(30)
    program.press("Return")
    program.settle()
    assert "Write the reason" in dialog.error.text()
    dialog.reason.setText("Settlement of 2010")
    program.press("Return")
    program.settle()
    tab.list.shown.setCurrentText("All charts")
    rows = [row for row in program.desk.services.retention.rows() if row.period]
    assert [(row.record_number, row.kept_until) for row in rows] == [(number, date(2040, 6, 1))]


def test_the_buttons_belong_to_the_chart_on_show_when_another_list_is_as_long(program: Driver) -> None:
    end_long_ago(program)
    tab = retention(program, ADMINISTRATOR)
    tab.list.shown.setCurrentText(ChartStanding.IN_TREATMENT.label)
    tab.list.table.setFocus()
    program.press("H")
    program.dialog(ReasonDialog)
    program.write("Subpoena of March 3")
    program.press("Return")
    program.settle()
    tab.list.shown.setCurrentText(ChartStanding.DUE.label)
    assert (tab.list.count.text(), tab.hold.text()) == ("1 chart", "Hold…")
    tab.list.shown.setCurrentText(ChartStanding.HELD.label)
    assert (tab.list.count.text(), tab.hold.text()) == ("1 chart", "Lift hold…")
    assert not tab.propose.isEnabled()


def test_two_people_destroy_a_chart(program: Driver, tmp_path: Path) -> None:
    number = end_long_ago(program)
    tab = retention(program, ADMINISTRATOR)
    tab.list.shown.setCurrentText(ChartStanding.DUE.label)
    tab.list.table.setFocus()
    program.press("P")
    program.settle()
    assert program.dialogs.asked[-1] == f"Propose to destroy record {number}?"
    tab.list.shown.setCurrentText(ChartStanding.PROPOSED.label)
    assert not tab.confirm.isEnabled()
    program.lock()
    tab = retention(program, program.demo.supervisor)
    tab.list.shown.setCurrentText(ChartStanding.PROPOSED.label)
    tab.list.table.setFocus()
    program.press("C")
    dialog = program.dialog(PassphraseDialog)
    assert [*unnamed(dialog), *clipped(dialog), *too_small(dialog)] == []
    assert dialog.height() < 768
    program.dialogs.path = tmp_path / "certificate.pdf"
    program.write(program.demo.passphrase)
    program.press("Return")
    program.settle()
    assert not (tmp_path / "certificate.pdf").exists(), "Enter in the field destroys nothing"
    program.tab_to("Destroy for good…")
    program.press("Space")
    program.settle()
    assert tab.list.chosen is None
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")
    tab.look_up.click()
    answer = program.dialog(LookUpDialog)
    program.write(number)
    program.press("Return")
    program.settle()
    assert answer.answer.text().startswith("Destroyed on November 24, 2026")
    answer.reject()


def test_a_program_is_archived_and_its_key_kept_apart(program: Driver, tmp_path: Path) -> None:
    tab = retention(program, ADMINISTRATOR)
    tab.archive.click()
    dialog = program.dialog(ArchiveDialog)
    program.settle()
    assert [*unnamed(dialog), *clipped(dialog), *too_small(dialog)] == []
    assert dialog.outline.text().startswith("40 clients.")
    program.dialogs.path = tmp_path
    dialog.ok.click()
    program.settle()
    assert "Write the statute" in dialog.error.text()
    assert "Folder for the archive" not in program.dialogs.asked, "no folder is asked for a form that is not whole"
    dialog.authority.setText("42 CFR 424.516(f)")
    dialog.keeper.setText("Petra Lindholm")
    dialog.ok.click()
    program.settle()
    key = program.dialog(KeyDialog)
    assert [*unnamed(key), *clipped(key), *too_small(key)] == []
    program.press("Escape")
    assert key.error.text() == NOT_KEPT
    program.dialogs.path = tmp_path / "key.pdf"
    key.save_button.click()
    assert "another place" in key.error.text()
    program.dialogs.path = tmp_path.parent / "key.pdf"
    key.save_button.click()
    program.settle()
    assert key.said.text() == SAVED
    assert len(list(tmp_path.glob("archive-*"))) == 2
    key.ok.click()


def test_all_records_are_erased_and_the_program_begins_anew(program: Driver, tmp_path: Path) -> None:
    tab = retention(program, ADMINISTRATOR)
    tab.erase.click()
    dialog = program.dialog(ErasureDialog)
    assert [*unnamed(dialog), *clipped(dialog), *too_small(dialog)] == []
    assert dialog.declined.isVisible()
    program.dialogs.path = tmp_path / "certificate.pdf"
    program.write("Wrong name")
    dialog.secret.setText(program.demo.passphrase)
    program.press("Return")
    assert not dialog.error.text() and dialog.isVisible(), "Enter in a field erases nothing"
    dialog.ok.click()
    program.settle()
    assert "Type the name" in dialog.error.text() and "There is no verified backup" in dialog.error.text()
    program.dialogs.agree = False
    dialog.name.setText("Larkmoor Recovery Center")
    dialog.declined.setChecked(True)
    dialog.ok.click()
    program.settle()
    assert program.dialogs.asked[-1] == LAST and not (tmp_path / "certificate.pdf").exists()
    program.dialogs.agree = True
    dialog.ok.click()
    program.settle()
    program.until(lambda: program.program.window.findChildren(WelcomePage))
    assert (tmp_path / "certificate.pdf").is_file()
    assert "keys are destroyed" in program.dialogs.asked[-1]
    assert not (program.demo.folder / "clinic.vault").exists()
    assert not (program.demo.folder / "clinic.db").exists()


def test_the_period_is_changed_with_its_source(program: Driver) -> None:
    tab = retention(program, ADMINISTRATOR)
    tab.period.click()
    dialog = program.dialog(PeriodDialog)
    assert [*unnamed(dialog), *clipped(dialog), *too_small(dialog)] == []
    dialog.years.setValue(10)
    dialog.source.setText("Medicaid contract")
    program.press("Return")
    program.settle()
    assert "10 years" in tab._sentence.text() and "Medicaid contract" in tab._sentence.text()


def test_a_supervisor_only_reads_and_a_facilitator_has_no_list(program: Driver) -> None:
    tab = retention(program, program.demo.supervisor)
    tab.list.table.go_to(0)
    assert not tab.period.isEnabled() and not tab.hold.isEnabled()
    program.lock()
    with pytest.raises(ValueError, match="not in list"):
        retention(program, program.demo.facilitator)


def test_places_that_may_name_the_client_are_shown_before_it_is_destroyed() -> None:
    places = tuple(f"group part, Morning IOP, May {day}, 2015" for day in range(1, 11))
    outline = DisposalOutline(uuid4(), "MR-1", ("Charts: 1",), "The rule.", (), by_token=False, named=places)
    words = _meaning(outline)
    assert "may name this client: group part, Morning IOP, May 1, 2015;" in words and "; and 2 more." in words
    assert "may name" not in _meaning(replace(outline, named=()))

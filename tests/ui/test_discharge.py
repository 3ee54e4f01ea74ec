"""A member is discharged from the chart by keyboard, and the discharge of today is put right there."""

from __future__ import annotations

from iop_desktop.rules.discharge import DischargeReason
from iop_desktop.ui.discharge_desk import OVER
from iop_desktop.ui.discharge_dialog import NO_REASON, CorrectionDialog, DischargeDialog
from iop_desktop.ui.members_page import MembersPage
from tests.e2e.driver import Driver
from tests.ui.inspection import clipped, too_small, unnamed


def members(program: Driver) -> MembersPage:
    program.unlock(program.demo.facilitator)
    program.desk.shell.go("members")
    program.settle()
    return program.page("members", MembersPage)


def test_a_member_is_discharged_and_it_is_taken_back(program: Driver) -> None:
    page = members(program)
    assert page.chart._over.isHidden()
    program.press("Ctrl+Shift+D")
    dialog = program.dialog(DischargeDialog)
    assert dialog.windowTitle() == "Discharge"
    assert [*unnamed(dialog), *clipped(dialog), *too_small(dialog)] == []
    assert dialog._ends.text().startswith("Ends with that day: membership in ")
    dialog.reason.setCurrentIndex(list(DischargeReason).index(DischargeReason.OTHER))
    program.press("Return")
    program.settle()
    assert "Write a few words" in dialog.error.text()
    dialog.remark.setText("Moved to another state")
    program.press("Return")
    program.settle()
    assert page.chart._over.text().startswith("Discharged ") and not page.chart._over.isHidden()
    program.press("Ctrl+Shift+D")
    correction = program.dialog(CorrectionDialog)
    assert [*unnamed(correction), *clipped(correction), *too_small(correction)] == []
    assert correction.remark.text() == "Moved to another state"
    correction.back.click()
    program.settle()
    assert "Write why" in correction.error.text()
    correction.why.setText("Wrong person")
    correction.back.click()
    program.settle()
    assert page.chart._over.isHidden()


def test_a_discharge_of_an_earlier_day_stays(program: Driver) -> None:
    page = members(program)
    program.press("Ctrl+Shift+D")
    dialog = program.dialog(DischargeDialog)
    program.press("Return")
    assert dialog.error.text() == NO_REASON
    dialog.reason.setCurrentIndex(0)
    program.press("Return")
    program.settle()
    assert not page.chart._over.isHidden()
    program.lock()
    program.clock.advance(days=1)
    members(program)
    program.press("Ctrl+Shift+D")
    program.settle()
    assert program.dialogs.asked[-1] == OVER


def test_an_administrator_discharges_without_opening_the_chart(program: Driver) -> None:
    program.unlock("plindholm")
    program.desk.shell.go("members")
    program.settle()
    page = program.page("members", MembersPage)
    assert page.glass.shut_out_of is not None and page.chart.isHidden()
    assert page.discharge.isVisible()
    name = page.people.items[page.people.currentIndex().row()].name
    program.press("Ctrl+Shift+D")
    dialog = program.dialog(DischargeDialog)
    dialog.reason.setCurrentIndex(list(DischargeReason).index(DischargeReason.COMPLETED))
    program.press("Return")
    program.settle()
    assert program.desk.shell.banner.text().startswith(f"{name} is discharged with ")
    assert page.chart.isHidden() and page.glass.shut_out_of is not None

"""A chart outside one's groups in the window: closed, opened with a reason, closed again, reviewed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from iop_desktop.rules.break_glass import GlassKind, GlassVerdict
from iop_desktop.services.bundle import services_of
from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.audit_tab import AuditTab
from iop_desktop.ui.counselor_dialog import CounselorDialog
from iop_desktop.ui.glass_dialog import GlassDialog
from iop_desktop.ui.glass_review import VerdictDialog
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.thread_dialog import ThreadDialog
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session

# Leads the morning group only; the supervisor is hers.
INTERN = "dwhitfield"
ADMINISTRATOR = "plindholm"
REASON = "The hospital called and asks about medication"


def members(program: Driver, login: str) -> MembersPage:
    program.unlock(login)
    program.desk.shell.go("members")
    program.settle()
    return program.page("members", MembersPage)


def open_with_reason(program: Driver, page: MembersPage) -> None:
    program.click(page.glass.closed.action)
    dialog = program.dialog(GlassDialog)
    assert program.focus is dialog.kind
    program.choose(dialog.kind, GlassKind.EMERGENCY.label)
    program.press("Tab")
    program.write(REASON)
    program.click(dialog.ok)
    program.settle()


def test_an_administrator_sees_names_and_opens_a_chart_with_a_reason(program: Driver) -> None:
    page = members(program, ADMINISTRATOR)
    assert page.people.items
    assert page.glass.closed.isVisible()
    assert not page.chart.isVisible()
    open_with_reason(program, page)
    assert page.chart.isVisible()
    assert page.glass.banner.isVisible()
    assert "The supervisor is told." in page.glass.banner.accessibleName()
    assert page.chart.new_note.isHidden(), "who writes no notes is offered none"
    asked: list[object] = []
    page.contact_asked.connect(lambda *_: asked.append(None))
    program.press("Ctrl+N")
    assert not asked
    program.press("Ctrl+Shift+X")
    program.settle()
    assert page.glass.closed.isVisible()
    assert not page.glass.banner.isVisible()


def test_the_chart_closes_when_its_hour_is_over(program: Driver) -> None:
    page = members(program, ADMINISTRATOR)
    open_with_reason(program, page)
    program.clock.advance(minutes=60)
    program.until(lambda: page.glass.closed.isVisible())
    assert not page.chart.isVisible()
    assert not page.glass.banner.isVisible()


@pytest.mark.parametrize("kind", [PdfViewer, ThreadDialog])
def test_what_is_being_read_closes_with_the_chart(program: Driver, kind: type[QDialog]) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    unlocked = program.program.vault.unlock(program.demo.facilitator, program.demo.passphrase)
    note = services_of(unlocked, program.clock).notes.list(program.demo.session_id).rows[0]
    program.program.vault.lock(unlocked)
    page = members(program, ADMINISTRATOR)
    page.open_client(note.client_id)
    program.settle()
    open_with_reason(program, page)
    (page.pdf_asked if kind is PdfViewer else page.thread_asked).emit(note.note_id)
    shown = program.dialog(kind)
    assert shown.isVisible()
    program.clock.advance(minutes=60)
    program.until(lambda: page.glass.closed.isVisible())
    program.settle()
    assert QApplication.activeModalWidget() is None
    assert not page.chart.isVisible()


def test_walking_from_a_closed_chart_to_an_open_one_and_back(program: Driver) -> None:
    page = members(program, ADMINISTRATOR)
    open_with_reason(program, page)
    page.people.go_to(1)
    program.settle()
    assert page.glass.closed.isVisible()
    assert not page.glass.banner.isVisible()
    page.people.go_to(0)
    program.settle()
    assert page.chart.isVisible()
    assert page.glass.banner.isVisible()


def test_somebody_outside_is_found_by_exact_name_and_nobody_is_suggested(program: Driver) -> None:
    mine = {item.name for item in members(program, program.demo.supervisor).people.items}
    program.lock()
    page = members(program, ADMINISTRATOR)
    other = next(item for item in page.people.items if item.name not in mine)
    program.lock()
    page = members(program, INTERN)
    assert other.key not in {item.key for item in page.people.items}
    program.press("Ctrl+Shift+F")
    dialog = program.dialog(GlassDialog)
    assert program.focus is dialog.who
    assert dialog.who.completer() is None
    program.write(other.name[:3])
    program.press("Tab")
    program.choose(dialog.kind, GlassKind.COVERAGE.label)
    program.press("Tab")
    program.write(REASON)
    program.click(dialog.ok)
    program.settle()
    assert "was not found" in dialog.error.text()
    dialog.who.setText(other.name)
    program.click(dialog.ok)
    program.settle()
    assert page.chart.client_id == other.key
    assert page.glass.banner.isVisible()


def test_the_dialog_asks_for_whom_and_why(program: Driver) -> None:
    members(program, INTERN)
    program.press("Ctrl+Shift+F")
    dialog = program.dialog(GlassDialog)
    program.click(dialog.ok)
    assert dialog.error.text() == "Write the record number or the full name."
    dialog.who.setText("Somebody")
    program.click(dialog.ok)
    assert dialog.error.text() == "Choose why you open this chart."
    dialog.kind.setFocus()
    program.choose(dialog.kind, GlassKind.AUDIT.label)
    program.click(dialog.ok)
    program.settle()
    assert "at least 15 characters" in dialog.error.text()
    dialog.reject()


def test_today_leads_the_supervisor_to_the_review(program: Driver) -> None:
    page = members(program, program.demo.supervisor)
    wanted = page.people.items[0].key
    program.lock()
    page = members(program, ADMINISTRATOR)
    page.open_client(wanted)
    program.settle()
    open_with_reason(program, page)
    program.lock()
    program.unlock(program.demo.supervisor)
    program.settle()
    need = next(need for need in program.desk.services.today.view().needs if need.kind is NeedKind.GLASS)
    program.desk._open_need(need)
    program.settle()
    audit = program.page("settings", SettingsPage).parts.part(AuditTab)
    assert audit is not None
    review = audit.openings
    assert review.table.isVisible()
    assert review.state.text() == "1 to be reviewed"
    program.click(review.review)
    dialog = program.dialog(VerdictDialog)
    program.click(dialog.ok)
    assert dialog.error.text() == "Choose what the review found."
    dialog.verdict.setFocus()
    program.choose(dialog.verdict, GlassVerdict.NOT_JUSTIFIED.label)
    program.click(dialog.ok)
    program.settle()
    assert "what happens now" in dialog.error.text()
    dialog.comment.setPlainText("No call came that day; spoken with on Friday.")
    program.click(dialog.ok)
    program.settle()
    assert review.state.text() == "All reviewed"
    assert not review.review.isEnabled()


def test_an_administrator_names_the_counselor_by_keyboard(program: Driver) -> None:
    page = members(program, ADMINISTRATOR)
    wanted = page.people.items[1]
    page.people.go_to(1)
    program.settle()
    program.press("Ctrl+Shift+O")
    program.settle()
    dialog = program.dialog(CounselorDialog)
    assert program.focus is dialog.counselor
    assert dialog.counselor.currentText() == "Nobody"
    program.choose(dialog.counselor, "Dana")
    program.press("Return")
    program.settle()
    program.lock()
    page = members(program, INTERN)
    page.open_client(wanted.key)
    program.settle()
    assert page.chart.client_id == wanted.key
    assert not page.counselor.isVisible()

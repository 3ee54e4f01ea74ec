"""What else a member is called, from the member's page."""

from __future__ import annotations

from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.nicknames_dialog import NicknamesDialog
from tests.e2e.driver import Driver


def test_nicknames_are_kept_by_keyboard_and_shown(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.desk.shell.go("members")
    program.settle()
    page = program.page("members", MembersPage)
    assert "also called" not in page.chart._line.text()
    program.press("Ctrl+Shift+N")
    dialog = program.dialog(NicknamesDialog)
    assert program.focus is dialog.names
    program.write("Chispa, Rayo")
    program.press("Return")
    program.settle()
    assert page.chart._line.text().endswith("also called Chispa, Rayo")
    program.press("Ctrl+Shift+N")
    assert program.dialog(NicknamesDialog).names.text() == "Chispa, Rayo"
    program.dialog(NicknamesDialog).reject()

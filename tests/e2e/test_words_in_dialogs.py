"""What was typed in a dialog without drafts comes back after a lock, and does not once it was sent or given up."""

from __future__ import annotations

from iop_desktop.rules.lock_causes import LockCause
from iop_desktop.ui.glass_dialog import GlassDialog
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.remark_drafts import RemarkDialog
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.review_page import ReviewPage
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session

REASON = "The hospital called and asks about medication"
COMMENT = "Say which coping skill was practiced, and how it went."
ADMINISTRATOR = "plindholm"


def lock(program: Driver) -> None:
    """As the screen saver does: whatever dialog is open."""
    program.program.idle.tell(LockCause.SCREEN)
    program.settle()
    assert program.program.front.unlocked is None


def members(program: Driver) -> MembersPage:
    program.unlock(ADMINISTRATOR)
    program.desk.shell.go("members")
    program.settle()
    return program.page("members", MembersPage)


def ask_reason(program: Driver, page: MembersPage) -> GlassDialog:
    program.click(page.glass.closed.action)
    program.settle()
    return program.dialog(GlassDialog)


def test_the_reason_for_opening_a_chart_comes_back_until_it_is_given_up(program: Driver) -> None:
    dialog = ask_reason(program, members(program))
    dialog.reason.setPlainText(REASON)
    lock(program)
    page = members(program)
    dialog = ask_reason(program, page)
    assert dialog.reason.toPlainText() == REASON
    lock(program)
    dialog = ask_reason(program, members(program))
    assert dialog.reason.toPlainText() == REASON
    dialog.reject()
    program.settle()
    assert program.desk.services.kept_words.mine() == {}
    lock(program)
    assert ask_reason(program, members(program)).reason.toPlainText() == ""


def test_nobody_else_gets_them(program: Driver) -> None:
    dialog = ask_reason(program, members(program))
    dialog.reason.setPlainText(REASON)
    lock(program)
    program.unlock(program.demo.supervisor)
    program.settle()
    assert program.desk.services.kept_words.mine() == {}


def cosigning(program: Driver) -> ReviewPage:
    program.unlock(program.demo.supervisor)
    program.desk.shell.go("cosign")
    program.settle()
    return program.page("cosign", ReviewPage)


def test_remarks_and_the_comment_of_a_return_come_back(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    page = cosigning(program)
    program.tab_to("The record as it reads now")
    program.press("Ctrl+End", "Ctrl+Shift+Left", "Ctrl+Shift+Left", "Ctrl+Shift+Left", "Ctrl+M")
    remark = program.dialog(RemarkDialog)
    remark.comment.setPlainText(COMMENT)
    remark.confirm()
    program.settle()
    (kept,) = page.review.remarks.remarks
    program.press("Ctrl+R")
    dialog = program.dialog(ReturnDialog)
    dialog.comment.setPlainText(COMMENT)
    lock(program)
    page = cosigning(program)
    assert page.review.remarks.remarks == (kept,)
    program.press("Ctrl+R")
    dialog = program.dialog(ReturnDialog)
    assert dialog.comment.toPlainText() == COMMENT
    dialog._send()
    program.settle()
    assert program.desk.services.kept_words.mine() == {}

"""From Today to what somebody who cannot work has left behind."""

from __future__ import annotations

from sqlalchemy import text

from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.groups_page import GroupsPage
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.taking_over import TakingOver
from iop_desktop.ui.today_page import TodayPage
from iop_desktop.ui.widgets.task_row import TaskRow
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session

ADMINISTRATOR = "plindholm"


def suspend(driver: Driver, login: str) -> None:
    """By an administrator, beside the window; nobody leads the session with this person."""
    unlocked = driver.program.vault.unlock(ADMINISTRATOR, driver.demo.passphrase)
    values = {"session": driver.demo.session_id.hex, "login": login}
    with unlocked.transaction() as db:
        db.execute(text("UPDATE group_session SET cofacilitator_id = NULL WHERE id = :session"), values)
        db.execute(text("UPDATE treatment_group SET cofacilitator_id = NULL"), values)
        db.execute(text("UPDATE staff SET active = 0 WHERE login = :login"), values)
    driver.program.vault.lock(unlocked)


def row_of(driver: Driver, words: str) -> TaskRow:
    page = driver.page("today", TodayPage)
    return next(row for row in page.findChildren(TaskRow) if row.isVisible() and row.text() == words)


def test_the_supervisor_is_led_to_the_notes_and_takes_one_over(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock, signed=False)
    suspend(program, program.demo.facilitator)
    program.unlock(program.demo.supervisor)
    program.settle()
    row = row_of(program, "Notes left unfinished")
    assert row.accessibleName().startswith("Notes left unfinished, 12. By ")
    program.click(row)
    program.settle()
    page = program.page("notes", NotesPage)
    taking = page.findChild(TakingOver)
    assert taking is not None and page._view is not None
    assert taking.take.isVisible()
    program.press("Ctrl+Shift+T")
    program.settle()
    assert program.desk.services.note_authors.author_of(page._view.note_id).is_mine


def test_the_administrator_is_led_to_the_group(program: Driver) -> None:
    suspend(program, program.demo.facilitator)
    program.unlock(ADMINISTRATOR)
    program.settle()
    needs = [n for n in program.desk.services.today.view().needs if n.kind is NeedKind.LEADERLESS]
    assert needs
    program.click(row_of(program, "Group without a facilitator"))
    program.settle()
    page = program.page("groups", GroupsPage)
    assert page.isVisible()
    assert page.current is not None and page.current.group_id == needs[0].group_id

"""The Groups page on a real vault: schedule, rosters, waiting list, rules, and a group that is split."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.people_views import GroupRow
from iop_desktop.services.schedule_views import PlanState
from iop_desktop.ui.closures_dialog import ClosuresDialog
from iop_desktop.ui.group_dialog import GroupDialog
from iop_desktop.ui.group_forms import (
    AdmitDialog,
    ClosureDialog,
    EndDialog,
    MoveDialog,
    PastDialog,
    ReasonDialog,
    TransferDialog,
    WaitDialog,
)
from iop_desktop.ui.groups_page import GroupsPage
from iop_desktop.ui.handoff_dialog import HandoffDialog
from iop_desktop.ui.session_starter import StartDialog
from iop_desktop.ui.split_dialog import SplitDialog
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session


def words(widget: QWidget) -> str:
    """All words of all labels in sight."""
    return " ".join(each.text() for each in widget.findChildren(QLabel) if not each.isHidden())


def enter(driver: Driver, login: str, group: str = "Morning") -> GroupsPage:
    """Stand on the Groups page with the keyboard in the table of the first tab."""
    driver.unlock(login)
    driver.press("Alt+6")
    driver.settle()
    page = driver.page("groups", GroupsPage)
    row = next(row for row in driver.desk.services.groups.rows() if row.name.startswith(group))
    page.open_group(row.group_id)
    driver.settle()
    driver.press("Ctrl+1")
    driver.settle()
    return page


def group_of(page: GroupsPage) -> GroupRow:
    assert page.current is not None
    return page.current


@pytest.fixture
def page(program: Driver) -> GroupsPage:
    return enter(program, program.demo.facilitator)


@pytest.fixture
def office(program: Driver) -> GroupsPage:
    return enter(program, "plindholm")


def ahead(page: GroupsPage) -> int:
    """Stand on the second session that is still to come; its place."""
    rows = page.schedule._model.rows
    places = [n for n, row in enumerate(rows) if row.state in (PlanState.PLANNED, PlanState.MOVED)]
    page.schedule.table.go_to(places[1])
    page.schedule.table.setFocus()
    return places[1]


@pytest.mark.parametrize(("login", "name"), [("dwhitfield", "Morning"), ("jortiz", "Evening")])
def test_one_begins_with_a_group_of_ones_own(program: Driver, login: str, name: str) -> None:
    program.unlock(login)
    program.press("Alt+6")
    program.settle()
    page = program.page("groups", GroupsPage)
    assert group_of(page).name.startswith(name)
    state = page.schedule.current
    assert state is not None
    assert state.state in (PlanState.PLANNED, PlanState.RUNNING)
    table, last = page.schedule.table, page.schedule._model.rowCount() - 1
    assert table.currentIndex().row() < last, "sessions to come stand below it"
    assert table.visualRect(page.schedule._model.index(table.currentIndex().row() + 1, 0)).top() < table.height()


def test_a_session_is_skipped_restored_and_moved_by_key(program: Driver, page: GroupsPage) -> None:
    place = ahead(page)
    plan = page.schedule._model.rows[place]
    program.press("S")
    dialog = program.dialog(ReasonDialog)
    program.press("Return")
    program.settle()
    assert "Write why" in words(dialog)
    program.write("Holiday")
    program.press("Return")
    program.settle()
    current = page.schedule.current
    assert current is not None
    assert (current.session_id, current.state, current.detail) == (plan.session_id, PlanState.SKIPPED, "Holiday")
    struck = page.schedule._model.index(place, 0).data(Qt.ItemDataRole.FontRole)
    assert struck.strikeOut()
    assert not page.schedule.skip.isEnabled()
    program.press("R")
    program.settle()
    assert page.schedule._model.rows[place].state is PlanState.PLANNED
    program.press("M")
    move = program.dialog(MoveDialog)
    move.day.setDate(move.day.date().addDays(1))
    program.press("Return")
    program.settle()
    moved = next(row for row in page.schedule._model.rows if row.session_id == plan.session_id)
    assert moved.starts_at - plan.starts_at in (timedelta(hours=23), timedelta(days=1), timedelta(hours=25))
    assert moved.state is PlanState.MOVED


def test_enter_opens_the_session_in_the_group_room(program: Driver, page: GroupsPage) -> None:
    ahead(page)
    program.press("Return")
    program.settle()
    assert program.desk.shell.current_key == "group"


def test_a_forgotten_session_is_recorded_the_next_day(program: Driver, page: GroupsPage) -> None:
    program.clock.advance(days=1)
    page.refresh()
    program.settle()
    rows = page.schedule._model.rows
    place = next(n for n, row in enumerate(rows) if row.state is PlanState.NOT_RECORDED)
    page.schedule.table.go_to(place)
    program.click(page.schedule.past)
    dialog = program.dialog(PastDialog)
    dialog.reason.setFocus()
    program.write("The laptop was away")
    program.press("Return")
    program.settle()
    row = page.schedule._model.rows[place]
    assert (row.state, row.detail) == (PlanState.LATE_ENTRY, "The laptop was away")
    page.schedule.table.setFocus()
    program.press("Return")
    program.settle()
    late = program.group.heading.late
    assert late.isVisible()
    assert "because: The laptop was away." in late.toolTip()


def test_any_past_roster_is_in_sight(program: Driver, page: GroupsPage) -> None:
    program.press("Ctrl+2")
    program.settle()
    assert page.roster._model.rowCount() == 12
    page.roster.day.setDate(page.roster.day.date().addDays(-400))
    program.settle()
    assert page.roster._model.rowCount() == 0
    program.click(page.roster.now)
    program.settle()
    assert page.roster.count.text() == "12 of 12"


def test_who_leaves_and_who_is_transferred(program: Driver, page: GroupsPage) -> None:
    program.press("Ctrl+2")
    program.settle()
    program.press("E")
    end = program.dialog(EndDialog)
    end.why.setFocus()
    program.write("Finished the program")
    program.press("Return")
    program.settle()
    first = page.roster._model.rows[0]
    assert (first.ended_why, first.last_on) == ("Finished the program", page._tools.today())
    page.roster.table.go_to(1)
    page.roster.table.setFocus()
    program.press("T")
    transfer = program.dialog(TransferDialog)
    assert transfer.target.currentText().startswith("Evening")
    program.press("Return")
    program.settle()
    page.roster.day.setDate(page.roster.day.date().addDays(-1))
    program.settle()
    assert page.roster._model.rows[1].went_to.startswith("Evening")


def test_a_full_group_takes_one_more_only_with_a_reason(program: Driver, page: GroupsPage) -> None:
    program.press("Ctrl+2")
    program.settle()
    program.press("A")
    dialog = program.dialog(AdmitDialog)
    program.press("Return")
    program.settle()
    assert "The group is full" in words(dialog)
    dialog.reason.setFocus()
    program.write("Two rooms today")
    program.press("Return")
    program.settle()
    assert page.roster.count.text() == "13 of 12"
    assert "13 members, and the rule allows 12" in page.roster.warning.text()


def test_the_waiting_list_by_keyboard(program: Driver, page: GroupsPage) -> None:
    program.press("Ctrl+3")
    program.settle()
    assert page.tabs.tabText(2) == "Waiting list (1)"
    first = page.waiting._model.rows[0]
    program.press("A")
    dialog = program.dialog(WaitDialog)
    dialog.reason.setFocus()
    program.write("Prefers mornings")
    program.press("Return")
    program.settle()
    page.waiting.table.go_to(1)
    page.waiting.table.setFocus()
    program.press("Alt+Up")
    program.settle()
    rows = page.waiting._model.rows
    assert [row.client_id == first.client_id for row in rows] == [False, True]
    assert page.waiting.table.currentIndex().row() == 0
    program.press("Alt+Down", "W")
    program.settle()
    assert any("off the waiting list" in asked for asked in program.dialogs.asked)
    assert sorted(row.outcome for row in page.waiting._model.rows) == ["", "withdrew"]
    page.waiting.table.go_to(0)
    page.waiting.table.setFocus()
    program.press("Return")
    admit = program.dialog(AdmitDialog)
    admit.reason.setFocus()
    program.write("Two rooms today")
    program.press("Return")
    program.settle()
    assert {row.outcome for row in page.waiting._model.rows} == {"withdrew", "admitted"}
    assert page.tabs.tabText(2) == "Waiting list"


def test_rules_with_their_sources(program: Driver, page: GroupsPage) -> None:
    program.press("Ctrl+4")
    program.settle()
    assert page.rules._model.rowCount() == 6
    assert "Not confirmed against the primary text" in page.rules.source.text()
    item = page.rules.packs.item(0)
    assert not item.flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_an_administrator_binds_packs(program: Driver, office: GroupsPage) -> None:
    program.press("Ctrl+4")
    program.settle()
    office.rules.packs.setCurrentRow(0)
    program.press("Space")
    program.settle()
    bound = program.desk.services.rule_packs.rules_of(group_of(office).group_id).program.packs
    assert bound == ("california", "medicare-iop", "wisconsin")
    assert office.rules._model.rowCount() == 9


def test_a_closure_is_kept_and_taken_back(program: Driver, office: GroupsPage) -> None:
    program.click(office.closures)
    dialog = program.dialog(ClosuresDialog)
    program.click(dialog.add)
    closure = program.dialog(ClosureDialog)
    closure.last_on.setDate(closure.first_on.date().addDays(13))
    closure.reason.setFocus()
    program.write("Winter break")
    program.press("Return")
    program.settle()
    assert dialog._model.rows[0].reason == "Winter break"
    assert PlanState.PLANNED not in [row.state for row in office.schedule._model.rows[:-1]]
    program.click(dialog.remove)
    program.settle()
    assert dialog._model.rowCount() == 0
    program.click(dialog.close_button)
    program.settle()
    assert PlanState.PLANNED in [row.state for row in office.schedule._model.rows]


def test_a_group_is_made_and_changed(program: Driver, office: GroupsPage) -> None:
    program.press("Ctrl+N")
    dialog = program.dialog(GroupDialog)
    program.write("Saturday support")
    dialog.code.setText("SAT")
    dialog.timetable.days.set_days([5])
    assert dialog.timetable.words.text() == "Saturdays, 9:00 AM, 3 hours"
    dialog.timetable.ends.setCurrentIndex(2)
    dialog.timetable.count.setValue(2)
    program.press("Return")
    program.settle()
    office.open_group(next(r.group_id for r in program.desk.services.groups.rows() if r.code == "SAT"))
    program.settle()
    assert group_of(office).words == "Saturdays, 9:00 AM, 3 hours, 2 meetings"
    assert office.schedule._model.rowCount() == 2
    program.press("Ctrl+E")
    change = program.dialog(GroupDialog)
    assert (change.name.text(), change.timetable.count.value()) == ("Saturday support", 2)
    change.openness.setCurrentIndex(1)
    change.timetable.ends.setCurrentIndex(1)
    change.timetable.days.set_days([])
    program.press("Return")
    program.settle()
    assert (group_of(office).words, group_of(office).is_open) == ("", False)
    assert {row.state for row in office.schedule._model.rows} == {PlanState.SKIPPED}


def test_the_hand_off_is_on_screen_and_on_paper_only_when_asked(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    enter(program, program.demo.facilitator)
    program.press("Ctrl+H")
    dialog = program.dialog(HandoffDialog)
    program.settle()
    assert "led by Dana Whitfield" in words(dialog)
    assert "Who to look after" in words(dialog)
    program.dialogs.agree = False
    program.click(dialog.print_button)
    program.settle()
    assert program.dialogs.asked[-1] == "Print the hand-off page?"
    program.click(dialog.close_button)


def crowd(program: Driver) -> UUID:
    """A thirteenth member in a group of twelve places, admitted with a reason; the session that waits."""
    services = program.desk.services
    row = next(row for row in services.groups.rows() if row.name.startswith("Morning"))
    newcomer = services.groups.candidates(row.group_id)[0].client_id
    today = program.clock().astimezone(services.sessions.zone).date()
    changes = services.memberships.admit(row.group_id, newcomer, today, "Two rooms today")
    program.program.tasks.changed.emit(changes)
    return program.demo.session_id


def test_the_thirteenth_arrival_proposes_a_split(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    session_id = crowd(program)
    program.press("Alt+2")
    program.settle()
    room = program.group
    assert room.notice.isVisible()
    assert "13 members, and the rule allows 12" in room.notice.words.text()
    program.press("Ctrl+B")
    start = program.dialog(StartDialog)
    assert "the rule allows 12" in words(start)
    program.press("Return")
    assert "Write the reason" in words(start)
    program.click(start.split)
    program.settle()
    split = program.dialog(SplitDialog)
    assert split.count.text() == "7 members here, 6 in the second room"
    split.members.setFocus()
    program.press("Space")
    assert split.count.text() == "6 members here, 7 in the second room"
    program.press("Space")
    split.ok.click()
    program.settle()
    assert QApplication.activeModalWidget() is None
    assert len(program.statuses()) == 7
    assert "split with Julia Ortiz" in room.heading.subtitle.text()
    assert not room.notice.isVisible()
    heads = [head for head in program.desk.services.sessions.today() if head.split_session_id]
    assert {head.session_id for head in heads} > {session_id}
    program.press("Ctrl+B")
    program.settle()
    head = program.desk.services.sessions.head(session_id)
    assert head.started_at is not None
    program.group.roster.setFocus()
    program.write("P")
    program.settle()
    assert program.statuses()[0] == AttendanceStatus.PRESENT.letter


def test_going_on_in_one_room_needs_a_reason(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    session_id = crowd(program)
    program.press("Alt+2")
    program.settle()
    program.press("Ctrl+B")
    program.dialog(StartDialog)
    program.write("The second facilitator is ill")
    program.press("Return")
    program.settle()
    assert program.desk.services.sessions.head(session_id).started_at is not None
    group_id = program.desk.services.sessions.head(session_id).group_id
    overrides = program.desk.services.rule_packs.rules_of(group_id).overrides
    assert "The second facilitator is ill" in [override.reason for override in overrides]


def test_a_first_mark_against_a_rule_asks_for_the_reason_and_is_then_made(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    session_id = crowd(program)
    program.press("Alt+2")
    program.settle()
    program.group.roster.setFocus()
    program.write("PP")
    program.settle()
    first = program.dialog(StartDialog)
    assert "the rule allows 12" in words(first)
    first.reject()
    program.settle()
    assert QApplication.activeModalWidget() is None
    assert set(program.statuses()) == {AttendanceStatus.UNMARKED.letter}
    program.group.roster.setFocus()
    program.write("P")
    program.settle()
    program.dialog(StartDialog)
    program.write("The second facilitator is ill")
    program.press("Return")
    program.settle()
    assert QApplication.activeModalWidget() is None
    assert program.statuses()[:2] == [AttendanceStatus.PRESENT.letter, AttendanceStatus.UNMARKED.letter]
    assert program.desk.services.sessions.head(session_id).started_at is not None


def test_everyone_present_against_a_rule_asks_too(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    crowd(program)
    program.press("Alt+2")
    program.settle()
    program.click(program.group.rest_button)
    program.settle()
    program.dialog(StartDialog)
    program.write("The second facilitator is ill")
    program.press("Return")
    program.settle()
    assert set(program.statuses()) == {AttendanceStatus.PRESENT.letter}


def test_a_session_is_held_ahead_only_when_somebody_says_so(program: Driver, page: GroupsPage) -> None:
    place = ahead(page)
    plan = page.schedule._model.rows[place]
    program.clock.advance(hours=5)
    program.press("Return")
    program.settle()
    program.dialogs.agree = False
    program.press("Ctrl+B")
    program.settle()
    assert program.dialogs.asked[-1] == "Hold this session ahead of its time?"
    assert program.desk.services.sessions.head(plan.session_id).started_at is None
    program.dialogs.agree = True
    program.press("Ctrl+B")
    program.settle()
    head = program.desk.services.sessions.head(plan.session_id)
    assert head.started_at is not None
    assert head.moved_from == plan.starts_at

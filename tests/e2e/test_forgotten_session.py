"""A session that nobody recorded is written down the next day: whichever way, it says so on every paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.demo_content import read_demo_content
from iop_desktop.services.demo_run import draft_of, members_by_call_name
from iop_desktop.services.schedule_views import PlanRow, PlanState
from iop_desktop.ui.group_forms import MoveDialog, PastDialog
from iop_desktop.ui.groups_page import GroupsPage
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.session_starter import StartDialog
from iop_desktop.ui.session_times_dialog import SessionTimesDialog
from iop_desktop.ui.sign_dialog import SignDialog
from tests.documents.samples import text_of
from tests.e2e.driver import Driver

WHY = "The laptop was away"
RECORDED = "Recorded on Wednesday, November 25, 2026 at 12:00 PM"
HELD = "Tuesday, November 24, 2026, 12:00 PM to 3:00 PM (180 min)"


@pytest.fixture
def forgotten(program: Driver) -> PlanRow:
    """It is noon of the next day; the facilitator stands on yesterday's session in the schedule of the group."""
    program.clock.advance(days=1)
    program.unlock(program.demo.facilitator)
    program.press("Alt+6")
    program.settle()
    page = program.page("groups", GroupsPage)
    page.open_group(next(row for row in program.desk.services.groups.rows() if row.code == "MIOP").group_id)
    program.settle()
    program.press("Ctrl+1")
    program.settle()
    rows = page.schedule._model.rows
    place = next(n for n, row in enumerate(rows) if row.session_id == program.demo.session_id)
    assert rows[place].state is PlanState.NOT_RECORDED
    page.schedule.table.go_to(place)
    page.schedule.table.setFocus()
    return rows[place]


def record(driver: Driver) -> None:
    """Record the past session from the Groups page, as it was planned, then open it."""
    page = driver.page("groups", GroupsPage)
    driver.tab_to("Record a past session…", backward=True)
    driver.press("Space")
    dialog = driver.dialog(PastDialog)
    driver.press("Return")
    driver.settle()
    assert dialog.error.text() == "Write why it is recorded only now."
    dialog.reason.setFocus()
    driver.write(WHY)
    driver.press("Return")
    driver.settle()
    page.schedule.table.setFocus()
    driver.press("Return")
    driver.settle()


def begin(driver: Driver) -> None:
    """Open it and begin it as if it were today."""
    driver.press("Return")
    driver.settle()
    driver.press("Ctrl+B")
    driver.dialog(StartDialog)
    driver.write(WHY)
    driver.press("Return")
    driver.settle()


def mark(driver: Driver) -> None:
    """Open it and mark attendance."""
    driver.press("Return")
    driver.settle()
    driver.write("1P")
    driver.settle()


def type_times(driver: Driver) -> None:
    """Open it and type when it began and ended."""
    driver.press("Return")
    driver.settle()
    correct_times(driver, "12:00", "3:00 pm")


def correct_times(driver: Driver, begins: str, ends: str) -> None:
    driver.group.timer.times_asked.emit()
    dialog = driver.dialog(SessionTimesDialog)
    dialog.begins.setText(begins)
    dialog.ends.setText(ends)
    dialog.confirm()
    driver.settle()
    assert QApplication.activeModalWidget() is None


def write_notes(driver: Driver) -> None:
    """Attendance by key; the words of the notes are those of the demo."""
    driver.write("6E11X")
    driver.press("Shift+P")
    driver.settle()
    services, texts = driver.desk.services, members_by_call_name(read_demo_content())
    part = services.notes.group_part(driver.demo.session_id)
    services.notes.save_group_part(
        driver.demo.session_id, part.revision, part.topic, part.interventions, part.note_format
    )
    for row in services.notes.list(driver.demo.session_id).rows:
        view = services.notes.open(row.note_id)
        saved = services.notes.save(row.note_id, view.revision, draft_of(view, texts[row.name]))
        services.notes.mark_shown(row.note_id, saved.digest)


def sign(driver: Driver) -> list[str]:
    """Sign all from the Notes page; the text of each signed PDF."""
    driver.press("Ctrl+Shift+A")
    dialog = driver.dialog(SignDialog)
    assert (len(dialog.ready), dialog.blocked_list.count()) == (12, 0)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.settle()
    services = driver.desk.services
    versions = [services.records.versions(row.note_id) for row in services.notes.list(driver.demo.session_id).rows]
    return [" ".join(text_of(services.records.pdf(found[0].version_id)).split()) for found in versions]


def test_it_is_a_late_entry_in_the_room_on_the_notes_and_on_paper(program: Driver, forgotten: PlanRow) -> None:
    record(program)
    late = program.group.heading.late
    assert late.isVisible()
    assert late.toolTip() == f"{RECORDED} because: {WHY}."
    write_notes(program)
    program.clock.advance(minutes=30)
    program.press("Alt+3")
    program.settle()
    assert program.page("notes", NotesPage).list_card._session.text().endswith("late entry")
    pdfs = sign(program)
    assert len(pdfs) == 12
    for text in pdfs:
        assert f"Late entry {RECORDED} because: {WHY}." in text
        assert HELD in text
        assert "Time: 2026-11-25 12:30" in text
    came = [row for row in program.desk.services.attendance.room(forgotten.session_id).rows if row.status.attended]
    assert {row.minutes for row in came} == {180}
    assert {row.status for row in came} == {AttendanceStatus.PRESENT}


@pytest.mark.parametrize("way", [record, begin, mark, type_times])
def test_no_way_leads_to_a_session_that_looks_recorded_in_time(
    program: Driver, forgotten: PlanRow, way: Callable[[Driver], None]
) -> None:
    way(program)
    assert program.group.heading.late.isVisible()
    correct_times(program, "12:05", "2:55 pm")
    head = program.desk.services.sessions.head(forgotten.session_id)
    assert head.recorded_late_at == program.clock()
    assert head.late_entry.startswith(RECORDED)
    program.press("Ctrl+Z")
    program.settle()
    program.write("2P")
    program.settle()
    notes = program.desk.services.notes
    for row in notes.list(forgotten.session_id).rows:
        assert dict(notes.open(row.note_id).record.header)["Late entry"].startswith(RECORDED)


def test_a_session_is_not_moved_into_the_past(program: Driver, forgotten: PlanRow) -> None:
    program.press("M")
    dialog = program.dialog(MoveDialog)
    dialog.day.setDate(dialog.day.date().addDays(-1))
    program.press("Return")
    program.settle()
    assert dialog.error.text() == "Choose a time that is still to come."
    program.press("Escape")
    program.settle()
    assert program.desk.services.sessions.head(forgotten.session_id).starts_at == forgotten.starts_at

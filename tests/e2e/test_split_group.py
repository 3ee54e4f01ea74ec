"""A thirteenth member walks in and the group is split: both facilitators lead, mark, end and write their own part."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from iop_desktop.models.groups import Group
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.note_views import NoteView
from iop_desktop.ui.group_forms import ReasonDialog
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.split_dialog import SplitDialog
from tests.e2e.driver import Driver
from tests.ui.test_roster_room import newcomer

SECOND = "jortiz"


@pytest.fixture
def thirteenth(program: Driver) -> UUID:
    """The facilitator stands in a group of twelve places and twelve members; somebody waits at the door."""
    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.settle()
    client_id = newcomer(program)
    with program.unlocked.transaction() as db:
        db.execute(update(Group).values(capacity=12))
    return client_id


def rows_of(driver: Driver, session_id: UUID) -> dict[UUID, str]:
    """The letters of a part by member."""
    return {row.client_id: row.status.letter for row in driver.desk.services.attendance.room(session_id).rows}


def notes_of(driver: Driver, session_id: UUID) -> dict[UUID, NoteView]:
    """The notes of a part by member, as they would be signed."""
    notes = driver.desk.services.notes
    return {row.client_id: notes.open(row.note_id) for row in notes.list(session_id).rows}


def split(driver: Driver) -> UUID:
    """One member is marked, the thirteenth joins for a reason, the group is split as proposed; the second part."""
    driver.write("2L+xa")
    driver.press("Return")
    driver.dialog(ReasonDialog)
    driver.write("Sent by the court today")
    driver.press("Return")
    dialog = driver.dialog(SplitDialog)
    assert dialog.facilitator.currentText() == "Julia Ortiz"
    driver.press("Return")
    driver.settle()
    second = driver.desk.services.sessions.head(driver.demo.session_id).split_session_id
    assert second is not None
    return second


def lead(driver: Driver, length: int, segment: str) -> None:
    """Mark everybody who is left, tick a segment, end the part; then the notes of the part are in front."""
    driver.press("Shift+P")
    driver.settle()
    driver.press(segment)
    driver.settle()
    driver.clock.advance(minutes=length)
    driver.press("Ctrl+E")
    driver.settle()
    driver.press("Alt+3")
    driver.settle()


def change_over(driver: Driver) -> None:
    """The first facilitator locks; the second one unlocks and opens the part that is theirs from Today."""
    driver.lock()
    driver.unlock(SECOND)
    driver.click(driver.button("Back to group: Morning IOP"))
    driver.settle()


def test_each_facilitator_has_a_part_and_nobody_is_lost(program: Driver, thirteenth: UUID) -> None:
    first = program.demo.session_id
    everybody = {*rows_of(program, first), thirteenth}
    assert len(everybody) == 13
    second = split(program)
    program.clock.advance(minutes=60)
    lead(program, 115, "Ctrl+D")
    assert len(program.page("notes", NotesPage).list_card.view.rows) == 7
    first_notes = notes_of(program, first)
    change_over(program)
    assert program.group.heading.title.text().startswith("Morning IOP")
    assert len(program.statuses()) == 6
    lead(program, 5, "Ctrl+H")
    assert len(program.page("notes", NotesPage).list_card.view.rows) == 6
    second_notes = notes_of(program, second)
    check_notes(first_notes, "Julia Ortiz", "Dana Whitfield")
    check_notes(second_notes, "Dana Whitfield", "Julia Ortiz")
    check_members(program, (first, second), everybody, thirteenth)
    assert {*first_notes, *second_notes} == everybody
    assert not {*first_notes} & {*second_notes}
    check_lessons(program, first, second)


def check_notes(notes: dict[UUID, NoteView], other: str, author: str) -> None:
    """Each note names who led the other part and is its own facilitator's."""
    for view in notes.values():
        header = dict(view.record.header)
        assert header["Split group"] == f"The other part of the group was led by {other}."
        assert header["Facilitator"].startswith(author)
        assert "Co-facilitator" not in header
        assert header["Number present"] == str(len(notes))


def check_members(driver: Driver, parts: tuple[UUID, UUID], everybody: set[UUID], thirteenth: UUID) -> None:
    """Thirteen members in two parts, each once, with the marks from before and after the split."""
    found = [rows_of(driver, part) for part in parts]
    assert {*found[0], *found[1]} == everybody
    assert sum(len(each) for each in found) == len(everybody)
    letters = found[0] | found[1]
    assert sorted(letters.values()) == ["L", *["P"] * 12]
    assert letters[thirteenth] == "P"
    for client_id in everybody:
        visits = driver.desk.services.clients.chart(client_id).visits
        assert sum(visit.session_id in parts for visit in visits) == 1


def check_lessons(driver: Driver, first: UUID, second: UUID) -> None:
    """Each part has the same lesson and its own ticks."""
    views = [driver.desk.services.lessons.view(part) for part in (first, second)]
    assert views[0] is not None
    assert views[1] is not None
    assert views[0].title == views[1].title
    states = [view.segments[0].state for view in views if view is not None]
    assert states == [SegmentState.DONE, SegmentState.SHORTENED]

"""No page reads a table that grows with the years from end to end, and none asks for all notes that are complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from iop_desktop.models.groups import Group
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.plan_ahead import plan_ahead
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

# Tables with a row or more for each session, note or entry of ten years.
GROWING = (
    *("attendance_event", "audit_event", "delivery", "delivered_segment", "gate_decision", "group_part"),
    *("group_session", "note", "note_return", "note_version", "signature", "viewing"),
)
# Indexes that hold only what is open or was split are short, however old the clinic is.
SHORT = ("ix_group_session_open", "ix_group_session_split_of")
Read = Callable[[Services, SmallClinic], object]
Statement = tuple[str, tuple[object, ...], list[str]]

PAGES: dict[str, Read] = {
    "Today": lambda services, _clinic: services.today.view(),
    "group room": lambda services, clinic: services.attendance.room(clinic.session_id),
    "session of the group page": lambda services, _clinic: services.sessions.current(),
    "groups": lambda services, _clinic: services.groups.rows(),
    "notes of a session": lambda services, clinic: services.notes.list(clinic.session_id),
    "chart": lambda services, clinic: services.clients.chart(clinic.client_ids[0]),
    "members": lambda services, _clinic: services.clients.rows("a"),
    "co-sign queue": lambda services, _clinic: services.cosigning.queue(),
}


@contextmanager
def plans(unlocked: Unlocked) -> Iterator[list[Statement]]:
    """Every question to the database inside the block, with how it is answered."""
    found: list[Statement] = []

    def explain(_connection: object, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            found.append((statement, tuple(parameters), [str(row[3]) for row in rows]))

    event.listen(unlocked.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(unlocked.engine, "before_cursor_execute", explain)


def read_whole(statement: Statement) -> list[str]:
    """The lines of a plan that read a growing table from end to end, or all notes of a state that only grows."""
    sql, values, lines = statement
    scans = [line for line in lines if re.match(rf"SCAN ({'|'.join(GROWING)})(_\d+)?( USING|$)", line)]
    scans = [line for line in scans if not line.endswith(SHORT) and " LIMIT " not in sql.replace("\n", " ")]
    complete = NoteState.COMPLETE.value in values
    scans += [line for line in lines if complete and "ix_note_state" in line]
    # All sessions that a group ever had; the newest of them, or those of some days, is what pages need.
    ever = [line for line in lines if "ix_group_session_group_id_starts_at (group_id=?)" in line]
    return scans if " LIMIT " in sql.replace("\n", " ") else scans + ever


@pytest.mark.parametrize("login", [factories.INTERN, factories.SUPERVISOR])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_not_read_all_the_years(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, page: str, login: str
) -> None:
    unlocked = as_staff(login)
    services = services_of(unlocked, clock)
    with plans(unlocked) as found:
        PAGES[page](services, clinic)
    assert found
    assert [statement for statement in found if read_whole(statement)] == []


def test_planning_ahead_does_not_read_all_the_years(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(factories.SUPERVISOR)
    with unlocked.transaction() as db:
        group = db.get_one(Group, clinic.group_id)
        group.recurrence, group.first_on, group.meets_at = "FREQ=DAILY", clock().date(), "09:00"
    with plans(unlocked) as found:
        assert plan_ahead(unlocked, clock())
    reading = [statement for statement in found if "occurrence_on >= " in statement[0]]
    assert reading
    assert [statement for statement in reading if read_whole(statement)] == []


def test_a_question_without_an_index_is_noticed(clinic: SmallClinic, as_staff: AsStaff) -> None:
    unlocked = as_staff(factories.INTERN)
    with plans(unlocked) as found, unlocked.reading() as db:
        db.connection().exec_driver_sql("SELECT id FROM note WHERE shown_digest = 'x'").all()
        db.connection().exec_driver_sql("SELECT id FROM note WHERE state = ?", (NoteState.COMPLETE.value,)).all()
        db.connection().exec_driver_sql("SELECT ends_at FROM group_session WHERE group_id = 'a'").all()
    assert [bool(read_whole(statement)) for statement in found] == [True, True, True]

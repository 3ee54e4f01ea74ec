from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.groups import AttendanceEvent, Group
from iop_desktop.models.lessons import DeliveredSegment, Delivery
from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import AttendanceStatus, SegmentState
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.breaks import BreakService, keep_break
from iop_desktop.services.client_charts import client_chart
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.memberships import MembershipService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.room_views import AttendanceRow
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.split import SplitService
from iop_desktop.services.today import TodayService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SmallClinic, at
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def split(unlocked: Unlocked, clock: MovableClock) -> SplitService:
    return SplitService(unlocked, clock)


@pytest.fixture
def attendance(unlocked: Unlocked, clock: MovableClock) -> AttendanceService:
    return AttendanceService(unlocked, clock)


@pytest.fixture
def thirteen(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> SmallClinic:
    """The group has twelve places; the thirteenth member was admitted with a reason."""
    with unlocked.transaction() as db:
        clients = [
            factories.add_client(db, clinic.adult_program, TODAY, f"MR-50{number:02}", f"Kim{number:02}", "Zed")
            for number in range(9)
        ]
        for client in clients[:8]:
            factories.add_membership(db, clinic.group_id, client, TODAY)
        db.get_one(Group, clinic.group_id).capacity = 12
    members = MembershipService(unlocked, clock)
    with pytest.raises(Refused):
        members.admit(clinic.group_id, clients[8], TODAY)
    members.admit(clinic.group_id, clients[8], TODAY, "The group is split today")
    return clinic


def rows(attendance: AttendanceService, session_id: UUID) -> tuple[AttendanceRow, ...]:
    return attendance.room(session_id).rows


def second_of(unlocked: Unlocked, clock: MovableClock, session_id: UUID) -> UUID:
    found = SessionService(unlocked, clock).head(session_id).split_session_id
    assert found is not None
    return found


def moving(split: SplitService, session_id: UUID) -> list[UUID]:
    return [each.client_id for each in split.propose(session_id).members if each.moves]


def test_thirteen_where_twelve_fit_are_proposed_in_two_halves(split: SplitService, thirteen: SmallClinic) -> None:
    proposal = split.propose(thirteen.session_id)
    assert (len(proposal.members), proposal.room, proposal.too_many) == (13, 12, True)
    assert sum(each.moves for each in proposal.members) == 6
    assert [name for _, name in proposal.facilitators] == ["Jo Ortiz", "Maren Okafor"]
    with pytest.raises(NotFound):
        split.propose(uuid4())


def test_both_parts_stay_linked_and_each_has_its_roster(
    split: SplitService, attendance: AttendanceService, thirteen: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    everyone = {row.client_id for row in rows(attendance, thirteen.session_id)}
    moved = moving(split, thirteen.session_id)
    changes = split.split(thirteen.session_id, thirteen.staff[LICENSED], moved)
    assert changes.message == "The group is split: 6 members are with Jo Ortiz."
    second = second_of(unlocked, clock, thirteen.session_id)
    assert {row.client_id for row in rows(attendance, second)} == set(moved)
    stayed = everyone - set(moved)
    assert {row.client_id for row in rows(attendance, thirteen.session_id)} == stayed
    for session_id, stranger in ((thirteen.session_id, moved[0]), (second, next(iter(stayed)))):
        with pytest.raises(NotFound):
            attendance.mark(session_id, stranger, AttendanceStatus.PRESENT)
    heads = {head.session_id: head for head in SessionService(unlocked, clock).today()}
    assert heads[second].split_with == "Dana Whitfield"
    assert heads[thirteen.session_id].split_with == "Jo Ortiz"
    assert heads[second].starts_at == heads[thirteen.session_id].starts_at
    assert heads[thirteen.session_id].cofacilitator == ""
    assert [group.members for group in TodayService(unlocked, clock).view().groups] == [7, 6]
    assert codes_of(lambda: split.split(thirteen.session_id, thirteen.staff[LICENSED], moved)) == ["split"]
    assert codes_of(lambda: split.split(second, thirteen.staff[INTERN], moved[:2])) == ["split"]


def test_attendance_goes_along_and_nothing_of_it_is_lost(
    split: SplitService, attendance: AttendanceService, thirteen: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    session_id = thirteen.session_id
    moved = moving(split, session_id)
    late, absent = moved[0], moved[1]
    clock.advance(minutes=10)
    attendance.mark(session_id, late, AttendanceStatus.LATE)
    attendance.observe(session_id, late, "Came by bus")
    attendance.mark(session_id, absent, AttendanceStatus.PRESENT)
    attendance.undo(session_id)
    attendance.mark(session_id, absent, AttendanceStatus.EXCUSED)
    with unlocked.reading() as db:
        before = db.scalars(select(AttendanceEvent.id).where(AttendanceEvent.session_id == session_id)).all()
    clock.advance(minutes=10)
    split.split(session_id, thirteen.staff[LICENSED], moved)
    second = second_of(unlocked, clock, session_id)
    found = {row.client_id: row.attendance for row in rows(attendance, second)}
    assert found[late].status is AttendanceStatus.LATE
    assert found[late].time_in == at(TODAY, 12, 10)
    assert found[late].observation == "Came by bus"
    assert found[absent].status is AttendanceStatus.EXCUSED
    assert found[moved[2]].status is AttendanceStatus.UNMARKED
    with unlocked.reading() as db:
        after = db.scalars(select(AttendanceEvent.id).where(AttendanceEvent.session_id == session_id)).all()
        assert set(before) < set(after)
        copies = db.scalars(select(AttendanceEvent).where(AttendanceEvent.session_id == second)).all()
        assert {copy.recorded_at for copy in copies} == {clock()}
        chart = client_chart(db, late, unlocked.zone, clock())
    assert [visit.session_id for visit in chart.visits] == [second]
    assert SessionService(unlocked, clock).head(second).started_at == at(TODAY, 12, 10)
    # What is left in the first session counts for nobody twice.
    assert {row.status for row in rows(attendance, session_id)} == {AttendanceStatus.UNMARKED}


def test_what_went_with_the_other_part_is_not_undone_in_the_first(
    split: SplitService, attendance: AttendanceService, thirteen: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    session_id, moved = thirteen.session_id, moving(split, thirteen.session_id)
    everyone = [row.client_id for row in rows(attendance, session_id)]
    stays = next(client_id for client_id in everyone if client_id not in moved)
    attendance.mark(session_id, stays, AttendanceStatus.PRESENT)
    changes = attendance.mark(session_id, moved[0], AttendanceStatus.PRESENT)
    attendance.mark_rest_present(session_id)
    split.split(session_id, thirteen.staff[LICENSED], moved)
    second = second_of(unlocked, clock, session_id)
    before = rows(attendance, second)
    assert changes.undo is not None
    assert codes_of(changes.undo.call) == ["nothing"]
    room = attendance.room(session_id)
    assert room.can_undo == f"Present for {len(everyone) - len(moved) - 1} members"
    attendance.undo(session_id)
    marked = [row.client_id for row in rows(attendance, session_id) if row.status is AttendanceStatus.PRESENT]
    assert marked == [stays]
    attendance.undo(session_id)
    assert attendance.room(session_id).can_undo == ""
    assert codes_of(lambda: attendance.undo(session_id)) == ["nothing"]
    assert rows(attendance, second) == before
    with unlocked.reading() as db:
        chart = client_chart(db, moved[0], unlocked.zone, clock())
    assert [visit.session_id for visit in chart.visits] == [second]


def test_a_single_member_who_went_leaves_a_room_that_can_be_read(
    split: SplitService, attendance: AttendanceService, thirteen: SmallClinic
) -> None:
    moved = moving(split, thirteen.session_id)[:1]
    attendance.mark(thirteen.session_id, moved[0], AttendanceStatus.LATE)
    split.split(thirteen.session_id, thirteen.staff[LICENSED], moved)
    assert attendance.room(thirteen.session_id).can_undo == ""


def test_lesson_group_part_and_notes_go_along(
    split: SplitService, attendance: AttendanceService, thirteen: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    session_id = thirteen.session_id
    lessons, notes = LessonService(unlocked, clock), NoteService(unlocked, clock)
    lessons.choose(session_id, thirteen.lesson_id)
    attendance.mark_rest_present(session_id)
    lessons.mark_segment(session_id, 1, SegmentState.DONE)
    part = notes.group_part(session_id)
    notes.save_group_part(session_id, part.revision, "Urges", "Practiced surfing.", part.note_format)
    notes.list(session_id)
    moved = moving(split, session_id)
    split.split(session_id, thirteen.staff[LICENSED], moved)
    second = second_of(unlocked, clock, session_id)
    view = lessons.view(second)
    assert view is not None
    assert (view.title, view.segments[0].state) == ("Urge surfing", SegmentState.DONE)
    assert notes.group_part(second).topic == "Urges"
    with unlocked.reading() as db:
        drafts = db.scalars(select(Note).where(Note.client_id.in_(moved))).all()
        assert {(note.session_id, note.author_id) for note in drafts} == {(second, thirteen.staff[LICENSED])}
        assert len(db.scalars(select(Delivery)).all()) == 2
        assert len(db.scalars(select(DeliveredSegment)).all()) == 8


def test_a_break_before_the_split_counts_in_neither_part(
    split: SplitService, attendance: AttendanceService, thirteen: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    session_id, pauses = thirteen.session_id, BreakService(unlocked, clock)
    attendance.mark_rest_present(session_id)
    pauses.toggle(session_id)
    clock.advance(minutes=10)
    pauses.toggle(session_id)
    clock.advance(minutes=20)
    pauses.toggle(session_id)
    split.split(session_id, thirteen.staff[LICENSED], moving(split, session_id))
    second = second_of(unlocked, clock, session_id)
    clock.advance(minutes=5)
    pauses.toggle(session_id)
    assert attendance.room(second).break_since is not None
    with unlocked.transaction() as db:
        keep_break(unlocked, db, second, clock(), on=False)
    clock.advance(minutes=25)
    for part in (session_id, second):
        SessionService(unlocked, clock).end(part)
        assert {row.minutes for row in rows(attendance, part)} == {45}


def test_splits_that_cannot_be(
    split: SplitService, thirteen: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    session_id, jo = thirteen.session_id, thirteen.staff[LICENSED]
    moved = moving(split, session_id)
    assert codes_of(lambda: split.split(session_id, thirteen.staff[ADMINISTRATOR], moved)) == ["staff"]
    assert codes_of(lambda: split.split(session_id, thirteen.staff[INTERN], moved)) == ["same"]
    assert codes_of(lambda: split.split(session_id, jo, [])) == ["members"]
    assert codes_of(lambda: split.split(session_id, jo, [thirteen.teenager_id])) == ["member"]
    SessionService(unlocked, clock).start(session_id)
    clock.advance(hours=1)
    SessionService(unlocked, clock).end(session_id)
    assert codes_of(lambda: split.split(session_id, jo, moved)) == ["ended"]

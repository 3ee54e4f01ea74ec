"""Writing notes on a real vault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from iop_desktop.models.groups import Session
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Admission, Goal
from iop_desktop.rules.notes import MAX_TEXT, NoteDraft
from iop_desktop.rules.record import Record
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteFormat, NoteKind, NoteState, SegmentState
from iop_desktop.services.changes import Topic
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import PROGRESS_DRAFT, Desk
from tests.support.clock import MovableClock

INTERVENTIONS = str(factories.LESSON["group_note"])


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


def texts(record: Record) -> str:
    lines = [f"{label}: {value}" for label, value in record.header]
    return "\n".join([*lines, *(text for _, found in record.sections for text in found)])


def test_one_draft_for_each_member_in_roster_order(desk: Desk) -> None:
    listed = desk.notes.list(desk.session_id)
    room = desk.attendance.room(desk.session_id)
    assert [row.client_id for row in listed.rows] == [row.client_id for row in room.rows]
    assert {row.state for row in listed.rows} == {NoteState.DRAFT}
    assert not any(row.started or row.ready for row in listed.rows)
    assert all("unmarked" in [refusal.code for refusal in row.missing] for row in listed.rows)
    assert desk.notes.list(desk.session_id) == listed
    assert listed.done == 0


def test_only_the_facilitators_make_drafts(desk: Desk, as_staff: AsStaff) -> None:
    other = Desk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)
    assert other.notes.list(desk.session_id).rows == ()


def test_the_kind_of_note_follows_attendance(desk: Desk) -> None:
    desk.hold_session()
    kinds = [desk.notes.open(note_id).kind for note_id in desk.note_ids()]
    assert kinds == [NoteKind.PROGRESS, NoteKind.PROGRESS, NoteKind.PROGRESS, NoteKind.ABSENCE]


def test_the_group_part_is_prefilled_from_the_lesson_that_was_given(desk: Desk) -> None:
    empty = desk.notes.group_part(desk.session_id)
    assert (empty.revision, empty.topic, empty.interventions, empty.segments) == (0, "", "", "")
    desk.lessons.mark_segment(desk.session_id, 1, SegmentState.DONE)
    desk.lessons.mark_segment(desk.session_id, 3, SegmentState.SHORTENED)
    part = desk.notes.group_part(desk.session_id)
    assert part.topic == "Urge surfing"
    assert part.interventions == factories.LESSON["group_note"]
    assert part.segments == "Check-in, Practice (shortened)"
    assert part.note_format is NoteFormat.DAP


def test_a_suggested_group_part_stands_in_no_record(desk: Desk) -> None:
    desk.attendance.mark_rest_present(desk.session_id)
    desk.lessons.mark_segment(desk.session_id, 1, SegmentState.DONE)
    part = desk.notes.group_part(desk.session_id)
    assert (part.topic, part.confirmed) == ("Urge surfing", False)
    view = desk.notes.open(desk.note_ids()[0])
    assert INTERVENTIONS not in texts(view.record)
    codes = {refusal.code: refusal.field for refusal in view.missing}
    assert codes["group-part"] == "group_part"
    assert not {"topic", "interventions"} & codes.keys()
    desk.save_group_part()
    view = desk.notes.open(desk.note_ids()[0])
    assert INTERVENTIONS in texts(view.record)
    assert "group-part" not in [refusal.code for refusal in view.missing]
    assert desk.notes.group_part(desk.session_id).confirmed


def test_the_group_part_stands_in_every_note(desk: Desk) -> None:
    desk.hold_session()
    changes = desk.notes.save_group_part(desk.session_id, 1, " Riding\nthe wave ", "Taught.\n", NoteFormat.BIRP)
    assert changes.topics == {Topic.NOTES}
    for note_id in desk.note_ids():
        assert "Riding the wave" in texts(desk.notes.open(note_id).record)
    part = desk.notes.group_part(desk.session_id)
    assert (part.revision, part.interventions, part.note_format, part.present) == (2, "Taught.", NoteFormat.BIRP, 3)


def test_a_stale_group_part_is_refused(desk: Desk) -> None:
    desk.notes.save_group_part(desk.session_id, 0, "One", "", NoteFormat.DAP)
    desk.notes.save_group_part(desk.session_id, 1, "Two", "", NoteFormat.DAP)
    for revision in (0, 1):
        with pytest.raises(Stale):
            desk.notes.save_group_part(desk.session_id, revision, "Three", "", NoteFormat.DAP)
    assert desk.notes.group_part(desk.session_id).topic == "Two"


def test_long_and_locked_group_parts_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.notes.save_group_part(desk.session_id, 0, "x" * 201, "y" * (MAX_TEXT + 1), NoteFormat.DAP)
    assert [refusal.field for refusal in refused.value.refusals] == ["topic", "interventions"]
    desk.notes.list(desk.session_id)
    with desk.unlocked.transaction() as db:
        db.execute(update(Note).where(Note.client_id == desk.clinic.client_ids[0]).values(state=NoteState.COMPLETE))
    assert desk.notes.group_part(desk.session_id).locked
    with pytest.raises(Refused) as refused:
        desk.notes.save_group_part(desk.session_id, 0, "Topic", "", NoteFormat.DAP)
    assert refused.value.refusals[0].code == "locked"


def test_nobody_else_writes(desk: Desk, as_staff: AsStaff) -> None:
    note_id = desk.note_ids()[0]
    revision = desk.notes.open(note_id).revision
    other = Desk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)
    assert not other.notes.open(note_id).editable
    with pytest.raises(NotAllowed):
        other.notes.save(note_id, revision, PROGRESS_DRAFT)
    with pytest.raises(NotAllowed):
        other.notes.save_group_part(desk.session_id, 0, "Topic", "", NoteFormat.DAP)
    digest = other.notes.open(note_id).digest
    other.notes.mark_shown(note_id, digest)
    with other.unlocked.reading() as db:
        assert db.get_one(Note, note_id).shown_digest == ""


def test_the_cofacilitator_writes_and_the_facilitator_stays_the_author(desk: Desk, as_staff: AsStaff) -> None:
    with desk.unlocked.transaction() as db:
        second = desk.clinic.staff[factories.LICENSED]
        db.execute(update(Session).values(cofacilitator_id=second))
    other = Desk(desk.clinic, as_staff(factories.LICENSED), desk.clock)
    note_id = other.note_ids()[0]
    view = other.notes.open(note_id)
    assert view.editable
    assert other.notes.save(note_id, view.revision, PROGRESS_DRAFT).revision == view.revision + 1
    with other.unlocked.reading() as db:
        assert db.get_one(Note, note_id).author_id == desk.clinic.staff[factories.INTERN]


def test_a_draft_is_kept_and_found_again(desk: Desk, as_staff: AsStaff) -> None:
    note_id = desk.note_ids()[0]
    view = desk.notes.open(note_id)
    draft = replace(
        PROGRESS_DRAFT, response="Two\r\nlines \N{PARTY POPPER}\ud83d", goal_id=str(desk.clinic.goal_ids[0])
    )
    saved = desk.notes.save(note_id, view.revision, draft)
    assert saved.saved_at == desk.clock()
    again = Desk(desk.clinic, as_staff(factories.INTERN), desk.clock).notes.open(note_id)
    assert again.draft == replace(draft, response="Two\nlines \N{PARTY POPPER}")
    assert (again.revision, again.record, again.digest) == (saved.revision, saved.record, saved.digest)
    assert again.missing == saved.missing


def test_a_stale_save_is_refused_and_keeps_the_first_text(desk: Desk) -> None:
    note_id = desk.note_ids()[0]
    revision = desk.notes.open(note_id).revision
    desk.notes.save(note_id, revision, NoteDraft(response="First"))
    with pytest.raises(Stale):
        desk.notes.save(note_id, revision, NoteDraft(response="Second"))
    assert desk.notes.open(note_id).draft.response == "First"


def test_looking_at_a_note_does_not_make_the_page_stale(desk: Desk) -> None:
    note_id = desk.note_ids()[0]
    view = desk.notes.open(note_id)
    desk.notes.mark_shown(note_id, view.digest)
    desk.notes.mark_shown(note_id, "not a digest")
    assert desk.notes.save(note_id, view.revision, PROGRESS_DRAFT).revision == view.revision + 1


def test_a_note_is_ready_when_it_is_complete_and_was_shown(desk: Desk) -> None:
    desk.hold_session()
    first, second = desk.note_ids()[:2]
    desk.write(first)
    view = desk.notes.open(second)
    desk.notes.save(second, view.revision, replace(desk.progress_draft(view), goal_id=view.goals[0].goal_id))
    rows = {row.note_id: row for row in desk.notes.list(desk.session_id).rows}
    assert rows[first].ready
    assert rows[first].words == PROGRESS_DRAFT.words
    assert not rows[second].ready
    assert rows[second].missing == ()


def test_any_change_of_a_shared_fact_asks_to_read_the_note_again(desk: Desk) -> None:
    desk.write_all()
    assert all(row.ready for row in desk.notes.list(desk.session_id).rows)
    desk.attendance.mark(desk.session_id, desk.clinic.client_ids[3], AttendanceStatus.EXCUSED)
    rows = desk.notes.list(desk.session_id).rows
    assert [row.ready for row in rows if row.client_id == desk.clinic.client_ids[3]] == [False]
    desk.notes.save_group_part(desk.session_id, 1, "Other topic", "Other", NoteFormat.DAP)
    assert not any(row.ready for row in desk.notes.list(desk.session_id).rows)


def test_a_note_can_wait_for_the_end_of_the_session_only(desk: Desk) -> None:
    desk.attendance.mark_rest_present(desk.session_id)
    note_id = desk.note_ids()[0]
    assert "running" in [refusal.code for refusal in desk.write(note_id).missing]
    desk.clock.advance(hours=3)
    assert "running" in [refusal.code for refusal in desk.notes.open(note_id).missing]
    desk.sessions.end(desk.session_id)
    assert "running" not in [refusal.code for refusal in desk.notes.open(note_id).missing]


def test_the_record_names_nobody_but_the_member_and_the_staff(desk: Desk) -> None:
    note_ids = desk.write_all()
    others = ("Núñez", "Pepe", "José", "O'Hara", "Tenzin")
    text = texts(desk.notes.open(note_ids[0]).record)
    assert "Dana Whitfield" in text
    assert not [name for name in others if name in text]


def test_goals_of_the_active_admission_that_have_not_ended(desk: Desk) -> None:
    note_id = desk.note_ids()[0]
    goal_id = desk.clinic.goal_ids[0]
    goals = desk.notes.open(note_id).goals
    assert [(goal.goal_id, goal.label) for goal in goals] == [(str(goal_id), "Goal 1.1")]
    assert goals[0].objective == "Uses one coping skill on three days a week."
    desk.notes.save(note_id, 1, NoteDraft(goal_id=str(goal_id)))
    with desk.unlocked.transaction() as db:
        db.get_one(Goal, goal_id).ended_on = desk.clock().date() - timedelta(days=1)
    view = desk.notes.open(note_id)
    assert view.goals == ()
    assert "goal-ended" in [refusal.code for refusal in view.missing]


def test_the_plan_of_an_admission_that_has_ended_is_not_offered(desk: Desk) -> None:
    note_id = desk.note_ids()[0]
    with desk.unlocked.transaction() as db:
        mine = Admission.client_id == desk.clinic.client_ids[0]
        db.execute(update(Admission).where(mine).values(discharged_on=desk.clock().date() - timedelta(days=1)))
    assert desk.notes.open(note_id).goals == ()


def test_the_view_carries_attendance_and_observations(desk: Desk) -> None:
    desk.hold_session()
    client_id = desk.clinic.client_ids[1]
    desk.attendance.observe(desk.session_id, client_id, "Spoke about payday.")
    view = desk.notes.open(desk.note_ids()[1])
    assert (view.name, view.initials, view.pronouns) == ("Pepe Núñez", "PN", "he/him")
    assert view.attendance_line == "Late, 12:10 PM to 3:00 PM, 170 minutes"
    assert (view.minutes, [seen.words for seen in view.observations]) == (170, ["3:00 PM Spoke about payday."])
    assert [seen.fact for seen in view.observations] == ["Observed at 3:00 PM: “Spoke about payday.”"]
    assert view.return_comment == ""


def test_who_joins_later_gets_a_draft_too(desk: Desk) -> None:
    assert len(desk.notes.list(desk.session_id).rows) == 4
    with desk.unlocked.transaction() as db:
        factories.add_membership(db, desk.clinic.group_id, desk.clinic.teenager_id, date(2026, 1, 1))
    assert len(desk.notes.list(desk.session_id).rows) == 5


def test_unknown_notes(desk: Desk) -> None:
    for unknown in (desk.notes.open, desk.records.versions):
        with pytest.raises(NotFound):
            unknown(uuid4())
    with pytest.raises(NotFound):
        desk.notes.save(uuid4(), 1, PROGRESS_DRAFT)
    with pytest.raises(NotFound):
        desk.notes.list(uuid4())

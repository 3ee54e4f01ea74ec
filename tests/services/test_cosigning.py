"""Review by the supervisor on a real vault with real keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.notes import NoteVersion, Signature, Viewing
from iop_desktop.rules.vocabulary import Meaning, NoteState
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import OWED, Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of
from tests.support.statements import questions_of, statements_of


@pytest.fixture
def signed(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> tuple[UUID, ...]:
    """The intern has signed her four notes."""
    desk = Desk(clinic, unlocked, clock)
    note_ids = desk.write_all()
    desk.sign(note_ids)
    return note_ids


@pytest.fixture
def supervisor(clinic: SmallClinic, signed: tuple[UUID, ...], as_staff: AsStaff, clock: MovableClock) -> Desk:
    return Desk(clinic, as_staff(factories.SUPERVISOR), clock)


def intern(desk: Desk, as_staff: AsStaff) -> Desk:
    return Desk(desk.clinic, as_staff(factories.INTERN), desk.clock)


def cosign(desk: Desk, version_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    return desk.cosigning.cosign(version_ids, desk.clinic.passphrase).signed


def test_the_queue_is_oldest_first_with_its_age(supervisor: Desk) -> None:
    supervisor.clock.advance(days=2, hours=10)
    queue = supervisor.cosigning.queue()
    assert len(queue) == 4
    assert [row.signed_at for row in queue] == sorted(row.signed_at for row in queue)
    assert {(row.age_days, row.viewed, row.version) for row in queue} == {(3, False, 1)}
    row = next(row for row in queue if row.initials == "AO")
    assert (row.client_name, row.author, row.group_name) == (
        "Amara Okonkwo",
        "Dana Whitfield, MSW Intern",
        "Morning IOP",
    )


def test_the_queue_takes_three_statements(supervisor: Desk) -> None:
    with statements_of(supervisor.unlocked) as statements:
        supervisor.cosigning.queue()
    assert len(questions_of(statements)) == 3


def test_others_have_no_queue_and_no_view(supervisor: Desk, as_staff: AsStaff) -> None:
    version_id = supervisor.cosigning.queue()[0].version_id
    other = intern(supervisor, as_staff)
    assert other.cosigning.queue() == ()
    with pytest.raises(NotAllowed):
        other.cosigning.view(version_id)
    with pytest.raises(NotAllowed):
        other.cosigning.mark_viewed(version_id)
    outcome = other.cosigning.cosign([version_id], other.clinic.passphrase)
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["role", "own"]
    with pytest.raises(Refused):
        other.cosigning.return_note(version_id, "Please say more.")


def test_the_view_shows_the_record_with_its_goal_and_records_nothing(supervisor: Desk) -> None:
    row = next(row for row in supervisor.cosigning.queue() if row.initials == "AO")
    view = supervisor.cosigning.view(row.version_id)
    assert supervisor.cosigning.view(row.version_id) == view
    assert view.goal == "Keep a sober routine through the working week."
    assert view.objective == "Uses one coping skill on three days a week."
    assert view.record == supervisor.records.record(row.version_id)
    assert (view.author, view.version, view.earlier_comments) == ("Dana Whitfield, MSW Intern", 1, ())
    assert not any(row.viewed for row in supervisor.cosigning.queue())
    with supervisor.unlocked.reading() as db:
        assert db.scalars(select(Viewing)).all() == []


def test_what_was_read_to_its_end_is_remembered_once(supervisor: Desk) -> None:
    version_id = supervisor.cosigning.queue()[0].version_id
    supervisor.cosigning.mark_viewed(version_id)
    supervisor.cosigning.mark_viewed(version_id)
    assert [row.viewed for row in supervisor.cosigning.queue()].count(True) == 1
    with supervisor.unlocked.reading() as db:
        assert len(db.scalars(select(Viewing)).all()) == 1


def test_only_what_was_viewed_is_cosigned(supervisor: Desk) -> None:
    queue = [row.version_id for row in supervisor.cosigning.queue()]
    for version_id in queue[:3]:
        supervisor.cosigning.mark_viewed(version_id)
    outcome = supervisor.cosigning.cosign(queue, supervisor.clinic.passphrase)
    assert outcome.signed == tuple(queue[:3])
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["not-viewed"]
    assert [row.version_id for row in supervisor.cosigning.queue()] == queue[3:]


def test_a_cosigned_note_is_complete_and_verifies(supervisor: Desk, signed: tuple[UUID, ...]) -> None:
    version_id = supervisor.version_ids(signed[0])[0]
    supervisor.cosigning.mark_viewed(version_id)
    before = supervisor.records.pdf(version_id)
    supervisor.clock.advance(hours=20)
    assert cosign(supervisor, [version_id]) == (version_id,)
    after = supervisor.records.pdf(version_id)
    assert after.startswith(before)
    version = supervisor.records.versions(signed[0])[0]
    assert version.complete
    assert [(row.meaning, row.name) for row in version.signatures] == [
        (Meaning.AUTHOR, "Dana Whitfield"),
        (Meaning.COSIGNED, "Maren Okafor"),
    ]
    assert version.signatures[1].signed_at == supervisor.clock()
    assert supervisor.records.verify(version_id) == ()
    outcome = supervisor.cosigning.cosign([version_id], supervisor.clinic.passphrase)
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["state"]


def test_nobody_reviews_by_a_clock_that_was_set_back(supervisor: Desk, signed: tuple[UUID, ...]) -> None:
    version_id = supervisor.version_ids(signed[0])[0]
    supervisor.cosigning.mark_viewed(version_id)
    supervisor.clock.advance(hours=-2)
    outcome = supervisor.cosigning.cosign([version_id], supervisor.clinic.passphrase)
    assert outcome.signed == ()
    assert {reason.code for reason in outcome.not_ready[0].reasons} == {"clock-author", "clock-log"}
    with pytest.raises(Refused) as caught:
        supervisor.cosigning.return_note(version_id, "Name the coping skill.")
    assert {refusal.code for refusal in caught.value.refusals} == {"clock-author", "clock-log"}
    supervisor.clock.advance(hours=2)
    assert cosign(supervisor, [version_id]) == (version_id,)


def test_a_wrong_pass_phrase_cosigns_nothing(supervisor: Desk, signed: tuple[UUID, ...]) -> None:
    version_id = supervisor.version_ids(signed[0])[0]
    supervisor.cosigning.mark_viewed(version_id)
    with pytest.raises(WrongPassphrase):
        supervisor.cosigning.cosign([version_id], "not the pass phrase at all")
    assert len(supervisor.cosigning.queue()) == 4


def test_a_returned_note_comes_back_as_a_new_version(
    supervisor: Desk, signed: tuple[UUID, ...], as_staff: AsStaff
) -> None:
    note_id = signed[0]
    first = supervisor.version_ids(note_id)[0]
    kept = supervisor.records.pdf(first), supervisor.records.record(first)
    supervisor.cosigning.return_note(first, " Name the coping skill. ")
    assert first not in [row.version_id for row in supervisor.cosigning.queue()]

    author = intern(supervisor, as_staff)
    view = author.notes.open(note_id)
    assert (view.state, view.editable) == (NoteState.RETURNED, True)
    assert (view.return_comment, view.returned_by) == ("Name the coping skill.", "Maren Okafor")
    saved = author.notes.save(note_id, view.revision, replace(view.draft, response="Used box breathing twice."))
    author.notes.mark_shown(note_id, saved.digest)
    assert author.sign([note_id]).signed == (note_id,)

    again = Desk(supervisor.clinic, as_staff(factories.SUPERVISOR), supervisor.clock)
    assert again.version_ids(note_id)[0] == first
    second = again.version_ids(note_id)[1]
    review = again.cosigning.view(second)
    assert (review.version, review.earlier_comments) == (2, ("Name the coping skill.",))
    again.cosigning.mark_viewed(first)
    again.cosigning.mark_viewed(second)
    outcome = again.cosigning.cosign([first, second], again.clinic.passphrase)
    assert outcome.signed == (second,)
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["state"]
    assert (again.records.pdf(first), again.records.record(first)) == kept
    rows = again.records.versions(note_id)
    assert [(row.number, row.returned, row.complete) for row in rows] == [
        (1, "Name the coping skill.", False),
        (2, "", True),
    ]
    assert (again.records.verify(first), again.records.verify(second)) == (OWED, ())


@pytest.mark.parametrize(("comment", "code"), [(" ", "comment"), ("x" * 20_001, "too-long")])
def test_a_return_needs_a_comment_of_sensible_length(
    supervisor: Desk, signed: tuple[UUID, ...], comment: str, code: str
) -> None:
    version_id = supervisor.version_ids(signed[0])[0]
    assert codes_of(lambda: supervisor.cosigning.return_note(version_id, comment)) == [code]
    assert len(supervisor.cosigning.queue()) == 4


def test_a_record_altered_behind_the_programs_back_is_not_cosigned(supervisor: Desk, signed: tuple[UUID, ...]) -> None:
    version_id = supervisor.version_ids(signed[0])[0]
    supervisor.cosigning.mark_viewed(version_id)
    with supervisor.unlocked.transaction() as db:
        db.connection().exec_driver_sql("DROP TRIGGER keep_note_version_update")
        version = db.get_one(NoteVersion, version_id)
        version.record = version.record | {"goal": "Something else"}
    outcome = supervisor.cosigning.cosign([version_id], supervisor.clinic.passphrase)
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["altered"]
    assert "The record kept in the vault is not the one that was signed." in supervisor.records.verify(version_id)
    with supervisor.unlocked.reading() as db:
        assert len(db.scalars(select(Signature)).all()) == 4


def test_unknown_versions(supervisor: Desk) -> None:
    with pytest.raises(NotFound):
        supervisor.cosigning.view(uuid4())
    with pytest.raises(NotFound):
        supervisor.cosigning.mark_viewed(uuid4())
    with pytest.raises(NotFound):
        supervisor.cosigning.return_note(uuid4(), "Comment")

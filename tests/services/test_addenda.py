"""Adding to a signed note: one at a time, specific to the member, signed like every note."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import Meaning, NoteKind, NoteState
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import OWED, Desk
from tests.support.clock import MovableClock

TEXT = "The member called back at four and asked for a bus pass."


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    """The intern with four signed notes that wait for a co-signature."""
    made = Desk(clinic, unlocked, clock)
    made.sign(made.write_all())
    return made


def as_supervisor(desk: Desk, as_staff: AsStaff) -> Desk:
    return Desk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)


def refused(desk: Desk, parent_id: UUID, kind: NoteKind = NoteKind.ADDENDUM) -> list[str]:
    with pytest.raises(Refused) as caught:
        desk.addenda.begin(parent_id, kind)
    return [refusal.code for refusal in caught.value.refusals]


def test_an_addendum_is_signed_queued_and_cosigned_like_a_note(desk: Desk, as_staff: AsStaff) -> None:
    parent = desk.note_ids()[0]
    before = desk.records.pdf(desk.version_ids(parent)[0])
    added = desk.add(parent, NoteKind.ADDENDUM, TEXT)
    assert desk.sign([added]).signed == (added,)
    (version,) = desk.records.versions(added)
    assert (version.kind, version.complete) == (NoteKind.ADDENDUM, False)
    assert version.title == "Addendum to a progress note of November 24, 2026"
    assert [row.meaning for row in version.signatures] == [Meaning.ADDENDUM]
    assert desk.records.verify(version.version_id) == OWED
    assert desk.records.pdf(desk.version_ids(parent)[0]) == before

    supervisor = as_supervisor(desk, as_staff)
    row = next(row for row in supervisor.cosigning.queue() if row.note_id == added)
    assert (row.kind, row.group_name) == (NoteKind.ADDENDUM, "Addendum")
    assert supervisor.cosign(added).signed == (version.version_id,)
    assert supervisor.records.verify(version.version_id) == ()
    assert RecordCheckService(supervisor.unlocked).verify_all().problems == ()


def test_the_record_names_the_original_as_it_stands(desk: Desk, as_staff: AsStaff) -> None:
    parent = desk.note_ids()[0]
    added = desk.addenda.begin(parent, NoteKind.ADDENDUM)
    header = dict(desk.addenda.open(added).record.header)
    assert header["Original id"] == str(parent)
    assert header["Original author"] == "Dana Whitfield, MSW Intern"
    desk.write_added(added, TEXT)
    first = desk.addenda.open(added).digest

    as_supervisor(desk, as_staff).cosign(parent)
    desk = Desk(desk.clinic, as_staff(factories.INTERN), desk.clock)
    assert desk.addenda.open(added).digest != first
    outcome = desk.sign([added])
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["not-shown"]


def test_a_supervisor_adds_to_anothers_note_and_signs_alone(desk: Desk, as_staff: AsStaff) -> None:
    parent = desk.note_ids()[1]
    supervisor = as_supervisor(desk, as_staff)
    added = supervisor.add(parent, NoteKind.CORRECTION, "Present from 12:10, not from noon.", "The time in was wrong.")
    assert supervisor.sign([added]).signed == (added,)
    assert supervisor.records.versions(added)[0].complete
    assert supervisor.notes.open(parent).state is NoteState.AWAITING_COSIGNATURE


def test_only_to_a_signed_note_and_only_by_who_may(desk: Desk, as_staff: AsStaff) -> None:
    parent = desk.note_ids()[0]
    added = desk.addenda.begin(parent, NoteKind.LATE_ENTRY)
    assert refused(desk, added) == ["not-signed"]
    assert refused(desk, parent) == ["open"]
    assert desk.addenda.possible(parent) == ()
    with pytest.raises(NotFound):
        desk.addenda.begin(uuid4(), NoteKind.ADDENDUM)
    administrator = Desk(desk.clinic, as_staff(factories.ADMINISTRATOR), desk.clock)
    with pytest.raises(NotAllowed):
        administrator.addenda.begin(parent, NoteKind.ADDENDUM)


def test_a_returned_note_is_changed_itself(desk: Desk, as_staff: AsStaff) -> None:
    parent = desk.note_ids()[0]
    supervisor = as_supervisor(desk, as_staff)
    supervisor.cosigning.return_note(supervisor.version_ids(parent)[0], "Name the skill.")
    assert refused(supervisor, parent) == ["returned"]


def test_the_same_words_are_not_added_to_two_members(desk: Desk) -> None:
    first, second = desk.note_ids()[:2]
    desk.sign([desk.add(first, NoteKind.ADDENDUM, TEXT)])
    copied = desk.add(second, NoteKind.ADDENDUM, TEXT.upper())
    assert [reason.code for reason in desk.sign([copied]).not_ready[0].reasons] == ["same-words"]
    desk.clock.advance(days=31)
    desk.write_added(copied, TEXT + " ")
    assert desk.sign([copied]).signed == (copied,)


def test_a_draft_survives_and_is_refused_when_stale_or_foreign(desk: Desk, as_staff: AsStaff) -> None:
    added = desk.addenda.begin(desk.note_ids()[0], NoteKind.ADDENDUM)
    revision = desk.addenda.open(added).revision
    saved = desk.addenda.save(added, revision, "", f"  {TEXT}\n")
    assert desk.addenda.open(added).text == TEXT
    again = desk.addenda.save(added, saved.revision, "", TEXT)
    assert (again.revision, again.digest) == (saved.revision, saved.digest)
    with pytest.raises(Stale):
        desk.addenda.save(added, revision, "", "Other words.")
    assert [row.note_id for row in desk.addenda.mine()] == [added]
    supervisor = as_supervisor(desk, as_staff)
    assert not supervisor.addenda.open(added).editable
    with pytest.raises(NotAllowed):
        supervisor.addenda.save(added, saved.revision, "", "Other words.")
    assert supervisor.addenda.mine() == ()


def test_only_what_was_never_signed_is_discarded(desk: Desk, as_staff: AsStaff) -> None:
    parent = desk.note_ids()[0]
    added = desk.addenda.begin(parent, NoteKind.ADDENDUM)
    desk.addenda.discard(added)
    with pytest.raises(NotFound):
        desk.addenda.open(added)
    signed = desk.add(parent, NoteKind.ADDENDUM, TEXT)
    desk.sign([signed])
    with pytest.raises(Refused):
        desk.addenda.discard(signed)
    with pytest.raises(Refused):
        desk.addenda.save(signed, desk.addenda.open(signed).revision, "", "Changed.")
    supervisor = as_supervisor(desk, as_staff)
    supervisor.cosigning.return_note(supervisor.version_ids(signed)[0], "Say when.")
    author = Desk(desk.clinic, as_staff(factories.INTERN), desk.clock)
    with pytest.raises(Refused):
        author.addenda.discard(signed)
    view = author.addenda.open(signed)
    assert (view.state, view.return_comment, view.returned_by) == (NoteState.RETURNED, "Say when.", "Maren Okafor")
    assert [reason.code for reason in author.sign([signed]).not_ready[0].reasons] == ["unchanged"]
    author.write_added(signed, f"{TEXT} It was at four.")
    assert author.sign([signed]).signed == (signed,)


def test_a_group_note_is_no_added_document(desk: Desk) -> None:
    parent = desk.note_ids()[0]
    with pytest.raises(NotFound):
        desk.addenda.open(parent)
    with desk.unlocked.reading() as db:
        assert db.get_one(Note, parent).kind is None

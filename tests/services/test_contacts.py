"""Individual sessions and contacts on a real vault, from keeping them to the signed PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.notes import Contact, Note
from iop_desktop.models.people import Admission, Goal
from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import Meaning, NoteFormat, NoteKind, NoteState
from iop_desktop.services.clients import ClientService
from iop_desktop.services.contacts import ContactService
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.fidelity import FidelityService
from iop_desktop.services.note_context import NoteContextService
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import NeedKind, notes_owed
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import OWED, PROGRESS_DRAFT, Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of
from tests.support.statements import statements_of

CALL_DRAFT = NoteDraft(
    risk_check=RiskCheck.DENIED, response="Said the bus did not come.", plan="Ride is arranged for Tuesday."
)
LATER_CALLS = (
    ("Asked when the next group is and sounded rested.", "Come on Thursday at nine."),
    ("Told of a quiet weekend with a cousin.", "Bring the diary to the office."),
)


class ContactDesk(Desk):
    """The services of one person, with contacts."""

    def __init__(self, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> None:
        super().__init__(clinic, unlocked, clock)
        self.contacts = ContactService(unlocked, clock)
        self.client_id = clinic.client_ids[1]
        self.drafts = iter(
            (CALL_DRAFT, *(replace(CALL_DRAFT, response=response, plan=plan) for response, plan in LATER_CALLS))
        )

    def details(self, **changes: object) -> ContactDetails:
        """An individual session that has just ended."""
        ends_at = self.clock()
        made = ContactDetails(
            kind=ContactKind.INDIVIDUAL,
            mode=ContactMode.IN_PERSON,
            starts_at=ends_at - timedelta(minutes=50),
            ends_at=ends_at,
            note_format=NoteFormat.DAP,
            place="Office 3",
            interventions="Reviewed the week.",
        )
        return replace(made, **changes)  # type: ignore[arg-type]  # fields by name

    def call(self) -> UUID:
        """A telephone call with its note written and read."""
        details = self.details(kind=ContactKind.PHONE, mode=ContactMode.AUDIO, place="")
        note_id = self.contacts.create(self.client_id, details)
        saved = self.notes.save(note_id, self.notes.open(note_id).revision, next(self.drafts))
        self.notes.mark_shown(note_id, saved.digest)
        return note_id


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> ContactDesk:
    return ContactDesk(clinic, unlocked, clock)


def test_a_contact_is_kept_with_a_note_of_its_author(desk: ContactDesk) -> None:
    note_id = desk.contacts.create(desk.client_id, desk.details(place=" Office\n3 ", topic="  The week "))
    view = desk.notes.open(note_id)
    assert (view.kind, view.status, view.editable) == (NoteKind.INDIVIDUAL, None, True)
    assert view.draft == NoteDraft()
    assert view.attendance_line == "Individual session · Nov 24 · 11:10 AM to 12:00 PM · 50 min · In person"
    assert view.minutes == 50
    assert [goal.text for goal in view.goals] == ["Keep a sober routine through the working week."]
    header = dict(view.record.header)
    assert header["Program"] == "Adult IOP"
    assert header["Place"] == "Office 3"
    assert header["Written by"] == "Dana Whitfield, MSW Intern"
    assert view.contact is not None
    assert (view.contact.client_name, view.contact.revision, view.contact.locked) == ("Pepe Núñez", 1, "")
    assert view.contact.details.topic == "The week"
    with desk.unlocked.reading() as db:
        assert db.get_one(Note, note_id).author_id == desk.unlocked.actor.staff_id
        bodies = db.scalars(select(AuditEvent.body)).all()
    body = next(body for body in bodies if "contact.kept" in body)
    assert "Office" not in body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_at": timedelta(minutes=-51)}, "order"),
        ({"ends_at": timedelta(minutes=1)}, "ahead"),
        ({"starts_at": timedelta(hours=-12)}, "long"),
        ({"ends_at": timedelta(minutes=-50)}, "minutes"),
    ],
)
def test_times_that_cannot_be_are_refused_and_nothing_is_kept(
    desk: ContactDesk, changes: dict[str, timedelta], code: str
) -> None:
    right = desk.details()
    moved = {name: getattr(right, name) + by for name, by in changes.items()}
    assert codes_of(lambda: desk.contacts.create(desk.client_id, replace(right, **moved))) == [code]
    with desk.unlocked.reading() as db:
        assert db.scalars(select(Contact)).all() == []


def test_only_a_message_takes_no_minutes(desk: ContactDesk) -> None:
    now = desk.clock()
    letter = desk.details(kind=ContactKind.OUTREACH, mode=ContactMode.MESSAGE, starts_at=now, ends_at=now, place="")
    view = desk.notes.open(desk.contacts.create(desk.client_id, letter))
    assert view.attendance_line == "Outreach · Nov 24 · 12:00 PM · Letter or message"


def test_nobody_unknown_is_contacted(desk: ContactDesk) -> None:
    with pytest.raises(NotFound):
        desk.contacts.create(uuid4(), desk.details())


def test_a_contact_is_changed_until_its_note_is_signed(desk: ContactDesk) -> None:
    note_id = desk.call()
    view = desk.notes.open(note_id).contact
    assert view is not None
    longer = replace(view.details, starts_at=view.details.starts_at - timedelta(minutes=10))
    desk.contacts.change(view.contact_id, view.revision, longer)
    assert desk.notes.open(note_id).minutes == 60
    with pytest.raises(Stale):
        desk.contacts.change(view.contact_id, view.revision, view.details)
    assert [reason.code for reason in desk.sign([note_id]).not_ready[0].reasons] == ["not-shown"]
    desk.notes.mark_shown(note_id, desk.notes.open(note_id).digest)
    assert desk.sign([note_id]).signed == (note_id,)
    after = desk.notes.open(note_id).contact
    assert after is not None
    assert after.locked
    with pytest.raises(Refused) as refused:
        desk.contacts.change(view.contact_id, after.revision, view.details)
    assert refused.value.refusals[0].code == "signed"
    with pytest.raises(IntegrityError), desk.unlocked.engine.begin() as connection:
        connection.execute(update(Contact).values(place="Elsewhere"))


def test_only_who_held_it_changes_and_writes(desk: ContactDesk, as_staff: AsStaff) -> None:
    note_id = desk.call()
    view = desk.notes.open(note_id)
    assert view.contact is not None
    other = ContactDesk(desk.clinic, as_staff(factories.LICENSED), desk.clock)
    assert not other.notes.open(note_id).editable
    with pytest.raises(NotAllowed):
        other.contacts.change(view.contact.contact_id, view.contact.revision, view.contact.details)
    with pytest.raises(NotAllowed):
        other.notes.save(note_id, view.revision, PROGRESS_DRAFT)
    assert other.contacts.list().rows == ()
    with pytest.raises(NotFound):
        other.contacts.change(uuid4(), 1, view.contact.details)


def test_an_individual_session_is_written_signed_cosigned_and_exported(
    desk: ContactDesk, as_staff: AsStaff, tmp_path: Path
) -> None:
    note_id = desk.contacts.create(desk.client_id, desk.details())
    view = desk.notes.open(note_id)
    assert "goal" in [refusal.field for refusal in view.missing]
    draft = replace(PROGRESS_DRAFT, goal_id=view.goals[0].goal_id, said="“I left before the second round.”")
    saved = desk.notes.save(note_id, view.revision, draft)
    assert saved.missing == ()
    desk.notes.mark_shown(note_id, saved.digest)
    assert desk.sign([note_id]).signed == (note_id,)
    (version_id,) = desk.version_ids(note_id)
    assert desk.records.verify(version_id) == OWED
    assert desk.records.preview(version_id, 0.5)
    with pytest.raises(Refused):
        desk.records.export_note(note_id, tmp_path / "out")
    supervisor = ContactDesk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)
    (row,) = supervisor.cosigning.queue()
    assert (row.group_name, row.kind, row.client_name) == ("Individual session", NoteKind.INDIVIDUAL, "Pepe Núñez")
    assert FidelityService(supervisor.unlocked, desk.clock).record_of_note(note_id) is None
    review = supervisor.cosigning.view(version_id)
    assert review.goal == "Keep a sober routine through the working week."
    supervisor.cosigning.mark_viewed(version_id)
    assert supervisor.cosigning.cosign([version_id], desk.clinic.passphrase).signed == (version_id,)
    assert supervisor.records.verify(version_id) == ()
    path = supervisor.records.export_note(note_id, tmp_path / "out")
    assert path.name == f"2026-11-24-CHART-individual-{str(note_id)[-12:]}.pdf"
    assert path.read_bytes() == supervisor.records.pdf(version_id)
    with pytest.raises(NotFound):
        supervisor.records.export_note(uuid4(), tmp_path / "out")


def test_one_note_of_a_group_is_exported_by_itself(desk: ContactDesk, as_staff: AsStaff, tmp_path: Path) -> None:
    note_id = desk.write_all()[0]
    desk.sign([note_id])
    supervisor = ContactDesk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)
    (version_id,) = supervisor.version_ids(note_id)
    supervisor.cosigning.mark_viewed(version_id)
    supervisor.cosigning.cosign([version_id], desk.clinic.passphrase)
    assert supervisor.records.export_note(note_id, tmp_path).name.startswith("2026-11-24-AM-progress-")


def test_the_list_holds_what_is_open_and_what_is_recent(desk: ContactDesk) -> None:
    old, old_open = desk.call(), desk.call()
    desk.sign([old])
    desk.clock.advance(days=31)
    newer = desk.call()
    listed = desk.contacts.list()
    assert listed.head is None
    assert [row.note_id for row in listed.rows] == [newer, old_open]
    assert [row.ready for row in listed.rows] == [True, True]
    assert listed.rows[0].about == "Dec 25 · Phone"
    desk.sign([newer])
    again = desk.contacts.list()
    assert (again.done, [row.state for row in again.rows]) == (1, [NoteState.AWAITING_COSIGNATURE, NoteState.DRAFT])


def test_signed_notes_take_no_statements_of_their_own(desk: ContactDesk) -> None:
    asked = []
    for _ in range(2):
        desk.sign([desk.call()])
        with statements_of(desk.unlocked) as statements:
            desk.contacts.list()
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_today_says_what_is_owed_about_contacts(desk: ContactDesk, as_staff: AsStaff) -> None:
    today = TodayService(desk.unlocked, desk.clock)
    assert notes_owed(today.view().needs) == 0
    started = desk.contacts.create(desk.client_id, desk.details())
    (need,) = (each for each in today.view().needs if each.kind is NeedKind.NOTES)
    assert (need.title, need.detail, need.count) == (
        "Finish notes",
        "Individual session note, today · due Fri Nov 27",
        1,
    )
    assert (need.session_id, need.note_id) == (None, started)
    ready = desk.call()
    (sign,) = (each for each in today.view().needs if each.kind is NeedKind.SIGN)
    assert (sign.count, sign.note_id) == (1, ready)
    desk.sign([ready])
    supervisor = ContactDesk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)
    (version_id,) = supervisor.version_ids(ready)
    supervisor.cosigning.mark_viewed(version_id)
    supervisor.cosigning.return_note(version_id, "Say who arranged the ride.")
    desk = ContactDesk(desk.clinic, as_staff(factories.INTERN), desk.clock)
    needs = TodayService(desk.unlocked, desk.clock).view().needs
    (returned,) = (each for each in needs if each.kind is NeedKind.RETURNED)
    assert (returned.detail, returned.note_id) == ("“Say who arranged the ride.”", ready)
    assert desk.notes.open(ready).return_comment == "Say who arranged the ride."


def test_group_sessions_and_contacts_are_counted_together(desk: ContactDesk) -> None:
    desk.hold_session()
    desk.contacts.create(desk.client_id, desk.details())
    needs = TodayService(desk.unlocked, desk.clock).view().needs
    (need,) = (each for each in needs if each.kind is NeedKind.NOTES)
    assert (need.title, need.detail, need.count) == (
        "Finish notes",
        "1 session and 1 contact, oldest today · due Fri Nov 27",
        5,
    )


def test_the_chart_and_the_next_note_know_of_it(desk: ContactDesk) -> None:
    note_id = desk.call()
    desk.sign([note_id])
    desk.clock.advance(days=1)
    chart = ClientService(desk.unlocked, desk.clock).chart(desk.client_id)
    (note,) = chart.notes
    assert (note.note_id, note.session_id, note.group_name) == (note_id, None, "Phone contact")
    assert (note.kind, note.state) == (NoteKind.CONTACT, NoteState.AWAITING_COSIGNATURE)
    next_note = desk.contacts.create(desk.client_id, desk.details())
    last = NoteContextService(desk.unlocked, desk.clock).read(next_note).last
    assert last is not None
    assert last.on == note.on
    assert "Said the bus did not come." in dict(last.words).values()


def test_a_goal_that_ended_and_a_client_between_admissions(desk: ContactDesk) -> None:
    note_id = desk.contacts.create(desk.client_id, desk.details())
    view = desk.notes.open(note_id)
    draft = replace(PROGRESS_DRAFT, goal_id=view.goals[0].goal_id)
    desk.notes.save(note_id, view.revision, draft)
    day = desk.clock().date()
    with desk.unlocked.transaction() as db:
        db.execute(update(Goal).values(ended_on=day - timedelta(days=1)))
    assert [refusal.code for refusal in desk.notes.open(note_id).missing] == ["goal-ended"]
    with desk.unlocked.transaction() as db:
        db.execute(update(Admission).values(discharged_on=day - timedelta(days=2)))
    after = desk.notes.open(note_id)
    assert "Program" not in dict(after.record.header)
    assert after.goals == ()


def test_the_signature_says_author_and_the_problem_of_the_plan_is_in_the_record(desk: ContactDesk) -> None:
    note_id = desk.contacts.create(desk.client_id, desk.details(note_format=NoteFormat.PIE))
    view = desk.notes.open(note_id)
    draft = replace(PROGRESS_DRAFT, goal_id=view.goals[0].goal_id, assessment="Routine holds; nights are the barrier.")
    saved = desk.notes.save(note_id, view.revision, draft)
    assert dict(saved.record.sections)["Problem"][0] == "Problem: Alcohol use puts work and family at risk."
    desk.notes.mark_shown(note_id, saved.digest)
    desk.sign([note_id])
    (version,) = desk.records.versions(note_id)
    assert version.signatures[0].meaning is Meaning.AUTHOR

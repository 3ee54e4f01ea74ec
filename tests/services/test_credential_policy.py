"""Rules for credentials on a real vault: who may change them, and that both signatures follow them on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import NoteVersion
from iop_desktop.rules.credentials import CredentialRule
from iop_desktop.rules.vocabulary import NoteState, Role
from iop_desktop.services.credential_policy import CredentialPolicyService
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

DAY = date(2026, 11, 24)
ALONE = CredentialRule("MSW Intern", True, False, DAY - timedelta(days=30), "clinic policy 4.2")


def policies(unlocked: Unlocked, clock: MovableClock) -> CredentialPolicyService:
    return CredentialPolicyService(unlocked, clock)


def test_rules_are_added_listed_and_ended(administrator: Unlocked, clock: MovableClock) -> None:
    service = policies(administrator, clock)
    newer = replace(ALONE, signs_alone=False, from_on=DAY)
    service.add(replace(ALONE, credential="  MSW   Intern "))
    assert service.add(newer).message == "MSW Intern: this holds from Nov 24, 2026."
    assert [(row.rule, row.in_force) for row in service.rows()] == [(newer, True), (ALONE, False)]
    row = service.rows()[0]
    service.end(row.policy_id, row.revision, DAY)
    assert service.rows()[0].rule.until_on == DAY
    clock.advance(days=1)
    assert [row.in_force for row in service.rows()] == [False, False]


def test_what_cannot_be_is_refused(administrator: Unlocked, clock: MovableClock) -> None:
    service = policies(administrator, clock)
    service.add(ALONE)
    row = service.rows()[0]
    with pytest.raises(Refused) as twice:
        service.add(ALONE)
    assert [refusal.code for refusal in twice.value.refusals] == ["twice"]
    with pytest.raises(Refused):
        service.end(row.policy_id, row.revision, DAY - timedelta(days=1))
    with pytest.raises(NotFound):
        service.end(uuid4(), 1, DAY)
    with pytest.raises(Stale):
        service.end(row.policy_id, row.revision + 1, DAY)


def test_only_an_administrator_changes_rules(unlocked: Unlocked, clock: MovableClock) -> None:
    service = policies(unlocked, clock)
    with pytest.raises(NotAllowed):
        service.add(ALONE)
    with pytest.raises(NotAllowed):
        service.end(uuid4(), 1, DAY)
    assert service.rows() == ()


def signed_by_intern(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> tuple[UUID, ...]:
    desk = Desk(clinic, as_staff(INTERN), clock)
    note_ids = desk.write_all()
    desk.sign(note_ids)
    return note_ids


def test_the_policy_of_the_day_decides_about_the_co_signature(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    policies(as_staff(ADMINISTRATOR), clock).add(ALONE)
    note_ids = signed_by_intern(clinic, as_staff, clock)
    desk = Desk(clinic, as_staff(INTERN), clock)
    assert {row.state for row in desk.notes.list(desk.session_id).rows} == {NoteState.COMPLETE}
    with desk.unlocked.reading() as db:
        assert {version.needs_cosignature for version in db.scalars(select(NoteVersion))} == {False}
    assert desk.records.verify(desk.version_ids(note_ids[0])[0]) == ()


def end_credential(as_staff: AsStaff, login: str, until: date) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        db.scalars(select(Staff).where(Staff.login == login)).one().credential_until = until


def test_an_ended_credential_routes_a_note_to_the_supervisor(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    policies(as_staff(ADMINISTRATOR), clock).add(ALONE)
    end_credential(as_staff, INTERN, DAY - timedelta(days=1))
    signed_by_intern(clinic, as_staff, clock)
    desk = Desk(clinic, as_staff(SUPERVISOR), clock)
    assert len(desk.cosigning.queue()) == 4


@pytest.mark.parametrize("rule", [None, CredentialRule("LCSW", True, False, DAY, "clinic policy 4.3")])
def test_a_supervisor_whose_credential_does_not_hold_cannot_co_sign(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, rule: CredentialRule | None
) -> None:
    signed_by_intern(clinic, as_staff, clock)
    if rule:
        policies(as_staff(ADMINISTRATOR), clock).add(rule)
    else:
        end_credential(as_staff, SUPERVISOR, DAY - timedelta(days=1))
    desk = Desk(clinic, as_staff(SUPERVISOR), clock)
    version_id = desk.cosigning.queue()[0].version_id
    desk.cosigning.mark_viewed(version_id)
    (refused,) = desk.cosigning.cosign([version_id], clinic.passphrase).not_ready
    wanted = "credential" if rule else "credential-ended"
    assert [reason.code for reason in refused.reasons] == [wanted]
    assert codes_of(lambda: desk.cosigning.return_note(version_id, "Please say more.")) == [wanted]
    assert len(desk.cosigning.queue()) == 4


def test_the_queue_holds_the_notes_of_ones_own_people(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    """Who is away for long gives their people to somebody else: then the notes are before that person."""
    form = factories.staff_form("rlee", "Robin Lee", Role.SUPERVISOR, credentials="LCSW")
    StaffService(as_staff(ADMINISTRATOR), clock).add(form)
    signed_by_intern(clinic, as_staff, clock)
    assert [row.is_assigned for row in Desk(clinic, as_staff(SUPERVISOR), clock).cosigning.queue()] == [True] * 4
    other = Desk(clinic, as_staff("rlee"), clock)
    assert other.cosigning.queue() == ()
    with other.unlocked.transaction() as db:
        db.get_one(Staff, clinic.staff[factories.INTERN]).supervisor_id = other.unlocked.actor.staff_id
    assert [row.is_assigned for row in other.cosigning.queue()] == [True] * 4
    assert Desk(clinic, as_staff(SUPERVISOR), clock).cosigning.queue() == ()

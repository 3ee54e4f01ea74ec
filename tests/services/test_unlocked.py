"""An open vault: transactions, audit entries, giving the pass phrase again, and what a locked vault answers."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from sqlalchemy import select, text, update

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.errors import VaultClosed
from iop_desktop.services.clients import ClientService
from iop_desktop.services.errors import Stale
from iop_desktop.services.groups import GroupService
from iop_desktop.services.handoff import HandoffService
from iop_desktop.services.memberships import MembershipService
from iop_desktop.services.roster_import import RosterImportService
from iop_desktop.services.schedule import ScheduleService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.split import SplitService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.today import TodayService
from iop_desktop.services.unlock_attempts import TooSoon, WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.waiting import WaitingService
from tests import factories
from tests.factories import INTERN, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.audit_log import entries
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of


def last_entry(unlocked: Unlocked) -> dict[str, Any]:
    with unlocked.reading() as db:
        body = db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence.desc())).first()
    entry: dict[str, Any] = json.loads(body or "{}")
    return entry


def test_an_entry_names_who_what_and_which(unlocked: Unlocked, clinic: SmallClinic) -> None:
    with unlocked.transaction() as db:
        unlocked.audit(db, "attendance.marked", clinic.session_id, {"status": "late"})
    entry = last_entry(unlocked)
    assert entry["actor"] == str(clinic.staff[INTERN])
    assert (entry["action"], entry["subject"]) == ("attendance.marked", "attendance")
    assert entry["subject_id"] == str(clinic.session_id)
    assert entry["details"] == {"status": "late"}
    with unlocked.transaction() as db:
        unlocked.audit(db, "backup.made")
    assert (last_entry(unlocked)["subject"], last_entry(unlocked)["subject_id"]) == ("", None)


def test_an_error_takes_change_and_entry_back(unlocked: Unlocked) -> None:
    before = last_entry(unlocked)

    def fails() -> None:
        with unlocked.transaction() as db:
            db.scalars(select(Clinic)).one().name = "Other"
            unlocked.audit(db, "clinic.renamed")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fails()
    assert last_entry(unlocked) == before
    with unlocked.reading() as db:
        assert db.scalars(select(Clinic.name)).one() == "Harbor Light Recovery"


def test_a_row_changed_underneath_is_stale(unlocked: Unlocked) -> None:
    def save_over_another() -> None:
        with unlocked.transaction() as db:
            clinic = db.scalars(select(Clinic)).one()
            db.execute(
                update(Clinic).values(revision=Clinic.revision + 1),
                execution_options={"synchronize_session": False},
            )
            clinic.name = "Mine"

    with pytest.raises(Stale) as caught:
        save_over_another()
    assert "Nothing is lost" in caught.value.sentence


def test_reading_holds_no_lock_and_sees_no_half_of_a_change(unlocked: Unlocked) -> None:
    with unlocked.reading() as reader:
        assert reader.scalars(select(Clinic.name)).one() == "Harbor Light Recovery"
        with unlocked.transaction() as db:
            db.scalars(select(Clinic)).one().name = "Other"
        assert reader.scalars(select(Clinic.name)).one() == "Harbor Light Recovery"


def test_the_signing_key_belongs_to_the_certificate(unlocked: Unlocked, clock: MovableClock) -> None:
    pen = unlocked.reauthenticate(PASSPHRASE)
    public = pen.certificate.public_key()
    assert isinstance(public, EllipticCurvePublicKey)
    signature = pen.key.sign(b"record", ECDSA(hashes.SHA256()))
    public.verify(signature, b"record", ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"other", ECDSA(hashes.SHA256()))
    pen.certificate.verify_directly_issued_by(pen.root_certificate)
    assert "Dana Whitfield" in pen.certificate.subject.rfc4514_string()
    assert pen.opened_at == clock()
    assert "EllipticCurvePrivateKey" not in repr(pen)
    assert not unlocked.is_locked


def test_each_person_has_a_key_of_their_own(as_staff: AsStaff) -> None:
    serials = {as_staff(login).reauthenticate(PASSPHRASE).certificate.serial_number for login in (INTERN, SUPERVISOR)}
    assert len(serials) == 2


def test_a_wrong_pass_phrase_when_signing_waits_and_is_in_the_audit_chain(
    unlocked: Unlocked, clock: MovableClock
) -> None:
    waits = []
    for _ in range(3):
        with pytest.raises(WrongPassphrase) as caught:
            unlocked.reauthenticate("something else entirely")
        waits.append(caught.value.wait_seconds)
    assert waits == [0, 0, 2]
    assert last_entry(unlocked)["action"] == "passphrase.refused"
    with pytest.raises(TooSoon):
        unlocked.reauthenticate(PASSPHRASE)
    clock.advance(seconds=2)
    assert unlocked.reauthenticate(PASSPHRASE)
    assert len(entries(unlocked, "passphrase.refused")) == 3


@pytest.mark.parametrize("days", [-1, 12 * 366])
def test_nothing_is_signed_with_a_clock_far_off(unlocked: Unlocked, clock: MovableClock, days: int) -> None:
    clock.advance(days=days)
    assert codes_of(lambda: unlocked.reauthenticate(PASSPHRASE)) == ["clock"]
    clock.advance(days=-days)
    assert unlocked.reauthenticate(PASSPHRASE)


def test_failures_when_signing_are_reported_once(clinic: SmallClinic, as_staff: AsStaff) -> None:
    with pytest.raises(WrongPassphrase):
        as_staff(INTERN).reauthenticate("something else entirely")
    assert entries(as_staff(SUPERVISOR), "unlock.failed") == []


def test_a_signing_key_put_in_anothers_place_does_not_open(clinic: SmallClinic, as_staff: AsStaff) -> None:
    unlocked = as_staff(INTERN)
    with unlocked.transaction() as db:
        theirs = factories.staff_by_login(db, SUPERVISOR).sealed_signing_key
        db.execute(update(Staff).where(Staff.login == INTERN).values(sealed_signing_key=theirs))
    with pytest.raises(Exception, match="Refused"):
        unlocked.reauthenticate(PASSPHRASE)


def calls_of_everything(unlocked: Unlocked, clock: MovableClock, some: UUID) -> list[Callable[[], object]]:
    """One call of each public use case of these services, with arguments of the right shape."""
    day, now = date(2026, 11, 24), clock()
    given: dict[str, object] = {
        "search": "",
        "nicknames": "",
        "limit": 5,
        "on": day,
        "admitted_on": day,
        "starts_at": now,
        "ends_at": now,
        "lesson_id": None,
        "moved": (),
        "path": Path(__file__).parents[1] / "data" / "roster-synthea-semicolon.csv",
    }
    calls: list[Callable[[], object]] = []
    kinds = (
        ClientService,
        GroupService,
        HandoffService,
        MembershipService,
        RosterImportService,
        ScheduleService,
        SessionService,
        SplitService,
        StaffService,
        TodayService,
        WaitingService,
    )
    for kind in kinds:
        service = kind(unlocked, clock)
        for name, method in inspect.getmembers(service, inspect.ismethod):
            if name.startswith("_") or name in ("add", "create", "change", "run"):
                continue
            needed = [
                parameter
                for parameter in inspect.signature(method).parameters.values()
                if parameter.kind is not parameter.KEYWORD_ONLY
            ]
            arguments = [given.get(parameter.name, some) for parameter in needed]
            calls.append(partial(method, *arguments))
    return calls


def test_a_locked_vault_refuses_every_use_case_with_a_sentence(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(factories.LICENSED)
    calls = calls_of_everything(unlocked, clock, clinic.session_id)
    clinic.vault.lock(unlocked)
    assert len(calls) > 15
    for call in calls:
        with pytest.raises(VaultClosed) as caught:
            call()
        assert "locked" in caught.value.sentence
    with pytest.raises(VaultClosed):
        unlocked.reauthenticate(PASSPHRASE)


def test_the_database_is_really_encrypted(unlocked: Unlocked, clinic: SmallClinic) -> None:
    with unlocked.reading() as db:
        assert db.execute(text("PRAGMA cipher_version")).scalar_one()
    for path in clinic.folder.iterdir():
        content = path.read_bytes()
        for word in ("Okonkwo", "Siobh", "Whitfield", "Harbor", "Urge"):
            assert word.encode() not in content
            assert word.encode("utf-16-le") not in content

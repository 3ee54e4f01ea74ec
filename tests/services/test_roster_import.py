"""A roster of another system goes into the vault whole or not at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.people import Admission, Client
from iop_desktop.services.clients import ClientService
from iop_desktop.services.errors import NotFound
from iop_desktop.services.roster_file import RosterFileRefused
from iop_desktop.services.roster_import import RosterImportService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.test_roster_preview import refusals_by_code
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)
SYNTHEA = Path(__file__).parents[1] / "data" / "roster-synthea-semicolon.csv"


@pytest.fixture
def rosters(unlocked: Unlocked, clock: MovableClock) -> RosterImportService:
    return RosterImportService(unlocked, clock)


def roster(folder: Path, *lines: str) -> Path:
    path = folder / "roster.csv"
    path.write_text("\n".join(("MRN,First name,Last name,Birth date", *lines)), encoding="utf-8")
    return path


def count(unlocked: Unlocked) -> tuple[int, int]:
    with unlocked.reading() as db:
        return factories.count_rows(db, Client), factories.count_rows(db, Admission)


def test_the_file_of_another_system_goes_in_as_it_is(
    rosters: RosterImportService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    before = count(unlocked)
    seen = rosters.preview(SYNTHEA, clinic.adult_program)
    assert count(unlocked) == before
    assert seen.accepted
    assert seen.refused
    assert not {"known", "duplicate"} & refusals_by_code(seen).keys()
    outcome = rosters.run(seen, clinic.adult_program, TODAY)
    assert (outcome.added, outcome.refused) == (len(seen.accepted), len(seen.refused))
    assert count(unlocked) == (before[0] + outcome.added, before[1] + outcome.added)
    rows = {row.record_number: row for row in ClientService(unlocked, clock).rows(limit=500)}
    assert all(row.program for row in rows.values())
    assert all(row.date_of_birth for row in rows.values())


def test_minors_go_only_into_the_adolescent_program(rosters: RosterImportService, clinic: SmallClinic) -> None:
    adults = {row.row_number for row in rosters.preview(SYNTHEA, clinic.adult_program).accepted}
    minors = {row.row_number for row in rosters.preview(SYNTHEA, clinic.adolescent_program).accepted}
    assert minors
    assert not adults & minors


def test_the_same_file_a_second_time_adds_nobody(
    rosters: RosterImportService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    rosters.run(rosters.preview(SYNTHEA, clinic.adult_program), clinic.adult_program, TODAY)
    before = count(unlocked)
    again = rosters.preview(SYNTHEA, clinic.adult_program)
    assert again.accepted == ()
    assert codes_of(lambda: rosters.run(again, clinic.adult_program, TODAY)) == ["nobody"]
    assert count(unlocked) == before


def test_clients_of_the_clinic_are_known_by_number_or_by_name_and_birth_date(
    rosters: RosterImportService, clinic: SmallClinic, tmp_path: Path
) -> None:
    path = roster(
        tmp_path, "mr-1001,Somebody,Else,1980-01-01", "X-1,Jose,Nunez,1988-03-14", "X-2,Jose,Nunez,1988-03-15"
    )
    seen = rosters.preview(path, clinic.adult_program)
    assert [row.row_number for row in seen.refused] == [2, 3]
    assert refusals_by_code(seen) == {"known": 2}


def test_somebody_added_since_the_preview_stops_the_whole_import(
    rosters: RosterImportService, clinic: SmallClinic, unlocked: Unlocked, tmp_path: Path
) -> None:
    path = roster(tmp_path, "X-1,Noor,Haddad,1990-01-01", "X-2,Lena,Fischer,1991-02-02")
    seen = rosters.preview(path, clinic.adult_program)
    with unlocked.transaction() as db:
        factories.add_client(db, clinic.adult_program, TODAY, "X-2", "Somebody", "Else")
    before = count(unlocked)
    assert codes_of(lambda: rosters.run(seen, clinic.adult_program, TODAY)) == ["changed"]
    assert count(unlocked) == before


def test_an_error_in_the_middle_imports_nothing(
    rosters: RosterImportService,
    clinic: SmallClinic,
    unlocked: Unlocked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = rosters.preview(roster(tmp_path, "X-1,Noor,Haddad,1990-01-01"), clinic.adult_program)
    before = count(unlocked)

    def stop(*_: object, **__: object) -> None:
        raise RuntimeError("stop")

    with monkeypatch.context() as patch:
        patch.setattr(unlocked, "audit", stop)
        with pytest.raises(RuntimeError):
            rosters.run(seen, clinic.adult_program, TODAY)
    assert count(unlocked) == before


def test_people_without_a_number_get_one_of_the_clinics_own(
    rosters: RosterImportService, clinic: SmallClinic, unlocked: Unlocked, tmp_path: Path
) -> None:
    with unlocked.transaction() as db:
        factories.add_client(db, clinic.adult_program, TODAY, "IOP-00001", "Taken", "Number")
    path = roster(tmp_path, ",Noor,Haddad,1990-01-01", ",Lena,Fischer,1991-02-02")
    rosters.run(rosters.preview(path, clinic.adult_program), clinic.adult_program, TODAY)
    with unlocked.reading() as db:
        numbers = db.scalars(select(Client.record_number).where(Client.last_name.in_(["Haddad", "Fischer"]))).all()
    assert sorted(numbers) == ["IOP-00002", "IOP-00003"]


def test_the_audit_entry_counts_and_names_nobody(
    rosters: RosterImportService, clinic: SmallClinic, unlocked: Unlocked, tmp_path: Path
) -> None:
    path = roster(tmp_path, "X-1,Noor,Haddad,1990-01-01", "X-2,,,1991-02-02")
    rosters.run(rosters.preview(path, clinic.adult_program), clinic.adult_program, TODAY)
    with unlocked.reading() as db:
        body = db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence.desc())).first() or "{}"
    details = json.loads(body)["details"]
    assert (details["added"], details["refused"], len(details["clients"])) == (1, 1, 1)
    assert "Haddad" not in body


def test_what_is_no_roster_or_no_program_is_refused(
    rosters: RosterImportService, clinic: SmallClinic, tmp_path: Path
) -> None:
    with pytest.raises(RosterFileRefused):
        rosters.preview(tmp_path / "missing.csv", clinic.adult_program)
    with pytest.raises(NotFound):
        rosters.preview(SYNTHEA, uuid4())
    assert [row.name for row in rosters.programs()] == ["Adolescent IOP", "Adult IOP"]

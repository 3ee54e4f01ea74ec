from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, RuleOverride, Session
from iop_desktop.paths import resource
from iop_desktop.rules.staffing_limits import LimitKind
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.rule_pack_files import read_pack, shipped_packs
from iop_desktop.services.rule_packs import RulePackService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.walk_ins import WalkInService
from tests.factories import ADMINISTRATOR, SUPERVISOR, SmallClinic, at
from tests.services.conftest import AsStaff
from tests.support.audit_log import entries
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

FILES = sorted(path for path in resource("rules/programs.toml").parent.glob("*.toml") if path.stem != "programs")


def test_the_promised_packs_are_there() -> None:
    assert set(shipped_packs()) == {
        "california",
        "district-of-columbia",
        "kansas",
        "medicare-iop",
        "texas",
        "wisconsin",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_pack_is_complete(path: Path) -> None:
    pack = read_pack(path)
    assert pack.code == path.stem
    assert pack.title
    assert pack.authority
    assert pack.limits
    assert len({limit.rule for limit in pack.limits}) == len(pack.limits)
    for limit in pack.limits:
        assert limit.value > 0
        assert len(limit.source) > 20
        assert not limit.source.endswith(".")


@pytest.mark.parametrize(
    ("code", "kind", "value"),
    [
        ("medicare-iop", LimitKind.WEEKLY_HOURS_MIN, 9),
        ("medicare-iop", LimitKind.GROUP_MAX, 12),
        ("california", LimitKind.GROUP_MIN, 2),
        ("california", LimitKind.GROUP_MAX, 12),
        ("texas", LimitKind.NOTE_DUE_BUSINESS_DAYS, 2),
        ("california", LimitKind.NOTE_DUE_BUSINESS_DAYS, 3),
        ("texas", LimitKind.GROUP_MAX, 16),
        ("texas", LimitKind.EDUCATION_GROUP_MAX, 35),
        ("kansas", LimitKind.WEEKLY_HOURS_MIN, 9),
        ("wisconsin", LimitKind.WEEKLY_HOURS_MIN, 9),
        ("district-of-columbia", LimitKind.WEEKLY_HOURS_MAX, 19),
    ],
)
def test_values_of_the_packs(code: str, kind: LimitKind, value: int) -> None:
    assert value in [limit.value for limit in shipped_packs()[code].limits if limit.kind is kind]


def test_an_administrator_chooses_the_packs_of_a_program(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    with pytest.raises(NotAllowed):
        RulePackService(as_staff(SUPERVISOR)).bind(clinic.adult_program, ["texas"])
    unlocked = as_staff(ADMINISTRATOR)
    packs = RulePackService(unlocked)
    with pytest.raises(Refused):
        packs.bind(clinic.adult_program, ["texas", "atlantis"])
    with pytest.raises(NotFound):
        packs.bind(uuid4(), ["texas"])
    with pytest.raises(NotFound):
        packs.rules_of(uuid4())
    packs.bind(clinic.adult_program, ["texas", "medicare-iop", "texas"])
    rules = packs.rules_of(clinic.group_id)
    assert (rules.program.name, rules.program.packs) == ("Adult IOP", ("medicare-iop", "texas"))
    assert [pack.title for pack in rules.packs][:2] == ["California", "District of Columbia"]
    assert rules.overrides == ()


@pytest.fixture
def crowded(unlocked: Unlocked, clinic: SmallClinic) -> SmallClinic:
    """California's rule of two asks for more members than are expected: three of the four called in."""
    with unlocked.transaction() as db:
        db.get_one(Program, clinic.adult_program).rule_packs = ["california"]
    return clinic


def test_a_session_against_a_rule_begins_with_a_reason_only(
    crowded: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    sessions, attendance = SessionService(unlocked, clock), AttendanceService(unlocked, clock)
    assert sessions.warnings(crowded.session_id) == ()
    for client_id in crowded.client_ids[:3]:
        attendance.mark(crowded.session_id, client_id, AttendanceStatus.EXCUSED)
    (warning,) = sessions.warnings(crowded.session_id)
    assert (warning.rule, warning.allowed, warning.actual) == ("california/group-min", 2, 1)
    assert codes_of(lambda: sessions.start(crowded.session_id)) == ["limit"]
    with unlocked.reading() as db:
        assert db.get_one(Session, crowded.session_id).started_at is None
    sessions.start(crowded.session_id, reason="One member came and wanted to stay")
    assert sessions.warnings(crowded.session_id) == ()
    (override,) = RulePackService(unlocked).rules_of(crowded.group_id).overrides
    assert (override.rule, override.reason) == ("california/group-min", "One member came and wanted to stay")
    with unlocked.reading() as db:
        row = db.scalars(select(RuleOverride)).one()
        assert (row.session_id, row.staff_id) == (crowded.session_id, unlocked.actor.staff_id)
    (entry,) = entries(unlocked, "rule.overridden")
    assert entry["details"]["rule"] == "california/group-min"


def test_a_first_mark_begins_no_session_against_a_rule_without_a_reason(
    crowded: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    attendance, walk_ins = AttendanceService(unlocked, clock), WalkInService(unlocked, clock)
    session_id, last = crowded.session_id, crowded.client_ids[3]
    for client_id in crowded.client_ids[:3]:
        attendance.mark(session_id, client_id, AttendanceStatus.EXCUSED)
    attempts: tuple[Callable[[], Changes], ...] = (
        lambda: attendance.mark(session_id, last, AttendanceStatus.PRESENT),
        lambda: attendance.mark_rest_present(session_id),
        lambda: SessionService(unlocked, clock).set_times(session_id, "12:00", ""),
    )
    for attempt in attempts:
        assert codes_of(attempt) == ["limit"]
    room = attendance.room(session_id)
    assert room.head.started_at is None
    assert room.tally == {AttendanceStatus.UNMARKED: 1, AttendanceStatus.EXCUSED: 3}
    attendance.mark(session_id, last, AttendanceStatus.NO_SHOW)
    assert codes_of(lambda: walk_ins.add_new(session_id, "Noor", "Haddad", "3/14/1988")) == ["limit"]
    walk_ins.add_new(session_id, "Noor", "Haddad", "3/14/1988", "Nobody else came")
    (override,) = RulePackService(unlocked).rules_of(crowded.group_id).overrides
    assert (override.rule, override.actual, override.reason) == ("california/group-min", 1, "Nobody else came")
    assert SessionService(unlocked, clock).warnings(session_id) == ()
    assert attendance.room(session_id).head.started_at == clock()


def test_a_warning_is_said_when_a_session_is_planned(
    crowded: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    with unlocked.transaction() as db:
        db.get_one(Program, crowded.adult_program).rule_packs = ["medicare-iop"]
        db.get_one(Group, crowded.group_id).minutes = 30
    day = clock().date()
    changes = SessionService(unlocked, clock).schedule(crowded.group_id, at(day, 18), at(day, 19), None)
    assert "30 minutes planned, and the rule asks for at least 45" in changes.message
    assert changes.message.endswith("The figure is not confirmed against the primary text.")

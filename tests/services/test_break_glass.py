"""Opening a chart from outside: for a reason, for an hour, on the record, and reviewed by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from iop_desktop.rules.audit_review import ReviewTopic
from iop_desktop.rules.break_glass import OPEN_FOR, GlassKind, GlassVerdict
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.glass_views import GlassForm
from iop_desktop.services.today_views import NeedKind
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic
from tests.services.two_groups import TwoGroups, two_groups
from tests.support.refusals import codes_of

REASON = "The hospital called and asks about medication"
EMERGENCY = GlassForm(GlassKind.EMERGENCY, REASON)


@pytest.fixture
def world(clinic_template: SmallClinic, tmp_path: Path) -> Iterator[TwoGroups]:
    """The intern's group and that of the licensed facilitator."""
    made = two_groups(clinic_template, tmp_path / "clinic")
    yield made
    made.clinic.vault.lock(made.unlocked)


def actions(world: TwoGroups) -> list[str]:
    """The names of the latest entries of the audit log, newest first."""
    with world.unlocked.reading() as db:
        found = db.execute(
            text("SELECT json_extract(body, '$.action') FROM audit_event ORDER BY sequence DESC LIMIT 9")
        )
        return [str(row[0]) for row in found]


def needs(world: TwoGroups, login: str) -> list[str]:
    """What Today says of charts that were opened from outside."""
    return [need.detail for need in world.services(login).today.view().needs if need.kind is NeedKind.GLASS]


@pytest.mark.parametrize("login", [LICENSED, ADMINISTRATOR])
def test_a_chart_opens_for_an_hour_and_closes_by_itself(world: TwoGroups, login: str) -> None:
    services = world.services(login)
    with pytest.raises(NotAllowed):
        services.clients.chart(world.client_id)
    services.break_glass.open(world.client_id, EMERGENCY)
    assert actions(world)[0] == "chart.glass_broken"
    chart = services.clients.chart(world.client_id)
    assert chart.outside is not None
    assert chart.outside.until_at == world.clock() + OPEN_FOR
    assert world.client_id in [row.client_id for row in services.clients.rows()]
    services.threads.thread(world.note_id)
    services.records.pdf(world.version_id)
    world.clock.advance(minutes=59)
    services.clients.chart(world.client_id)
    world.clock.advance(minutes=1)
    with pytest.raises(NotAllowed):
        services.clients.chart(world.client_id)
    with pytest.raises(NotAllowed):
        services.records.pdf(world.version_id)


def test_it_opens_one_chart_and_only_for_the_person_who_asked(world: TwoGroups) -> None:
    world.services(LICENSED).break_glass.open(world.client_id, EMERGENCY)
    with pytest.raises(NotAllowed):
        world.services(LICENSED).clients.chart(world.clinic.client_ids[1])
    with pytest.raises(NotAllowed):
        world.services(ADMINISTRATOR).clients.chart(world.client_id)
    with pytest.raises(NotAllowed):
        world.services(LICENSED).notes.list(world.clinic.session_id)


def test_it_is_for_reading(world: TwoGroups) -> None:
    services = world.services(LICENSED)
    services.break_glass.open(world.client_id, EMERGENCY)
    with pytest.raises(NotAllowed):
        services.clients.call_also(world.client_id, "Mara")
    with pytest.raises(NotAllowed):
        services.addenda.begin(world.note_id, NoteKind.ADDENDUM)
    with pytest.raises(NotAllowed):
        services.note_authors.take_over(world.note_id, 1)
    with pytest.raises(NotAllowed):
        services.memberships.admit(world.other_group, world.client_id, world.today)
    with pytest.raises(NotAllowed):
        services.discharges.episodes(world.client_id)
    assert world.client_id not in [row.client_id for row in services.groups.candidates(world.other_group)]


def test_a_clock_that_is_set_back_opens_nothing_again(world: TwoGroups) -> None:
    services = world.services(LICENSED)
    services.break_glass.open(world.client_id, EMERGENCY)
    world.clock.advance(minutes=-1)
    with pytest.raises(NotAllowed):
        services.clients.chart(world.client_id)


def test_a_clock_that_is_set_back_makes_the_hour_no_longer(world: TwoGroups) -> None:
    services = world.services(LICENSED)
    services.break_glass.open(world.client_id, EMERGENCY)
    world.clock.advance(minutes=50)
    services.clients.chart(world.client_id)
    world.clock.advance(minutes=-2)
    services.clients.chart(world.client_id)
    world.clock.advance(minutes=-40)
    with pytest.raises(NotAllowed):
        services.clients.chart(world.client_id)
    assert services.break_glass.current(world.client_id) is None
    assert world.client_id not in [row.client_id for row in services.clients.rows()]
    services.break_glass.open(world.client_id, EMERGENCY)
    services.clients.chart(world.client_id)


def test_it_closes_before_its_time(world: TwoGroups) -> None:
    services = world.services(LICENSED)
    services.break_glass.open(world.client_id, EMERGENCY)
    services.break_glass.open(world.client_id, EMERGENCY)
    services.break_glass.close(world.client_id)
    assert actions(world)[:2] == ["chart.glass_closed"] * 2
    assert services.break_glass.current(world.client_id) is None
    with pytest.raises(NotAllowed):
        services.clients.chart(world.client_id)
    with pytest.raises(NotFound):
        services.break_glass.close(world.client_id)


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason"), ("   why    not   ", "reason"), ("x" * 501, "reason-long")]
)
def test_without_a_reason_nothing_opens(world: TwoGroups, reason: str, code: str) -> None:
    services = world.services(LICENSED)
    assert codes_of(lambda: services.break_glass.open(world.client_id, GlassForm(GlassKind.AUDIT, reason))) == [code]
    assert "chart.glass_broken" not in actions(world)


@pytest.mark.parametrize("who", ["MR-1001", " mr-1001", "Amara Okonkwo", "amara  okonkwo"])
def test_somebody_is_found_by_number_or_exact_name(world: TwoGroups, who: str) -> None:
    services = world.services(LICENSED)
    assert services.break_glass.open_by_name(GlassForm(GlassKind.COVERAGE, REASON, who)) == world.client_id
    services.clients.chart(world.client_id)


@pytest.mark.parametrize("who", ["Amara", "Okonkwo", "MR-100", "mr", "", "%", "Amara Okonkwo Jr", "Somebody Else"])
def test_nothing_is_said_of_similar_names_and_the_attempt_is_kept(world: TwoGroups, who: str) -> None:
    assert codes_of(
        lambda: world.services(LICENSED).break_glass.open_by_name(GlassForm(GlassKind.COVERAGE, REASON, who))
    ) == ["nobody"]
    assert actions(world)[0] == "chart.glass_missed"


def test_ones_own_client_needs_no_reason(world: TwoGroups) -> None:
    services = world.services(INTERN)
    services.break_glass.open(world.client_id, EMERGENCY)
    assert services.break_glass.current(world.client_id) is None
    assert "chart.glass_broken" not in actions(world)
    assert services.clients.chart(world.client_id).outside is None


def test_the_clients_supervisor_and_the_administrator_are_told_until_it_is_reviewed(world: TwoGroups) -> None:
    world.services(LICENSED).break_glass.open(world.client_id, EMERGENCY)
    for login in (SUPERVISOR, ADMINISTRATOR):
        assert needs(world, login) == ["Jo Ortiz, today"]
    assert needs(world, LICENSED) == needs(world, INTERN) == []
    topics = [item.topic for item in world.services(ADMINISTRATOR).audit_review.list().items]
    assert ReviewTopic.GLASS in topics
    (row,) = world.services(SUPERVISOR).break_glass.rows()
    assert (row.client, row.person, row.reason, row.may_review) == ("Amara Okonkwo", "Jo Ortiz", REASON, True)
    world.services(SUPERVISOR).break_glass.review(row.access_id, GlassVerdict.JUSTIFIED)
    assert actions(world)[0] == "chart.glass_reviewed"
    assert needs(world, SUPERVISOR) == needs(world, ADMINISTRATOR) == []
    (row,) = world.services(ADMINISTRATOR).break_glass.rows()
    assert (row.verdict, row.reviewed_by, row.may_review) == (GlassVerdict.JUSTIFIED, "Maren Okafor", False)
    with pytest.raises(Refused):
        world.services(ADMINISTRATOR).break_glass.review(row.access_id, GlassVerdict.NOT_JUSTIFIED, "No call came.")


def test_nobody_reviews_their_own_opening(world: TwoGroups) -> None:
    administrator = world.services(ADMINISTRATOR)
    administrator.break_glass.open(world.client_id, EMERGENCY)
    assert needs(world, ADMINISTRATOR) == []
    (row,) = administrator.break_glass.rows()
    assert not row.may_review
    with pytest.raises(NotAllowed):
        administrator.break_glass.review(row.access_id, GlassVerdict.JUSTIFIED)
    with pytest.raises(NotAllowed):
        world.services(LICENSED).break_glass.review(row.access_id, GlassVerdict.JUSTIFIED)


def test_a_supervisor_reviews_without_the_name_of_a_client_outside_the_circle(world: TwoGroups) -> None:
    world.services(INTERN).break_glass.open(world.other_client, EMERGENCY)
    assert needs(world, SUPERVISOR) == []
    (row,) = world.services(SUPERVISOR).break_glass.rows()
    assert row.client.startswith("client ")
    assert row.may_review
    world.services(SUPERVISOR).break_glass.review(row.access_id, GlassVerdict.NOT_JUSTIFIED, "No call came.")
    assert world.services(SUPERVISOR).break_glass.rows()[0].comment == "No call came."


@pytest.mark.parametrize("table", ["chart_access", "chart_access_end", "chart_access_review"])
def test_what_was_opened_and_reviewed_is_kept_for_ever(world: TwoGroups, table: str) -> None:
    services = world.services(LICENSED)
    services.break_glass.open(world.client_id, EMERGENCY)
    services.break_glass.close(world.client_id)
    (row,) = world.services(SUPERVISOR).break_glass.rows()
    assert row.lasted == "0 minutes, closed early"
    world.services(SUPERVISOR).break_glass.review(row.access_id, GlassVerdict.JUSTIFIED)
    with pytest.raises(IntegrityError), world.unlocked.transaction() as db:
        db.execute(text(f"DELETE FROM {table}"))


def test_the_reason_is_in_no_audit_entry(world: TwoGroups) -> None:
    world.services(LICENSED).break_glass.open(world.client_id, EMERGENCY)
    with world.unlocked.reading() as db:
        bodies = db.execute(text("SELECT body FROM audit_event")).scalars().all()
    assert not any("hospital" in str(body) for body in bodies)
    assert timedelta(hours=1) == OPEN_FOR

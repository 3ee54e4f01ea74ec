"""One queue for notes of this clinic and of another one, with one pass phrase for both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.today_views import notes_to_cosign
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.two_clinics import Place, clinic_of_an_author
from tests.services.writing import Desk
from tests.support.clock import MovableClock


@pytest.fixture
def elsewhere(tmp_path: Path, clock: MovableClock) -> Iterator[Place]:
    """Another clinic with notes of its own that wait."""
    with clinic_of_an_author(tmp_path / "elsewhere", clock) as place:
        yield place


@pytest.fixture
def supervisor(clinic: SmallClinic, elsewhere: Place, unlocked: Unlocked, as_staff: AsStaff) -> Services:
    """The small clinic's supervisor with four notes of the own clinic and four that came in a packet."""
    clock = elsewhere.clock
    desk = Desk(clinic, unlocked, clock)
    clock.advance(hours=-3)
    desk.sign(desk.write_all())
    card = services_of(as_staff(factories.SUPERVISOR), clock).partners.my_card(PASSPHRASE)
    elsewhere.services(factories.ADMINISTRATOR).partners.trust(card.content, card.fingerprint)
    back = elsewhere.services(factories.INTERN).partners.my_card(PASSPHRASE)
    services_of(as_staff(factories.ADMINISTRATOR), clock).partners.trust(back.content, back.fingerprint)
    packets = elsewhere.services(factories.INTERN).packets
    versions = [row.version_id for row in packets.sendable()]
    made = packets.make(packets.supervisors()[0].partner_id, versions, PASSPHRASE)
    services = services_of(as_staff(factories.SUPERVISOR), clock)
    services.packet_inbox.open(made.content, PASSPHRASE)
    return services


def test_own_notes_come_first_and_the_others_name_their_clinic(supervisor: Services) -> None:
    rows = supervisor.reviews.queue()
    assert [row.clinic for row in rows] == [""] * 4 + ["Harbor Light Recovery"] * 4
    assert len({row.author_id for row in rows}) == 2


def test_both_are_cosigned_with_one_pass_phrase(supervisor: Services) -> None:
    rows = supervisor.reviews.queue()
    wanted = [rows[0].version_id, rows[4].version_id, rows[1].version_id]
    for version_id in wanted[:2]:
        supervisor.reviews.mark_viewed(version_id)
    seen: list[tuple[int, int]] = []
    outcome = supervisor.reviews.cosign(wanted, PASSPHRASE, lambda done, whole: seen.append((done, whole)))
    assert set(outcome.signed) == set(wanted[:2])
    assert [reason.code for left in outcome.not_ready for reason in left.reasons] == ["not-viewed"]
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert len(supervisor.reviews.queue()) == 6


def test_both_are_returned_in_the_same_way(supervisor: Services) -> None:
    rows = supervisor.reviews.queue()
    supervisor.reviews.return_note(rows[0].version_id, "Say more.")
    supervisor.reviews.return_note(rows[4].version_id, "Say more.")
    assert len(supervisor.reviews.queue()) == 6
    assert supervisor.packet_inbox.answers_due()[0].decided == 1


def test_signing_stops_between_the_two(supervisor: Services) -> None:
    rows = supervisor.reviews.queue()
    for row in rows:
        supervisor.reviews.mark_viewed(row.version_id)
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 4

    outcome = supervisor.reviews.cosign([row.version_id for row in rows], PASSPHRASE, stop=stop)
    assert (len(outcome.signed), outcome.left) == (4, 4)
    assert [row.clinic for row in supervisor.reviews.queue()] == [""] * 4


def test_today_counts_both(supervisor: Services) -> None:
    assert notes_to_cosign(supervisor.today.view().needs) == 8
    for row in supervisor.reviews.queue()[3:5]:
        supervisor.reviews.return_note(row.version_id, "Say more.")
    assert notes_to_cosign(supervisor.today.view().needs) == 6

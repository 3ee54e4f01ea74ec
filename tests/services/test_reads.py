"""Opening a chart, a note or a PDF is an entry: one for each screen."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from iop_desktop.models.errors import VaultFull
from iop_desktop.services.clients import ClientService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN
from tests.services.conftest import AsStaff
from tests.support.audit_log import entries
from tests.support.clock import MovableClock


def reads(unlocked: Unlocked, action: str) -> list[str]:
    return [entry["subject_id"] for entry in entries(unlocked, action)]


def test_a_chart_that_is_read_again_on_the_same_screen_is_one_entry(unlocked: Unlocked, clock: MovableClock) -> None:
    clients = ClientService(unlocked, clock)
    first, second = (row.client_id for row in clients.rows()[:2])
    for _ in range(3):
        clients.chart(first)
        clock.advance(minutes=4)
    clients.chart(second)
    assert reads(unlocked, "chart.viewed") == [str(first), str(second)]
    clock.advance(minutes=4)
    clients.chart(first)
    assert reads(unlocked, "chart.viewed") == [str(first), str(second), str(first)]


def test_who_unlocks_again_opens_again(as_staff: AsStaff, clock: MovableClock) -> None:
    unlocked = as_staff(INTERN)
    client = ClientService(unlocked, clock).rows()[0].client_id
    ClientService(unlocked, clock).chart(client)
    unlocked = as_staff(INTERN)
    ClientService(unlocked, clock).chart(client)
    assert reads(unlocked, "chart.viewed") == [str(client)] * 2


def test_a_full_disk_keeps_nobody_from_reading(unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch) -> None:
    subject, audit = uuid4(), unlocked.audit

    def full(*_: object) -> None:
        raise VaultFull

    monkeypatch.setattr(unlocked, "audit", full)
    unlocked.opened("chart.viewed", subject)
    monkeypatch.setattr(unlocked, "audit", audit)
    unlocked.opened("chart.viewed", subject)
    assert [UUID(each) for each in reads(unlocked, "chart.viewed")] == [subject], "what was not kept is tried again"

"""Limits of supervision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from iop_desktop.rules.supervision import (
    LONGEST_DAYS,
    SupervisionLimits,
    observation_due,
    refusals_of_limits,
    waits_too_long,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(("age", "late"), [(0, False), (7, False), (8, True)])
def test_waiting(age: int, late: bool) -> None:
    assert waits_too_long(age, 7) is late


@pytest.mark.parametrize(("ago", "overdue"), [(0, False), (30, False), (31, True)])
def test_the_next_observation(ago: int, overdue: bool) -> None:
    last = TODAY - timedelta(days=ago)
    found = observation_due(last, 30, TODAY)
    assert (found.last_on, found.due_on, found.overdue) == (last, last + timedelta(days=30), overdue)


def test_who_was_never_observed_is_due_today() -> None:
    found = observation_due(None, 30, TODAY)
    assert (found.last_on, found.due_on, found.overdue) == (None, TODAY, False)


@pytest.mark.parametrize(
    ("limits", "fields"),
    [
        (SupervisionLimits(), []),
        (SupervisionLimits(1, LONGEST_DAYS), []),
        (SupervisionLimits(0, LONGEST_DAYS + 1), ["cosign_days", "observation_days"]),
    ],
)
def test_limits_are_days(limits: SupervisionLimits, fields: list[str]) -> None:
    assert [refusal.field for refusal in refusals_of_limits(limits)] == fields

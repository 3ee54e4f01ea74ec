"""What must be said and what must be there before all records are erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from iop_desktop.rules.erasure import ErasureFacts, has_fresh_copy, refusals_to_erase

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FINE = ErasureFacts(
    typed_name="Harbor Light Recovery",
    clinic_name="Harbor Light Recovery",
    held_charts=0,
    backup_at=NOW - HOUR,
    archive_at=None,
    declined=False,
    now=NOW,
)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"typed_name": "  Harbor  Light Recovery "}, []),
        ({"typed_name": "harbor light recovery"}, ["name"]),
        ({"typed_name": ""}, ["name"]),
        ({"held_charts": 1}, ["held"]),
        ({"held_charts": 1, "declined": True}, ["held"]),
        ({"backup_at": None}, ["copy"]),
        ({"backup_at": None, "declined": True}, []),
        ({"backup_at": NOW - 2 * DAY}, ["copy"]),
        ({"backup_at": None, "archive_at": NOW - 29 * DAY}, []),
        ({"backup_at": None, "archive_at": NOW - 31 * DAY, "typed_name": "x"}, ["name", "copy"]),
    ],
)
def test_why_nothing_is_erased(change: dict[str, object], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_to_erase(replace(FINE, **change))] == codes  # type: ignore[arg-type]  # fields by name


def test_a_copy_of_the_future_is_none() -> None:
    assert not has_fresh_copy(NOW + HOUR, NOW + HOUR, NOW)
    assert has_fresh_copy(NOW, None, NOW)

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.split import balanced_half, refusals_of_second, refusals_to_split

MEMBERS = [UUID(int=number) for number in range(1, 14)]
FIT: dict[str, Any] = {"already_split": False, "cancelled": False, "ended_at": None, "signed": False}


@given(st.lists(st.uuids(), max_size=40, unique=True))
def test_both_halves_are_of_a_size(members: list[UUID]) -> None:
    moved = balanced_half(members)
    assert len(members) - 2 * len(moved) in (0, 1)
    assert set(moved) <= set(members)


@pytest.mark.parametrize(
    ("moved", "changes", "codes"),
    [
        (MEMBERS[:6], {}, []),
        (MEMBERS[:1], {}, []),
        ([], {}, ["members"]),
        (MEMBERS, {}, ["members"]),
        ([UUID(int=99)], {}, ["member"]),
        (MEMBERS[:6], {"already_split": True}, ["split"]),
        (MEMBERS[:6], {"cancelled": True}, ["cancelled"]),
        (MEMBERS[:6], {"ended_at": datetime(2026, 11, 24, tzinfo=UTC)}, ["ended"]),
        (MEMBERS[:6], {"signed": True}, ["signed"]),
    ],
)
def test_splits(moved: list[UUID], changes: dict[str, Any], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_to_split(MEMBERS, moved, **(FIT | changes))] == codes


@pytest.mark.parametrize(("second", "clinical", "codes"), [(2, True, []), (1, True, ["same"]), (2, False, ["staff"])])
def test_who_leads_the_second_part(second: int, clinical: bool, codes: list[str]) -> None:
    refusals = refusals_of_second(UUID(int=second), UUID(int=1), clinical=clinical)
    assert [refusal.code for refusal in refusals] == codes

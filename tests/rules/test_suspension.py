"""Who can be suspended, and whose suspension can end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iop_desktop.rules.suspension import (
    LONGEST_REASON,
    StaffState,
    SuspensionFacts,
    refusals_of_ending,
    refusals_of_suspension,
)

FIT = SuspensionFacts(StaffState.ACTIVE, is_oneself=False, is_last_administrator=False, reason="Under review.")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        *(({"state": state}, ["state"]) for state in StaffState if state is not StaffState.ACTIVE),
        ({"is_oneself": True}, ["oneself"]),
        ({"is_last_administrator": True}, ["last"]),
        ({"reason": "  "}, ["reason"]),
        ({"reason": "x" * LONGEST_REASON}, []),
        ({"reason": "x" * (LONGEST_REASON + 1)}, ["reason"]),
        ({"reason": "two\nlines"}, ["reason"]),
    ],
)
def test_who_can_be_suspended(changes: dict[str, Any], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_suspension(replace(FIT, **changes))] == codes


@pytest.mark.parametrize("state", list(StaffState))
def test_only_a_suspension_ends(state: StaffState) -> None:
    assert bool(refusals_of_ending(state)) is (state is not StaffState.SUSPENDED)

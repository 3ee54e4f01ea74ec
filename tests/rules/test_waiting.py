from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.waiting import moved, refusals_to_wait


@pytest.mark.parametrize(
    ("is_member", "is_waiting", "reason", "codes"),
    [
        (False, False, "Group is full", []),
        (True, False, "Group is full", ["member"]),
        (False, True, "Group is full", ["waiting"]),
        (False, False, "  ", ["reason"]),
        (False, False, "x" * 300, []),
        (False, False, "x" * 301, ["long"]),
        (True, True, "", ["member", "waiting", "reason"]),
    ],
)
def test_who_may_wait(is_member: bool, is_waiting: bool, reason: str, codes: list[str]) -> None:
    refusals = refusals_to_wait(is_member=is_member, is_waiting=is_waiting, reason=reason)
    assert [refusal.code for refusal in refusals] == codes


@pytest.mark.parametrize(
    ("entry", "steps", "order"),
    [
        ("b", -1, "bacd"),
        ("b", 1, "acbd"),
        ("a", -1, "abcd"),
        ("d", 1, "abcd"),
        ("a", 9, "bcda"),
        ("d", -9, "dabc"),
    ],
)
def test_moving_on_the_list(entry: str, steps: int, order: str) -> None:
    assert "".join(moved("abcd", entry, steps)) == order


def test_who_is_not_on_the_list_is_not_moved() -> None:
    with pytest.raises(ValueError, match="not"):
        moved("abc", "z", 1)


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_nobody_is_lost_and_a_step_back_restores(order: list[int], data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(order))
    steps = data.draw(st.integers(-3, 3))
    after = moved(order, entry, steps)
    assert sorted(after) == sorted(order)
    back = after.index(entry) - order.index(entry)
    assert list(moved(after, entry, -back)) == order

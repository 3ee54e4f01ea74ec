from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.staffing_limits import (
    GroupSize,
    Limit,
    LimitKind,
    RulePack,
    largest_group,
    limits_in_force,
    strictest,
    warnings_of,
)
from iop_desktop.rules.vocabulary import GroupKind, Population

DAY = date(2026, 11, 24)


def pack(code: str = "north", begin: date = date(2020, 1, 1), end: date | None = None, **values: int) -> RulePack:
    limits = tuple(
        Limit(f"{code}/{kind}", LimitKind(kind), value, f"Rule of {code}", confirmed=True)
        for kind, value in values.items()
    )
    return RulePack(code, code.title(), code, begin, end, limits)


def made_of(values: dict[str, Any]) -> RulePack:
    return pack(**values)


def size(**changes: Any) -> GroupSize:
    values: dict[str, Any] = {"kind": GroupKind.SKILLS, "members": 10, "facilitators": 1, "minutes": 180}
    return GroupSize(**(values | changes))


@pytest.mark.parametrize(
    ("begin", "end", "holds"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2026, 11, 25), None, False),
        (date(2020, 1, 1), date(2026, 11, 23), False),
    ],
)
def test_a_pack_binds_in_its_time(begin: date, end: date | None, holds: bool) -> None:
    assert bool(limits_in_force([pack(begin=begin, end=end, group_max=12)], DAY)) is holds


def test_a_rule_for_adolescents_is_not_for_adults() -> None:
    limit = Limit("k/h", LimitKind.WEEKLY_HOURS_MIN, 6, "K", True, Population.ADOLESCENT)
    packs = [RulePack("k", "K", "k", DAY, None, (limit,))]
    assert limits_in_force(packs, DAY, Population.ADULT) == ()
    assert limits_in_force(packs, DAY, Population.ADOLESCENT) == (limit,)
    assert limits_in_force(packs, DAY) == (limit,)


@pytest.mark.parametrize(
    ("values", "changes", "found"),
    [
        ({"group_max": 12}, {"members": 12}, []),
        ({"group_max": 12}, {"members": 13}, [("north/group_max", 12, 13)]),
        ({"group_max": 12}, {"members": 13, "kind": GroupKind.FAMILY}, [("north/group_max", 12, 13)]),
        ({"group_max": 16, "education_group_max": 35}, {"members": 35, "kind": GroupKind.PSYCHOEDUCATION}, []),
        (
            {"group_max": 16, "education_group_max": 35},
            {"members": 36, "kind": GroupKind.PSYCHOEDUCATION},
            [("north/education_group_max", 35, 36)],
        ),
        ({"education_group_max": 35}, {"members": 40}, []),
        ({"group_min": 2}, {"members": 2}, []),
        ({"group_min": 2}, {"members": 1}, [("north/group_min", 2, 1)]),
        ({"members_per_facilitator": 8}, {"members": 9}, [("north/members_per_facilitator", 8, 9)]),
        ({"members_per_facilitator": 8}, {"members": 16, "facilitators": 2}, []),
        ({"members_per_facilitator": 8}, {"members": 17, "facilitators": 2}, [("north/members_per_facilitator", 8, 9)]),
        ({"members_per_facilitator": 8}, {"members": 9, "facilitators": 0}, [("north/members_per_facilitator", 8, 9)]),
        ({"minutes_min": 60}, {"minutes": 60}, []),
        ({"minutes_min": 60}, {"minutes": 59}, [("north/minutes_min", 60, 59)]),
        (
            {"group_max": 4, "minutes_min": 200},
            {"members": 5},
            [("north/group_max", 4, 5), ("north/minutes_min", 200, 180)],
        ),
        ({}, {"members": 99}, []),
    ],
)
def test_warnings(values: dict[str, int], changes: dict[str, Any], found: list[tuple[str, int, int]]) -> None:
    warnings = warnings_of([made_of(values)], DAY, size(**changes))
    assert [(each.rule, each.allowed, each.actual) for each in warnings] == found


def test_a_warning_says_where_the_rule_stands_and_when_it_is_not_confirmed() -> None:
    (sure,) = warnings_of([pack(group_max=4)], DAY, size())
    assert sure.sentence == "10 members, and the rule allows 4 (Rule of north)."
    assert (sure.refusal.code, sure.refusal.field) == ("limit", "override")
    unsure = RulePack("s", "S", "s", DAY, None, (Limit("s/m", LimitKind.GROUP_MAX, 4, "S", confirmed=False),))
    (warning,) = warnings_of([unsure], DAY, size())
    assert warning.sentence.endswith("(S). The figure is not confirmed against the primary text.")


@given(st.lists(st.integers(2, 40), min_size=1, max_size=5), st.integers(0, 60))
def test_the_strictest_counts(values: list[int], members: int) -> None:
    packs = [pack(f"p{number}", group_max=value) for number, value in enumerate(values)]
    warnings = warnings_of(packs, DAY, size(members=members))
    assert [each.allowed for each in warnings] == ([min(values)] if members > min(values) else [])
    assert largest_group(packs, DAY, GroupKind.SKILLS, 1) == min(values)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=5))
def test_the_strictest_minimum_is_the_highest(values: list[int]) -> None:
    limits = limits_in_force([pack(f"p{n}", weekly_hours_min=value) for n, value in enumerate(values)], DAY)
    found = strictest(limits, LimitKind.WEEKLY_HOURS_MIN)
    assert found is not None
    assert found.value == max(values)
    assert strictest(limits, LimitKind.GROUP_MAX) is None


def test_among_equals_a_confirmed_rule_is_named() -> None:
    limits = [Limit(rule, LimitKind.GROUP_MAX, 12, "S", sure) for rule, sure in (("a/m", False), ("b/m", True))]
    found = strictest(limits, LimitKind.GROUP_MAX)
    assert found is not None
    assert found.rule == "b/m"


def test_the_largest_group_grows_with_facilitators() -> None:
    packs = [pack(group_max=20, members_per_facilitator=8)]
    assert [largest_group(packs, DAY, GroupKind.SKILLS, count) for count in (1, 2, 3)] == [8, 16, 20]
    assert largest_group([pack(group_min=2)], DAY, GroupKind.SKILLS, 1) is None


@pytest.mark.parametrize("kind", LimitKind)
def test_every_kind_has_words(kind: LimitKind) -> None:
    assert kind.label
    assert kind.lowest_is_strictest is not kind.value.endswith("_min")

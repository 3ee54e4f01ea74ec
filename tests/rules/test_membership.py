from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.membership import (
    AgeRange,
    GroupAdmissionFacts,
    age_on,
    may_go_on,
    refusals_of_age,
    refusals_to_admit,
    refusals_to_end,
    refusals_to_transfer,
)
from iop_desktop.rules.refusal import Refusal

ADULTS = AgeRange(18)
ADOLESCENTS = AgeRange(12, 17)
DAY = date(2026, 11, 24)
FIT = GroupAdmissionFacts(
    on=DAY,
    date_of_birth=date(1990, 1, 31),
    ages=ADULTS,
    admitted_on=date(2026, 11, 1),
    discharged_on=None,
    is_member=False,
    members=11,
    capacity=12,
)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 24), DAY, 18),
        (date(2008, 11, 25), DAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 24), DAY, 0),
    ],
)
def test_age_on_a_day(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
def test_age_never_falls(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    assert 0 <= age_on(born, day) <= age_on(born, day + timedelta(days=1)) <= age_on(born, day) + 1


@pytest.mark.parametrize(
    ("born", "ages", "codes"),
    [
        (date(2008, 11, 24), ADULTS, []),
        (date(2008, 11, 25), ADULTS, ["too-young"]),
        (date(1930, 1, 1), ADULTS, []),
        (date(2008, 11, 25), ADOLESCENTS, []),
        (date(2008, 11, 24), ADOLESCENTS, ["too-old"]),
        (date(2014, 11, 25), ADOLESCENTS, ["too-young"]),
        (date(2026, 11, 25), ADULTS, ["unborn"]),
        (None, ADULTS, ["no-birth-date"]),
    ],
)
def test_ages_of_a_program(born: date | None, ages: AgeRange, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_age(born, ages, DAY)] == codes


def test_a_minor_is_told_about_adolescent_programs_only_by_an_adult_program() -> None:
    assert "adolescent program" in refusals_of_age(date(2012, 1, 1), ADULTS, DAY)[0].text
    assert "adolescent program" not in refusals_of_age(date(2020, 1, 1), ADOLESCENTS, DAY)[0].text


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"members": 12}, ["full"]),
        ({"members": 12, "is_member": True}, ["member"]),
        ({"is_member": True}, ["member"]),
        ({"admitted_on": None}, ["not-admitted"]),
        ({"admitted_on": DAY}, []),
        ({"admitted_on": DAY + timedelta(days=1)}, ["before-admission"]),
        ({"discharged_on": DAY}, []),
        ({"discharged_on": DAY - timedelta(days=1)}, ["discharged"]),
        ({"group_is_active": False}, ["closed"]),
        ({"ages": ADOLESCENTS}, ["too-old"]),
        ({"admitted_on": None, "members": 12, "date_of_birth": None}, ["not-admitted", "no-birth-date", "full"]),
    ],
)
def test_admission_to_a_group(changes: dict[str, object], codes: list[str]) -> None:
    facts = replace(FIT, **changes)  # type: ignore[arg-type]  # the table holds values of many types
    assert [refusal.code for refusal in refusals_to_admit(facts)] == codes


def test_a_membership_lasts_at_least_a_day() -> None:
    assert refusals_to_end(DAY, DAY) == ()
    assert [refusal.code for refusal in refusals_to_end(DAY, DAY - timedelta(days=1))] == ["order"]


@pytest.mark.parametrize(
    ("is_open", "begun", "codes"),
    [(True, True, []), (True, False, []), (False, False, []), (False, True, ["begun"])],
)
def test_a_closed_group_that_has_begun_takes_nobody(is_open: bool, begun: bool, codes: list[str]) -> None:
    facts = replace(FIT, group_is_open=is_open, group_has_begun=begun)
    assert [refusal.code for refusal in refusals_to_admit(facts)] == codes


@pytest.mark.parametrize(
    ("codes", "reason", "goes_on"),
    [
        (["full"], "Split today", True),
        (["full", "begun", "limit"], "Split today", True),
        (["full"], "  ", False),
        (["full", "too-young"], "Split today", False),
    ],
)
def test_what_gives_way_to_a_reason(codes: list[str], reason: str, goes_on: bool) -> None:
    assert may_go_on([Refusal(code, code) for code in codes], reason) is goes_on


@pytest.mark.parametrize(
    ("same", "days", "codes"), [(False, 1, []), (False, 0, ["order"]), (False, -1, ["order"]), (True, 1, ["same"])]
)
def test_transfers(same: bool, days: int, codes: list[str]) -> None:
    refusals = refusals_to_transfer(same_group=same, first_on=DAY, on=DAY + timedelta(days=days))
    assert [refusal.code for refusal in refusals] == codes

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
    refusals_of_age,
    refusals_to_admit,
    refusals_to_end,
)

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

"""Who may join a group by walking in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from iop_desktop.rules.membership import AgeRange, GroupAdmissionFacts
from iop_desktop.rules.walk_in import admits_too, free_record_number, refusals_to_walk_in

TODAY = date(2026, 11, 23)
FACTS = GroupAdmissionFacts(
    on=TODAY,
    date_of_birth=date(1990, 1, 1),
    ages=AgeRange(18),
    admitted_on=date(2026, 11, 1),
    discharged_on=None,
    is_member=False,
    members=5,
    capacity=12,
)


@pytest.mark.parametrize(
    ("changes", "codes", "admitted_too"),
    [
        ({}, [], False),
        ({"admitted_on": None}, [], True),
        ({"date_of_birth": date(2010, 1, 1)}, ["too-young"], False),
        ({"date_of_birth": None, "admitted_on": None}, ["no-birth-date"], True),
        ({"discharged_on": date(2026, 11, 20)}, ["discharged"], False),
        ({"admitted_on": date(2026, 12, 1)}, ["before-admission"], False),
        ({"members": 12}, ["full"], False),
        ({"is_member": True}, ["member"], False),
        ({"group_is_active": False}, ["closed"], False),
    ],
)
def test_table(changes: dict[str, Any], codes: list[str], admitted_too: bool) -> None:
    facts = replace(FACTS, **changes)
    assert [refusal.code for refusal in refusals_to_walk_in(facts)] == codes
    assert admits_too(facts) == admitted_too


def test_provisional_record_numbers_count_on() -> None:
    assert free_record_number(TODAY, ()) == "W-261123-1"
    assert free_record_number(TODAY, ("W-261123-1", "W-261123-2")) == "W-261123-3"

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iop_desktop.rules.chart import refusals_of_client
from iop_desktop.rules.membership import AgeRange
from iop_desktop.rules.staffing import (
    LeavingFacts,
    StaffFacts,
    refusals_of_clinic,
    refusals_of_group,
    refusals_of_leaving,
    refusals_of_staff,
)
from iop_desktop.rules.vocabulary import Role

FIT = StaffFacts("dwhitfield", "Dana Whitfield", Role.FACILITATOR, False, None)
SUPERVISED = replace(FIT, needs_cosignature=True, supervisor_role=Role.SUPERVISOR)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (FIT, []),
        (SUPERVISED, []),
        (replace(SUPERVISED, supervisor_role=None), ["supervisor"]),
        (replace(SUPERVISED, supervisor_role=Role.FACILITATOR), ["supervisor"]),
        (replace(SUPERVISED, role=Role.SUPERVISOR), ["role"]),
        (replace(FIT, name=" "), ["name"]),
        (replace(FIT, name="Dana\nWhitfield"), ["name"]),
        (replace(FIT, name="D" * 121), ["name"]),
        (replace(FIT, name="José Núñez-O'Hara"), []),
        (replace(FIT, login="d"), ["login"]),
        (replace(FIT, login="Dana"), ["login"]),
        (replace(FIT, login="josé"), ["login"]),
        (replace(FIT, login="a" * 41), ["login"]),
        (replace(FIT, login="d.whitfield-2"), []),
        (replace(FIT, login_is_taken=True), ["taken"]),
    ],
)
def test_staff(facts: StaffFacts, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_staff(facts)] == codes


@pytest.mark.parametrize(
    ("name", "program", "zone_is_known", "codes"),
    [
        ("Harbor Light", "Adult IOP", True, []),
        ("", "Adult IOP", True, ["clinic-name"]),
        ("Harbor Light", "\t", True, ["program-name"]),
        ("Harbor Light", "Adult IOP", False, ["zone"]),
    ],
)
def test_clinic(name: str, program: str, zone_is_known: bool, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_clinic(name, program, zone_is_known)] == codes


@pytest.mark.parametrize(
    ("code", "name", "capacity", "codes"),
    [
        ("AM", "Morning", 12, []),
        ("", "Morning", 12, ["code"]),
        ("A" * 13, "Morning", 12, ["code"]),
        ("AM", "", 12, ["name"]),
        ("AM", "Morning", 0, ["capacity"]),
        ("AM", "Morning", 31, ["capacity"]),
    ],
)
def test_group(code: str, name: str, capacity: int, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_group(code, name, capacity)] == codes


@pytest.mark.parametrize(
    ("number", "first", "last", "taken", "born", "codes"),
    [
        ("MR-1", "Tenzin", "", False, date(1990, 1, 1), []),
        ("MR-1", "Siobhán", "O'Hara", False, date(1990, 1, 1), []),
        ("", "Tenzin", "", False, date(1990, 1, 1), ["record-number"]),
        ("MR-1", "Tenzin", "", True, date(1990, 1, 1), ["taken"]),
        ("MR-1", "", "O'Hara", False, date(1990, 1, 1), ["first-name"]),
        ("MR-1", "Tenzin", "\u202e", False, date(1990, 1, 1), ["last-name"]),
        ("MR-1", "T" * 121, "", False, date(2015, 1, 1), ["first-name", "too-young"]),
    ],
)
def test_client(number: str, first: str, last: str, taken: bool, born: date, codes: list[str]) -> None:
    refusals = refusals_of_client(
        number, first, last, born, ages=AgeRange(18), admitted_on=date(2026, 11, 24), number_is_taken=taken
    )
    assert [refusal.code for refusal in refusals] == codes


LEAVES = LeavingFacts(True, False, False, "Moved away.")


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (LEAVES, []),
        (replace(LEAVES, active=False), ["left"]),
        (replace(LEAVES, is_last_administrator=True, is_oneself=True), ["last", "oneself"]),
        (replace(LEAVES, is_oneself=True), ["oneself"]),
        (replace(LEAVES, reason=" "), ["reason"]),
        (replace(LEAVES, reason="r" * 121), ["reason"]),
    ],
)
def test_who_may_leave(facts: LeavingFacts, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_leaving(facts)] == codes

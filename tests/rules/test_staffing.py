from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.chart import refusals_of_client
from iop_desktop.rules.membership import AgeRange
from iop_desktop.rules.staffing import (
    LeavingFacts,
    RoleFacts,
    StaffFacts,
    card_role,
    refusals_of_clinic,
    refusals_of_group,
    refusals_of_leaving,
    refusals_of_roles,
    refusals_of_staff,
)
from iop_desktop.rules.vocabulary import Role

FIT = StaffFacts("dwhitfield", "Dana Whitfield", frozenset({Role.FACILITATOR}), False, frozenset())
SUPERVISED = replace(FIT, needs_cosignature=True, supervisor_roles=frozenset({Role.SUPERVISOR}))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (FIT, []),
        (SUPERVISED, []),
        (replace(SUPERVISED, supervisor_roles=frozenset()), ["supervisor"]),
        (replace(SUPERVISED, supervisor_roles=frozenset({Role.FACILITATOR})), ["supervisor"]),
        (replace(SUPERVISED, roles=frozenset({Role.SUPERVISOR})), ["role"]),
        (replace(SUPERVISED, roles=frozenset({Role.FACILITATOR, Role.SUPERVISOR})), ["role"]),
        (replace(SUPERVISED, roles=frozenset({Role.FACILITATOR, Role.ADMINISTRATOR})), []),
        (replace(FIT, roles=frozenset()), ["roles"]),
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


F, S, A = Role.FACILITATOR, Role.SUPERVISOR, Role.ADMINISTRATOR
NEEDED = RoleFacts(frozenset(Role), frozenset(Role), True, True, supervised=2, groups=1, begun=3)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"after": frozenset({F, A})}, ["supervises"]),
        ({"after": frozenset({F, A}), "supervised": 0}, []),
        ({"after": frozenset({S, A})}, []),
        ({"after": frozenset({A})}, ["supervises", "leads", "begun"]),
        ({"after": frozenset({A}), "supervised": 0, "groups": 0}, ["begun"]),
        ({"after": frozenset({F, S})}, ["last", "oneself"]),
        ({"after": frozenset({F, S}), "is_last_administrator": False}, ["oneself"]),
        ({"after": frozenset({F, S}), "is_last_administrator": False, "is_oneself": False}, []),
        ({"before": frozenset({A}), "after": frozenset(Role)}, []),
    ],
)
def test_which_roles_can_be_taken_away(changes: dict[str, Any], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_roles(replace(NEEDED, **changes))] == codes


@given(st.frozensets(st.sampled_from(Role), min_size=1), st.frozensets(st.sampled_from(Role)))
def test_giving_roles_is_never_refused(before: frozenset[Role], more: frozenset[Role]) -> None:
    assert refusals_of_roles(replace(NEEDED, before=before, after=before | more)) == ()


@pytest.mark.parametrize(
    ("roles", "on_card"), [({F}, F), ({S}, S), ({A}, A), ({F, A}, F), ({S, A}, S), ({F, S}, S), ({F, S, A}, S)]
)
def test_the_role_on_a_card(roles: set[Role], on_card: Role) -> None:
    assert card_role(frozenset(roles)) is on_card

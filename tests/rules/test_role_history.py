"""What the log knows of people's roles against what the records say."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from iop_desktop.rules.role_history import (
    ADDED,
    CLINIC_CREATED,
    LEFT,
    ROLES_CHANGED,
    SUSPENDED,
    SUSPENSION_ENDED,
    RoleEntry,
    Standing,
    unexplained,
)

ANA = UUID(int=1)
FACILITATOR, SUPERVISOR, ADMINISTRATOR = (frozenset({role}) for role in ("facilitator", "supervisor", "administrator"))
CREATED = RoleEntry(CLINIC_CREATED, ANA)
HIRED = RoleEntry(ADDED, ANA, FACILITATOR)
UNNAMED = RoleEntry(ADDED, ANA)
PROMOTED = RoleEntry(ROLES_CHANGED, ANA, FACILITATOR | SUPERVISOR)
GONE = RoleEntry(LEFT, ANA)
AWAY, BACK = RoleEntry(SUSPENDED, ANA), RoleEntry(SUSPENSION_ENDED, ANA)


@pytest.mark.parametrize(
    ("entries", "roles", "active", "words"),
    [
        ([CREATED], ADMINISTRATOR, True, ""),
        ([CREATED, UNNAMED], ADMINISTRATOR, True, ""),
        ([CREATED, UNNAMED], SUPERVISOR, True, "other roles"),
        ([HIRED], FACILITATOR, True, ""),
        ([HIRED], SUPERVISOR, True, "other roles"),
        ([HIRED], FACILITATOR | ADMINISTRATOR, True, "other roles"),
        ([HIRED, PROMOTED], FACILITATOR | SUPERVISOR, True, ""),
        ([HIRED, PROMOTED], FACILITATOR, True, "other roles"),
        ([UNNAMED], SUPERVISOR, True, ""),
        ([HIRED, GONE], FACILITATOR, False, ""),
        ([HIRED, GONE], FACILITATOR, True, "active again"),
        ([HIRED, GONE, HIRED], FACILITATOR, True, ""),
        ([GONE], FACILITATOR, False, ""),
        ([HIRED, AWAY], FACILITATOR, False, ""),
        ([HIRED, AWAY], FACILITATOR, True, "active again"),
        ([HIRED, AWAY, PROMOTED], FACILITATOR | SUPERVISOR, True, "active again"),
        ([HIRED, AWAY, BACK], FACILITATOR, True, ""),
        ([], FACILITATOR, True, "says nothing"),
    ],
)
def test_what_no_entry_explains_is_told(
    entries: Sequence[RoleEntry], roles: frozenset[str], active: bool, words: str
) -> None:
    found = unexplained(entries, {ANA: Standing(roles, active)})
    assert words in found[ANA] if words else found == {}


def test_entries_of_others_say_nothing_about_one() -> None:
    bo = UUID(int=2)
    assert set(unexplained([HIRED], {ANA: Standing(FACILITATOR, True), bo: Standing(FACILITATOR, True)})) == {bo}

"""When the recovery kit is to be tested, and who must see that it was used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from iop_desktop.rules.recovery_kit import drill_is_due, last_proof
from iop_desktop.rules.security_notices import NoticeKind, is_told, may_mark_seen
from iop_desktop.rules.vocabulary import Role

MADE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("tested", "now", "due"),
    [
        (None, MADE, False),
        (None, MADE + YEAR, False),
        (None, MADE + YEAR + MINUTE, True),
        (MADE + 10 * MINUTE, MADE + YEAR + MINUTE, False),
        (MADE + 10 * MINUTE, MADE + YEAR + 11 * MINUTE, True),
        (MADE - YEAR, MADE + YEAR, False),
        (None, MADE - YEAR, False),
    ],
)
def test_a_kit_is_tested_once_a_year(tested: datetime | None, now: datetime, due: bool) -> None:
    assert drill_is_due(MADE, tested, now) is due


def test_a_test_of_an_earlier_kit_proves_nothing() -> None:
    assert last_proof(MADE, MADE - YEAR) == MADE
    assert last_proof(MADE, MADE + MINUTE) == MADE + MINUTE


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.LET_IN_ANEW])
@pytest.mark.parametrize(
    ("roles", "about_them", "told"),
    [
        ({Role.ADMINISTRATOR}, False, True),
        ({Role.SUPERVISOR}, False, True),
        ({Role.FACILITATOR, Role.SUPERVISOR}, False, True),
        ({Role.FACILITATOR}, False, False),
        ({Role.FACILITATOR}, True, True),
        (set(), False, False),
    ],
)
def test_who_is_told(kind: NoticeKind, roles: set[Role], about_them: bool, told: bool) -> None:
    assert is_told(kind, roles, about_them=about_them) is told
    assert may_mark_seen(kind, roles, about_them=about_them, did_it=False, others_are_told=True) is told


@pytest.mark.parametrize(("others", "may"), [(True, False), (False, True)])
def test_who_did_it_marks_it_only_where_there_is_nobody_else(others: bool, may: bool) -> None:
    kind, roles = NoticeKind.KIT_USED, {Role.ADMINISTRATOR}
    assert may_mark_seen(kind, roles, about_them=True, did_it=True, others_are_told=others) is may


def test_who_was_let_in_anew_may_be_somebody_else_and_needs_a_witness() -> None:
    kind, roles = NoticeKind.LET_IN_ANEW, {Role.FACILITATOR}
    assert is_told(kind, roles, about_them=False)
    assert may_mark_seen(kind, roles, about_them=False, did_it=False, others_are_told=True)
    for about_them, did_it in ((True, False), (False, True)):
        assert not may_mark_seen(kind, roles, about_them=about_them, did_it=did_it, others_are_told=True)
        assert may_mark_seen(kind, roles, about_them=about_them, did_it=did_it, others_are_told=False)

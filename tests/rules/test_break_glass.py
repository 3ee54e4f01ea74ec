"""Opening a chart from outside: reasons, and who reviews it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from iop_desktop.rules.break_glass import (
    LONGEST_COMMENT,
    LONGEST_REASON,
    OPEN_FOR,
    SHORTEST_REASON,
    Access,
    GlassKind,
    GlassVerdict,
    may_review,
    refusals_of_reason,
    refusals_of_review,
)
from iop_desktop.rules.vocabulary import Role

ME, OTHER = UUID(int=1), UUID(int=2)
UNTIL = datetime(2026, 11, 24, 19, tzinfo=UTC)
F, S, A = Role.FACILITATOR, Role.SUPERVISOR, Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("length", "codes"),
    [
        (0, ["reason"]),
        (SHORTEST_REASON - 1, ["reason"]),
        (SHORTEST_REASON, []),
        (LONGEST_REASON, []),
        (LONGEST_REASON + 1, ["reason-long"]),
    ],
)
def test_a_reason_is_neither_short_nor_endless(length: int, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_reason("x" * length)] == codes


@pytest.mark.parametrize(
    ("roles", "opener", "may"),
    [({S}, OTHER, True), ({A}, OTHER, True), ({F}, OTHER, False), ({S}, ME, False), ({A, S, F}, ME, False)],
)
def test_somebody_else_reviews(roles: set[Role], opener: UUID, may: bool) -> None:
    assert may_review(ME, roles, Access(opener, UNTIL, None, reviewed=False)) is may


@pytest.mark.parametrize(
    ("reviewed", "verdict", "comment", "codes"),
    [
        (False, GlassVerdict.JUSTIFIED, "", []),
        (False, GlassVerdict.NOT_JUSTIFIED, "", ["comment"]),
        (False, GlassVerdict.NOT_JUSTIFIED, "No call came.", []),
        (True, GlassVerdict.JUSTIFIED, "", ["reviewed"]),
        (False, GlassVerdict.JUSTIFIED, "x" * (LONGEST_COMMENT + 1), ["comment-long"]),
    ],
)
def test_what_was_not_justified_is_explained_and_a_review_is_kept_once(
    reviewed: bool, verdict: GlassVerdict, comment: str, codes: list[str]
) -> None:
    access = Access(OTHER, UNTIL, None, reviewed)
    assert [refusal.code for refusal in refusals_of_review(access, verdict, comment)] == codes


def test_kinds_and_verdicts_have_words() -> None:
    assert all(kind.label for kind in GlassKind)
    assert [verdict.label for verdict in GlassVerdict] == ["Justified", "Not justified"]
    assert OPEN_FOR.total_seconds() == 3600

"""On which days an episode may end and what must be said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.discharge import (
    LONGEST_REMARK,
    DischargeFacts,
    DischargeReason,
    refusals_to_correct,
    refusals_to_discharge,
    warnings_of_discharge,
)

TODAY = date(2026, 11, 24)
FINE = DischargeFacts(
    on=TODAY, today=TODAY, admitted_on=TODAY - timedelta(days=60), reason=DischargeReason.COMPLETED, remark=""
)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"on": TODAY + DAY}, ["future"]),
        ({"on": FINE.admitted_on - DAY}, ["order"]),
        ({"on": FINE.admitted_on}, []),
        ({"attended_on": TODAY}, []),
        ({"attended_on": TODAY, "on": TODAY - DAY}, ["attended"]),
        ({"joins_on": TODAY + DAY}, ["joins"]),
        ({"joins_on": TODAY}, []),
        ({"reason": DischargeReason.OTHER}, ["remark"]),
        ({"reason": DischargeReason.ADMINISTRATIVE, "remark": "  "}, ["remark"]),
        ({"reason": DischargeReason.OTHER, "remark": "Moved to another state"}, []),
        ({"remark": "x" * (LONGEST_REMARK + 1)}, ["long"]),
    ],
)
def test_why_an_episode_cannot_end_like_this(change: dict[str, object], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_to_discharge(replace(FINE, **change))] == codes  # type: ignore[arg-type]  # fields by name


def test_the_day_that_stands_against_it_is_said() -> None:
    found = refusals_to_discharge(replace(FINE, on=TODAY - 2 * DAY, attended_on=TODAY - DAY, joins_on=TODAY))
    assert "November 23, 2026" in found[0].text
    assert "November 24, 2026" in found[1].text


@given(st.dates(), st.dates(), st.text(max_size=3))
def test_it_is_put_right_only_on_the_same_day_and_with_a_reason(entered: date, today: date, why: str) -> None:
    found = {refusal.code for refusal in refusals_to_correct(entered_on=entered, today=today, why=why)}
    assert ("too-late" in found) is (entered != today)
    assert ("why" in found) is (not why.strip())


def test_a_reason_has_an_end() -> None:
    found = refusals_to_correct(entered_on=TODAY, today=TODAY, why="x" * (LONGEST_REMARK + 1))
    assert [(refusal.code, refusal.field) for refusal in found] == [("long", "why")]


@pytest.mark.parametrize(
    ("notes", "requests", "words"),
    [(0, 0, []), (1, 0, ["1 note is"]), (3, 1, ["3 notes are", "1 amendment request is"]), (0, 2, ["2 amendment"])],
)
def test_what_is_still_to_be_done_is_said(notes: int, requests: int, words: list[str]) -> None:
    found = warnings_of_discharge(unsigned_notes=notes, open_requests=requests)
    assert len(found) == len(words)
    assert all(sentence.startswith(begin) for sentence, begin in zip(found, words, strict=True))


def test_every_reason_has_words() -> None:
    assert len({reason.label for reason in DischargeReason}) == len(DischargeReason)

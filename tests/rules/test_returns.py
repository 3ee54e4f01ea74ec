"""Remarks anchored to a passage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iop_desktop.rules.record import Record
from iop_desktop.rules.returns import (
    HEADER,
    LONGEST_COMMENT,
    LONGEST_PASSAGE,
    MOST_REMARKS,
    Remark,
    field_of,
    refusals_of_remarks,
    stands_in,
)

RECORD = Record(
    "Group Progress Note",
    (("Place", "Room 2"),),
    (("Plan", ("Call on Thursday.", "Practice breathing.")), ("Risk", ("x" * 1200,))),
)
REMARK = Remark("Plan", "Call on  Thursday.\nPractice", "Which number?")


@pytest.mark.parametrize(
    ("section", "passage", "expected"),
    [
        ("Plan", "Call on Thursday", True),
        ("Plan", "Call on\u2029Thursday.  Practice", True),
        ("Risk", "Call on Thursday", False),
        ("Nowhere", "Call on Thursday", False),
        ("Plan", "  ", False),
        (HEADER, "Place Room 2", True),
    ],
)
def test_where_a_passage_stands(section: str, passage: str, expected: bool) -> None:
    assert stands_in(RECORD, Remark(section, passage, "x")) is expected


@pytest.mark.parametrize(
    ("remarks", "expected"),
    [
        ([], []),
        ([REMARK], []),
        ([REMARK, replace(REMARK, comment=" ")], ["remark"]),
        ([replace(REMARK, passage="Never written")], ["passage"]),
        ([replace(REMARK, comment="x" * (LONGEST_COMMENT + 1))], ["too-long"]),
        ([Remark("Risk", "x" * (LONGEST_PASSAGE + 1), "Shorter.")], ["too-long"]),
        ([REMARK] * (MOST_REMARKS + 1), ["too-many"]),
    ],
)
def test_what_may_be_sent(remarks: list[Remark], expected: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_remarks(RECORD, remarks)] == expected


def test_the_field_a_passage_was_written_in() -> None:
    texts = {"response": "Spoke first.", "plan": "Call on Thursday.\nPractice breathing."}
    assert field_of(REMARK, texts) == "plan"
    assert field_of(Remark("Data", "10 present", "Count again."), texts) == ""
    assert field_of(Remark("Data", " ", "x"), texts) == ""

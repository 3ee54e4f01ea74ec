"""The record a note becomes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import (
    SCHEMA,
    Person,
    Record,
    RecordFacts,
    Segment,
    canonical,
    clock_text,
    compose,
    day_text,
    digest,
)
from iop_desktop.rules.vocabulary import (
    Affect,
    AttendanceStatus,
    NoteFormat,
    NoteKind,
    Participation,
    Progress,
    Risk,
    SegmentState,
)

EAST = ZoneInfo("America/New_York")
START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
FACTS = RecordFacts(
    note_id="0190c0de",
    kind=NoteKind.PROGRESS,
    note_format=NoteFormat.DAP,
    clinic_name="Harbor Light",
    program_name="Adult IOP",
    group_name="Morning Group",
    session_number=17,
    client_name="Ana Lima",
    client_number="R-1",
    date_of_birth="1990-02-03",
    starts_at=START,
    ends_at=START + timedelta(hours=3),
    place="Room 2",
    zone=EAST,
    status=AttendanceStatus.LATE,
    time_in=START + timedelta(minutes=12),
    time_out=None,
    minutes=168,
    reason="",
    present=9,
    facilitator=Person("Dana Reyes", "LPC", "Counselor"),
    cofacilitator=None,
    author=Person("Dana Reyes", "LPC", "Counselor"),
    topic="Early signs",
    lesson="Early signs, from Foundations",
    interventions="Taught the chain.\n\nLed practice.",
    segments=(
        Segment("Check-in", 20, SegmentState.DONE),
        Segment("Practice", 40, SegmentState.SHORTENED),
        Segment("Film", 30, SegmentState.SKIPPED),
        Segment("Close", 10, SegmentState.PLANNED),
    ),
    goal="Stay sober for 30 days",
    objective="Name three early signs",
    draft=NoteDraft(
        participation=Participation.ACTIVE,
        affect=Affect.EVEN,
        progress=Progress.SOME,
        risk=Risk.DENIED,
        goal_id="g",
        response="Named two signs.\nAsked a peer for feedback.",
        plan="Call sponsor.",
    ),
    clinic_address="1 Main Street",
)
ABSENT = replace(
    FACTS,
    kind=NoteKind.ABSENCE,
    status=AttendanceStatus.EXCUSED,
    time_in=None,
    minutes=0,
    reason="Court",
    draft=NoteDraft(outreach="Called.", plan="See Tuesday."),
)


def section(record: Record, title: str) -> tuple[str, ...]:
    return dict(record.sections)[title]


def label(record: Record, name: str) -> str | None:
    return dict(record.header).get(name)


def test_dap() -> None:
    record = compose(FACTS)
    assert record.title == "Group Progress Note"
    assert record.sections == (
        (
            "Data: the group",
            (
                "Topic: Early signs. Lesson: Early signs, from Foundations.",
                "Segments delivered: Check-in; Practice (shortened).",
                "Taught the chain.",
                "Led practice.",
            ),
        ),
        (
            "Data: this member",
            (
                "Participation: Active. Affect: Even.",
                "Named two signs.",
                "Asked a peer for feedback.",
            ),
        ),
        (
            "Assessment",
            (
                "Goal: Stay sober for 30 days",
                "Objective: Name three early signs",
                "Movement toward the goal: Some.",
                "Denied suicidal and homicidal ideation.",
            ),
        ),
        ("Plan", ("Call sponsor.",)),
    )


def test_birp_says_the_same_in_its_own_order() -> None:
    record = compose(replace(FACTS, note_format=NoteFormat.BIRP))
    titles = [title for title, _ in record.sections]
    assert titles == ["Behavior", "Intervention", "Response", "Risk", "Plan"]

    def said(found: Record) -> list[str]:
        return sorted(text for _, texts in found.sections for text in texts)

    assert said(record) == said(compose(FACTS))


def test_absence() -> None:
    record = compose(ABSENT)
    assert record.title == "Absence Note"
    assert record.sections == (
        ("Absence", ("Excused. Court", "Topic missed: Early signs.")),
        ("Outreach", ("Called.",)),
        ("Plan", ("See Tuesday.",)),
    )
    bare = compose(replace(ABSENT, reason="", topic=""))
    assert section(bare, "Absence") == ("Excused.",)


def test_header() -> None:
    assert compose(FACTS).header == (
        ("Program", "Adult IOP"),
        ("Group", "Morning Group, session 17"),
        ("Session", "Monday, November 23, 2026, 9:00 AM to 12:00 PM (180 min)"),
        ("Attendance", "Late, 9:12 AM to 12:00 PM, 168 minutes"),
        ("Facilitator", "Dana Reyes, LPC"),
        ("Place", "Room 2"),
        ("Number present", "9"),
    )


def test_empty_rows_are_left_out_and_the_second_facilitator_is_named() -> None:
    record = compose(replace(FACTS, place="", cofacilitator=Person("Lee Moss", "")))
    assert label(record, "Place") is None
    assert label(record, "Co-facilitator") == "Lee Moss"


@pytest.mark.parametrize(("reason", "expected"), [("Court", "Excused. Court"), ("", "Excused")])
def test_attendance_of_who_did_not_come(reason: str, expected: str) -> None:
    assert label(compose(replace(ABSENT, reason=reason)), "Attendance") == expected


def test_times_across_midnight_name_both_days() -> None:
    night = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    record = compose(replace(FACTS, starts_at=night, ends_at=night + timedelta(hours=3)))
    assert label(record, "Session") == (
        "Monday, November 23, 2026, 10:00 PM to 1:00 AM on Tuesday, November 24, 2026 (180 min)"
    )


def test_times_across_a_clock_change_name_the_zone() -> None:
    start = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    end = start + timedelta(minutes=45)
    record = compose(replace(FACTS, starts_at=start, ends_at=end))
    assert label(record, "Session") == ("Sunday, November 1, 2026, 1:30 AM EDT to 1:15 AM EST (45 min)")


def test_unwritten_parts_leave_no_empty_sentences() -> None:
    empty = replace(
        FACTS,
        topic="",
        lesson="",
        interventions="",
        segments=(),
        goal="",
        objective="",
        draft=NoteDraft(),
    )
    for note_format in NoteFormat:
        record = compose(replace(empty, note_format=note_format))
        texts = [text for _, found in record.sections for text in found]
        assert texts == ["No goal on file for this member yet."]
    only_affect = replace(empty, draft=NoteDraft(affect=Affect.LOW))
    assert section(compose(only_affect), "Data: this member") == ("Affect: Low.",)


def test_without_a_goal_nothing_speaks_of_one() -> None:
    record = compose(replace(FACTS, goal="", objective=""))
    assert section(record, "Assessment")[:2] == (
        "No goal on file for this member yet.",
        "Progress in this session: Some.",
    )


def test_full_stops_are_not_doubled() -> None:
    record = compose(replace(FACTS, topic="Why now?", lesson=""))
    assert section(record, "Data: the group")[0] == "Topic: Why now?"


def test_risk_carries_what_was_done() -> None:
    draft = replace(FACTS.draft, risk=Risk.PRESENT, risk_plan="Stayed.\nCalled 988.")
    texts = section(compose(replace(FACTS, note_format=NoteFormat.BIRP, draft=draft)), "Risk")
    assert texts == ("Risk present.", "Stayed.", "Called 988.")


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(0, "12:05 AM"), (1, "1:05 AM"), (12, "12:05 PM"), (23, "11:05 PM")],
)
def test_clock_text(hour: int, expected: str) -> None:
    assert clock_text(datetime(2026, 1, 1, hour, 5, tzinfo=EAST), EAST) == expected


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (1, 5, "Monday, January 5, 2026"),
        (2, 3, "Tuesday, February 3, 2026"),
        (3, 4, "Wednesday, March 4, 2026"),
        (4, 2, "Thursday, April 2, 2026"),
        (5, 1, "Friday, May 1, 2026"),
        (6, 6, "Saturday, June 6, 2026"),
        (7, 5, "Sunday, July 5, 2026"),
        (8, 3, "Monday, August 3, 2026"),
        (9, 1, "Tuesday, September 1, 2026"),
        (10, 7, "Wednesday, October 7, 2026"),
        (11, 5, "Thursday, November 5, 2026"),
        (12, 4, "Friday, December 4, 2026"),
    ],
)
def test_days_are_written_in_english(month: int, day: int, expected: str) -> None:
    assert day_text(datetime(2026, month, day, 12, tzinfo=EAST), EAST) == expected


def test_canonical_form_survives_storage_and_gives_the_record_again() -> None:
    data = canonical(FACTS)
    stored: dict[str, Any] = json.loads(json.dumps(data))
    assert stored == data
    assert digest(stored) == digest(data)
    assert Record.from_data(stored) == compose(FACTS)
    assert stored["schema"] == SCHEMA
    assert stored["zone"] == "America/New_York"
    assert stored["client_number"] == "R-1"
    assert stored["draft"]["response"] == FACTS.draft.response


def test_equal_moments_in_other_zones_give_the_same_digest() -> None:
    local = replace(
        FACTS,
        starts_at=FACTS.starts_at.astimezone(EAST),
        ends_at=FACTS.ends_at.astimezone(EAST),
    )
    assert digest(canonical(local)) == digest(canonical(FACTS))


CHANGES: dict[str, Any] = {
    "note_id": "other",
    "kind": NoteKind.ABSENCE,
    "note_format": NoteFormat.BIRP,
    "clinic_name": "Other",
    "program_name": "Other",
    "group_name": "Other",
    "session_number": 18,
    "client_name": "Other",
    "client_number": "R-2",
    "date_of_birth": "1990-02-04",
    "starts_at": START - timedelta(minutes=1),
    "ends_at": START + timedelta(hours=4),
    "place": "Other",
    "zone": ZoneInfo("America/Chicago"),
    "status": AttendanceStatus.PRESENT,
    "time_in": START + timedelta(minutes=13),
    "time_out": START + timedelta(minutes=100),
    "minutes": 167,
    "reason": "Other",
    "present": 8,
    "facilitator": Person("Dana Reyes", "LCSW", "Counselor"),
    "cofacilitator": Person("Lee Moss", ""),
    "author": Person("Lee Moss", ""),
    "topic": "Other",
    "lesson": "Other",
    "interventions": "Other",
    "segments": (),
    "goal": "Other",
    "objective": "Other",
    "draft": NoteDraft(plan="Other"),
    "clinic_address": "Other",
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_digest_covers_every_fact(name: str) -> None:
    changed = replace(FACTS, **{name: CHANGES[name]})
    assert digest(canonical(changed)) != digest(canonical(FACTS))


def test_no_fact_is_forgotten_above() -> None:
    assert set(CHANGES) == set(RecordFacts.__slots__)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_has_a_stable_digest(text: str) -> None:
    facts = replace(FACTS, topic=text, draft=replace(FACTS.draft, response=text))
    data = canonical(facts)
    assert digest(json.loads(json.dumps(data))) == digest(data)
    assert Record.from_data(data) == compose(facts)


def test_a_name_without_credentials_stands_alone() -> None:
    assert Person("Lee Moss", "").signed_name == "Lee Moss"

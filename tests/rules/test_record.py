"""The record a note becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from iop_desktop.rules.attendance_minutes import Away
from iop_desktop.rules.note_vocabulary import RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import (
    FINISHED,
    Person,
    Record,
    Segment,
    clock_text,
    compose,
    day_text,
    late_entry_text,
    segment_words,
)
from iop_desktop.rules.vocabulary import Affect, AttendanceStatus, NoteFormat, Risk, SegmentState
from tests.rules.complete_facts import ABSENT, EAST, FACTS, START


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
        ("Absence", ("Excused. Court", "Reason: Hearing was moved.", "Topic missed: Early signs.")),
        ("Outreach", ("Called.",)),
        ("Risk check", ("Reached; denied suicidal and homicidal ideation.",)),
        ("Plan", ("See Tuesday.", "Make-up packet: given.")),
    )
    bare = compose(replace(ABSENT, reason="", topic="", draft=replace(ABSENT.draft, reason="")))
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


def test_who_finished_the_note_of_somebody_else_is_named() -> None:
    lee = Person("Lee Moss", "LCSW")
    assert label(compose(replace(FACTS, author=lee)), "Written by") == f"Lee Moss, LCSW{FINISHED}"
    assert label(compose(replace(FACTS, author=lee, cofacilitator=lee)), "Written by") is None


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


def test_a_goal_that_is_yet_to_be_chosen_is_not_called_missing_from_the_plan() -> None:
    record = compose(replace(FACTS, goal="", objective="", has_goals=True))
    assert not any("No goal on file" in text for _, texts in record.sections for text in texts)


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


def test_a_name_without_credentials_stands_alone() -> None:
    assert Person("Lee Moss", "").signed_name == "Lee Moss"


def test_what_the_minutes_leave_out_is_said() -> None:
    facts = replace(
        FACTS,
        status=AttendanceStatus.LEFT_EARLY,
        attended_as="Late and left early",
        time_out=START + timedelta(minutes=120),
        minutes=88,
        aways=(Away(START + timedelta(minutes=60), START + timedelta(minutes=70), "the nurse"),),
        breaks=((START + timedelta(minutes=90), START + timedelta(minutes=100)),),
    )
    assert dict(compose(facts).header)["Attendance"] == (
        "Late and left early, 9:12 AM to 11:00 AM, 88 minutes; "
        "out of the room 10:00 AM to 10:10 AM (called by the nurse); break 10:30 AM to 10:40 AM"
    )
    still_out = replace(FACTS, aways=(Away(START + timedelta(minutes=60)),))
    assert dict(compose(still_out).header)["Attendance"].endswith("out of the room 10:00 AM to 12:00 PM")


def test_risk_found_on_the_telephone_stands_with_what_was_done() -> None:
    draft = replace(ABSENT.draft, risk_check=RiskCheck.PRESENT, risk_plan="Stayed on the line.\nCalled 988 together.")
    found = section(compose(replace(ABSENT, draft=draft)), "Risk check")
    assert found == ("Reached; risk present.", "Stayed on the line.", "Called 988 together.")
    other = replace(draft, risk_check=RiskCheck.NOT_REACHED)
    assert section(compose(replace(ABSENT, draft=other)), "Risk check") == ("Not reached.",)
    assert section(compose(replace(ABSENT, draft=NoteDraft())), "Risk check") == ()


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        (Segment("Check-in", 25, SegmentState.DONE), "Check-in"),
        (Segment("Check-in", 25, SegmentState.DONE, 27), "Check-in (27 min)"),
        (Segment("Practice", 40, SegmentState.SHORTENED), "Practice (shortened)"),
        (Segment("Practice", 40, SegmentState.SHORTENED, 25), "Practice (shortened, 25 of 40 min)"),
    ],
)
def test_a_segment_says_how_long_it_took(segment: Segment, words: str) -> None:
    assert segment_words(segment) == words


def test_a_segment_skipped_for_a_reason_is_named_with_it() -> None:
    skipped = Segment("Film", 30, SegmentState.SKIPPED, 0, "Time ran out")
    record = compose(replace(FACTS, segments=(skipped,)))
    assert "Segments skipped: Film (Time ran out)." in section(record, "Data: the group")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("The laptop was away.", " because: The laptop was away."),
        ("The laptop was away", " because: The laptop was away."),
        (" ", "."),
    ],
)
def test_a_late_entry_says_when_and_why(reason: str, words: str) -> None:
    text = late_entry_text(START, reason, EAST)
    assert text == f"Recorded on Monday, November 23, 2026 at 9:00 AM{words}"
    header = dict(compose(replace(FACTS, late_entry=text, split_with="The other part was led by Lee Moss.")).header)
    assert (header["Late entry"], header["Split group"]) == (text, "The other part was led by Lee Moss.")
    assert "Late entry" not in dict(compose(FACTS).header)

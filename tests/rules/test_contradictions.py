"""What cannot both be true in one note."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.contradictions import ContradictionFacts, contradictions, words_of_taking_part
from iop_desktop.rules.note_vocabulary import RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import Affect, NoteKind, Participation, Progress, Risk

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
END = START + timedelta(hours=3)


def minute(count: int) -> datetime:
    return START + timedelta(minutes=count)


HERE = ContradictionFacts(NoteKind.PROGRESS, NoteDraft(response="Named two signs."), START, END, 180)
AWAY = ContradictionFacts(NoteKind.ABSENCE, NoteDraft(outreach="Called at ten."), START, END)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (HERE, []),
        (AWAY, []),
        (replace(HERE, ends_at=START), ["session-times"]),
        (replace(HERE, ends_at=minute(-5), minutes=500), ["session-times"]),
        (replace(HERE, minutes=181), ["minutes-beyond"]),
        (replace(HERE, ends_at=END + timedelta(seconds=20), minutes=181), []),
        (replace(HERE, time_in=minute(10), time_out=minute(170), minutes=160), []),
        (replace(HERE, time_in=minute(170), time_out=minute(10), minutes=0), ["times-order"]),
        (replace(HERE, time_in=minute(10), time_out=minute(10), minutes=0), ["times-order"]),
        (replace(HERE, time_in=minute(180), minutes=0), ["times-outside"]),
        (replace(HERE, time_in=minute(-9)), []),
        (replace(HERE, time_out=START, minutes=0), ["times-outside"]),
        (replace(HERE, time_out=minute(200)), []),
        (replace(HERE, draft=NoteDraft(risk=Risk.DENIED, risk_plan="Called the line.")), ["risk-denied-plan"]),
        (replace(HERE, draft=NoteDraft(risk=Risk.DENIED, risk_plan=" \n")), []),
        (replace(HERE, draft=NoteDraft(risk=Risk.PRESENT, risk_plan="Called the line.")), []),
        (replace(HERE, draft=NoteDraft(risk_check=RiskCheck.DENIED, risk_plan="Called.")), []),
        (replace(AWAY, draft=NoteDraft(risk_check=RiskCheck.DENIED, risk_plan="Called.")), ["risk-denied-plan"]),
        (replace(AWAY, draft=NoteDraft(risk=Risk.DENIED, risk_plan="Called.")), []),
        (replace(AWAY, draft=NoteDraft(response="Named two signs.")), ["left-over"]),
        (replace(AWAY, draft=NoteDraft(said="I made it.")), ["left-over"]),
        (replace(AWAY, draft=NoteDraft(assessment="Insight grows.")), ["left-over"]),
        (replace(AWAY, draft=NoteDraft(participation=Participation.ACTIVE)), ["left-over"]),
        (replace(AWAY, draft=NoteDraft(affect=Affect.LOW)), ["left-over"]),
        (replace(AWAY, draft=NoteDraft(progress=Progress.SOME)), ["left-over"]),
        (replace(AWAY, draft=NoteDraft(response="  ")), []),
        (replace(AWAY, draft=NoteDraft(plan="He participated actively.")), ["absent-took-part"]),
        (replace(HERE, draft=NoteDraft(plan="He participated actively.")), []),
    ],
)
def test_contradictions(facts: ContradictionFacts, expected: list[str]) -> None:
    assert [found.code for found in contradictions(facts)] == expected


def test_the_sentence_says_the_words_and_leads_to_their_field() -> None:
    draft = NoteDraft(outreach="Engaged in the discussion.", plan="Took part.")
    first, second = contradictions(replace(AWAY, draft=draft))
    assert (first.field, second.field) == ("outreach", "plan")
    assert "“Engaged in the discussion”" in first.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Actively participated in group.", "Actively participated"),
        ("She engaged in the discussion and left.", "engaged in the discussion"),
        ("Shared with the group about work.", "Shared with the group"),
        ("Was present throughout the session.", "Was present throughout the session"),
        ("Attended the full session", "Attended the full session"),
        ("Gave feedback to a peer.", "Gave feedback to a peer"),
        ("Contributed to discussion.", "Contributed to discussion"),
        ("Responded well to the discussion.", "Responded well to the discussion"),
        ("Did not come. He participated.", "participated"),
        ("He participated last week; away today.", ""),
        ("On Monday he took part.", ""),
        ("Took part on Monday.", ""),
        ("She has never really participated.", ""),
        ("He hasn’t participated.", ""),
        ("Was not present in the group.", ""),
        ("Will participate on Thursday.", ""),
        ("Shared by phone that the bus did not come.", ""),
        ("", ""),
    ],
)
def test_words_of_taking_part(text: str, words: str) -> None:
    assert words_of_taking_part(text).casefold() == words.casefold()


@given(st.text(max_size=200))
def test_found_words_stand_in_the_text(text: str) -> None:
    assert words_of_taking_part(text) in text


@given(st.integers(-300, 500), st.integers(-300, 500), st.integers(0, 400))
def test_times_within_the_session_in_order_never_contradict(came: int, left: int, minutes: int) -> None:
    found = contradictions(replace(HERE, time_in=minute(came), time_out=minute(left), minutes=minutes))
    in_order = came < left and came < 180 and left > 0 and minutes <= 180
    assert bool(found) is not in_order

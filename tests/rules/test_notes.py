"""What a note holds and what it lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.note_vocabulary import Packet, RiskCheck
from iop_desktop.rules.notes import (
    MAX_TEXT,
    NoteDraft,
    NoteFacts,
    clean_text,
    missing_for_signature,
)
from iop_desktop.rules.vocabulary import Affect, NoteFormat, NoteKind, Participation, Progress, Risk

DRAFT = NoteDraft(
    participation=Participation.ACTIVE,
    affect=Affect.EVEN,
    progress=Progress.SOME,
    risk=Risk.DENIED,
    goal_id="goal",
    response="Named two early signs.",
    plan="Call the sponsor on Friday.",
)
PROGRESS_NOTE = NoteFacts(
    kind=NoteKind.PROGRESS,
    draft=DRAFT,
    topic="Early signs",
    interventions="Taught the chain of events.",
    minutes=180,
    marked=True,
    present=9,
    has_goals=True,
    goal_is_current=True,
    session_ended=True,
    group_part_saved=True,
)
ABSENCE_NOTE = replace(
    PROGRESS_NOTE,
    kind=NoteKind.ABSENCE,
    draft=NoteDraft(
        outreach="Left a message.",
        plan="Call again tomorrow.",
        reason="Not known.",
        risk_check=RiskCheck.NOT_REACHED,
        packet=Packet.PLANNED,
    ),
    minutes=0,
    present=0,
    interventions="",
)


def missing(facts: NoteFacts) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.field) for refusal in missing_for_signature(facts)]


def with_draft(facts: NoteFacts, **answers: Any) -> NoteFacts:
    return replace(facts, draft=replace(facts.draft, **answers))


def test_complete_notes_lack_nothing() -> None:
    assert missing(PROGRESS_NOTE) == []
    assert missing(ABSENCE_NOTE) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(PROGRESS_NOTE, marked=False), [("unmarked", "attendance")]),
        (replace(PROGRESS_NOTE, session_ended=False), [("running", "session")]),
        (replace(PROGRESS_NOTE, topic=" "), [("topic", "topic")]),
        (
            replace(PROGRESS_NOTE, interventions="\n"),
            [("interventions", "interventions")],
        ),
        (replace(PROGRESS_NOTE, present=0), [("present", "attendance")]),
        (replace(PROGRESS_NOTE, minutes=0), [("minutes", "attendance")]),
        (replace(PROGRESS_NOTE, goal_is_current=False), [("goal-ended", "goal")]),
        (
            with_draft(PROGRESS_NOTE, participation=None),
            [("participation", "participation")],
        ),
        (with_draft(PROGRESS_NOTE, affect=None), [("affect", "affect")]),
        (with_draft(PROGRESS_NOTE, goal_id=""), [("goal", "goal")]),
        (with_draft(PROGRESS_NOTE, progress=None), [("progress", "progress")]),
        (with_draft(PROGRESS_NOTE, risk=None), [("risk", "risk")]),
        (with_draft(PROGRESS_NOTE, risk=Risk.PRESENT), [("risk-plan", "risk_plan")]),
        (with_draft(PROGRESS_NOTE, risk=Risk.PRESENT, risk_plan="Stayed."), []),
        (with_draft(PROGRESS_NOTE, response=" "), [("response", "response")]),
        (with_draft(PROGRESS_NOTE, plan=""), [("plan", "plan")]),
        (with_draft(PROGRESS_NOTE, response="Said ‹what›."), [("stops", "response")]),
        (
            with_draft(PROGRESS_NOTE, risk_plan="x" * (MAX_TEXT + 1)),
            [("too-long", "risk_plan")],
        ),
        (with_draft(PROGRESS_NOTE, plan="x" * MAX_TEXT), []),
        (with_draft(ABSENCE_NOTE, risk_check=None), [("risk-check", "risk_check")]),
        (with_draft(ABSENCE_NOTE, packet=None), [("packet", "packet")]),
        (with_draft(ABSENCE_NOTE, reason=" "), [("reason", "reason")]),
        (replace(with_draft(ABSENCE_NOTE, reason=""), reason_known=True), []),
        (with_draft(ABSENCE_NOTE, risk_check=RiskCheck.PRESENT), [("risk-plan", "risk_plan")]),
        (with_draft(ABSENCE_NOTE, risk_check=RiskCheck.PRESENT, risk_plan="Called the crisis line together."), []),
        (with_draft(ABSENCE_NOTE, outreach=""), [("outreach", "outreach")]),
        (with_draft(ABSENCE_NOTE, plan=""), [("plan", "plan")]),
        (with_draft(ABSENCE_NOTE, outreach="Called ‹who›"), [("stops", "outreach")]),
        (replace(ABSENCE_NOTE, marked=False), [("unmarked", "attendance")]),
    ],
)
def test_what_is_missing(facts: NoteFacts, expected: list[tuple[str, str]]) -> None:
    assert missing(facts) == expected


def test_without_a_plan_no_goal_and_no_movement_toward_it_are_asked() -> None:
    facts = replace(PROGRESS_NOTE, has_goals=False)
    assert missing(with_draft(facts, goal_id="", progress=None)) == []


def test_everything_missing_is_named_at_once() -> None:
    empty = replace(
        PROGRESS_NOTE,
        draft=NoteDraft(),
        topic="",
        interventions="",
        minutes=0,
        marked=False,
        present=0,
        session_ended=False,
    )
    assert [code for code, _ in missing(empty)] == [
        "unmarked",
        "running",
        "topic",
        "interventions",
        "present",
        "minutes",
        "participation",
        "affect",
        "goal",
        "progress",
        "risk",
        "response",
        "plan",
    ]


def choice_or_none(values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


DRAFTS = st.builds(
    NoteDraft,
    participation=choice_or_none(Participation),
    affect=choice_or_none(Affect),
    progress=choice_or_none(Progress),
    risk=choice_or_none(Risk),
    goal_id=st.text(max_size=5),
    response=st.text(max_size=30),
    risk_plan=st.text(max_size=10),
    plan=st.text(max_size=30),
    outreach=st.text(max_size=10),
    reason=st.text(max_size=10),
    risk_check=choice_or_none(RiskCheck),
    packet=choice_or_none(Packet),
)


@given(DRAFTS)
def test_a_draft_survives_storage(draft: NoteDraft) -> None:
    cleaned = draft.cleaned()
    stored = json.loads(json.dumps(cleaned.as_data()))
    assert NoteDraft.from_data(stored) == cleaned
    assert NoteDraft.from_data({**stored, "of_a_later_version": 1}) == cleaned


@given(DRAFTS)
def test_nothing_is_preselected(draft: NoteDraft) -> None:
    assert NoteDraft().as_data() == {}
    assert not NoteDraft().started
    assert draft.started == bool(draft.as_data())


def test_words_of_all_texts_are_counted() -> None:
    draft = NoteDraft(response="one two", plan="three", risk_plan="four", outreach="5", reason="six seven")
    assert draft.words == 7


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  He said:\r\n“yes” \x0b ", "He said:\n“yes”"),
        ("a\x00b\x07c", "abc"),
        ("half \ud83d emoji \N{PARTY POPPER}", "half  emoji \N{PARTY POPPER}"),
        ("evil\u202egnp.exe\u2066", "evilgnp.exe"),
        ("e\u0301", "é"),
        ("col\tumn", "col\tumn"),
        ("a\u2028b\x85c", "a\nb\nc"),
        ("שלום", "שלום"),
    ],
)
def test_clean_text(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@given(st.text())
def test_clean_text_is_done_once_and_can_be_stored(text: str) -> None:
    kept = clean_text(text)
    assert clean_text(kept) == kept
    assert kept.encode().decode() == kept


@pytest.mark.parametrize(
    ("note_format", "needed"),
    [
        (NoteFormat.DAP, []),
        (NoteFormat.BIRP, []),
        (NoteFormat.GIRP, []),
        (NoteFormat.SOAP, ["said", "assessment"]),
        (NoteFormat.PIE, ["assessment"]),
    ],
)
def test_a_format_asks_for_the_texts_it_cannot_do_without(note_format: NoteFormat, needed: list[str]) -> None:
    facts = replace(PROGRESS_NOTE, note_format=note_format)
    assert [refusal.field for refusal in missing_for_signature(facts)] == needed
    blank = replace(facts, draft=replace(DRAFT, said=" ", assessment="\n"))
    assert [refusal.field for refusal in missing_for_signature(blank)] == needed
    written = replace(facts, draft=replace(DRAFT, said="“Not this week.”", assessment="Urges ease."))
    assert missing_for_signature(written) == ()

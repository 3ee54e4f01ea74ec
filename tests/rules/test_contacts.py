"""Individual sessions and contacts: what can be kept, and what their notes lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.contacts import LONGEST_CONTACT, ContactDetails, missing_in_contact, refusals_of_contact
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.notes import MAX_TEXT, NoteDraft
from iop_desktop.rules.vocabulary import NoteFormat, NoteKind, Risk
from tests.rules.complete_contact import CALL, CALL_NOTE, SESSION, SESSION_NOTE
from tests.rules.complete_facts import START

LATER = START + timedelta(days=1)
TALKING = sorted(set(ContactMode) - {ContactMode.MESSAGE})


def codes(**changes: Any) -> list[tuple[str, str]]:
    refusals = refusals_of_contact(replace(SESSION, **changes), LATER)
    return [(refusal.code, refusal.field) for refusal in refusals]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"ends_at": START - timedelta(minutes=1)}, [("order", "ends_at")]),
        ({"starts_at": LATER, "ends_at": LATER + timedelta(minutes=1)}, [("ahead", "ends_at")]),
        ({"starts_at": LATER - timedelta(minutes=30), "ends_at": LATER}, []),
        ({"ends_at": START + LONGEST_CONTACT}, []),
        ({"ends_at": START + LONGEST_CONTACT + timedelta(minutes=1)}, [("long", "ends_at")]),
        ({"ends_at": START + timedelta(seconds=59)}, [("minutes", "ends_at")]),
        ({"place": "x" * 120, "with_whom": "y" * 120, "topic": "z" * 200, "interventions": "w" * MAX_TEXT}, []),
        ({"place": "x" * 121}, [("too-long", "place")]),
        ({"with_whom": "x" * 121}, [("too-long", "with_whom")]),
        ({"topic": "x" * 201}, [("too-long", "topic")]),
        ({"interventions": "x" * (MAX_TEXT + 1)}, [("too-long", "interventions")]),
    ],
)
def test_what_cannot_be_kept(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(**changes) == expected


def test_only_a_message_takes_no_minutes() -> None:
    assert codes(ends_at=START, mode=ContactMode.MESSAGE) == []
    assert [codes(ends_at=START, mode=mode) for mode in TALKING] == [[("minutes", "ends_at")]] * len(TALKING)


@given(st.timedeltas(timedelta(days=-3), timedelta(days=3)), st.sampled_from(ContactMode))
def test_what_is_kept_lies_in_the_past_and_has_whole_minutes(length: timedelta, mode: ContactMode) -> None:
    details = replace(SESSION, mode=mode, ends_at=START + length)
    if not refusals_of_contact(details, LATER):
        assert details.starts_at <= details.ends_at <= LATER
        assert details.minutes > 0 or mode is ContactMode.MESSAGE
        assert timedelta(minutes=details.minutes) <= length <= LONGEST_CONTACT


@pytest.mark.parametrize("kind", list(ContactKind))
def test_only_an_individual_session_is_one(kind: ContactKind) -> None:
    expected = NoteKind.INDIVIDUAL if kind is ContactKind.INDIVIDUAL else NoteKind.CONTACT
    assert replace(CALL, kind=kind).note_kind is expected


def missing(facts: Any, **changes: Any) -> list[str]:
    return [refusal.field for refusal in missing_in_contact(replace(facts, **changes))]


def test_complete_notes_lack_nothing() -> None:
    assert missing(SESSION_NOTE) == []
    assert missing(CALL_NOTE) == []


def with_details(details: ContactDetails, **changes: Any) -> dict[str, ContactDetails]:
    return {"details": replace(details, **changes)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"place": " "}, ["place"]),
        ({"place": "", "mode": ContactMode.VIDEO}, []),
        ({"interventions": " "}, ["interventions"]),
        ({"interventions": "Practiced ‹skill›."}, ["interventions"]),
        ({"topic": "‹topic›"}, ["interventions"]),
        ({"topic": ""}, []),
    ],
)
def test_details_that_are_missing(changes: dict[str, Any], expected: list[str]) -> None:
    assert missing(SESSION_NOTE, **with_details(SESSION, **changes)) == expected


@pytest.mark.parametrize("kind", [ContactKind.COLLATERAL, ContactKind.FAMILY])
def test_who_else_took_part_is_said(kind: ContactKind) -> None:
    assert missing(CALL_NOTE, **with_details(CALL, kind=kind)) == ["with_whom"]
    assert missing(CALL_NOTE, **with_details(CALL, kind=kind, with_whom="Mother")) == []


def test_an_individual_session_asks_what_a_group_note_asks_of_its_member() -> None:
    bare = replace(SESSION_NOTE, draft=NoteDraft())
    assert missing(bare) == ["participation", "affect", "goal", "progress", "risk", "response", "plan"]
    assert missing(bare, has_goals=False) == ["participation", "affect", "risk", "response", "plan"]
    ended = replace(SESSION_NOTE, goal_is_current=False)
    assert missing(ended) == ["goal"]
    present = replace(SESSION_NOTE.draft, risk=Risk.PRESENT)
    assert missing(SESSION_NOTE, draft=present) == ["risk_plan"]


def test_another_contact_asks_for_risk_what_came_of_it_and_the_next_step() -> None:
    assert missing(CALL_NOTE, draft=NoteDraft()) == ["risk_check", "response", "plan"]
    draft = CALL_NOTE.draft
    assert missing(CALL_NOTE, draft=replace(draft, risk_check=RiskCheck.PRESENT)) == ["risk_plan"]
    assert missing(CALL_NOTE, draft=replace(draft, goal_id="old")) == ["goal"]
    assert missing(CALL_NOTE, draft=replace(draft, goal_id="new"), goal_is_current=True) == []


@pytest.mark.parametrize("facts", [SESSION_NOTE, CALL_NOTE])
def test_the_format_asks_for_its_texts_here_too(facts: Any) -> None:
    soap = with_details(facts.details, note_format=NoteFormat.SOAP)
    assert missing(facts, **soap) == ["said", "assessment"]
    written = replace(facts.draft, said="“Not again.”", assessment="Transport is the barrier.")
    assert missing(facts, **soap, draft=written) == []


def test_texts_that_do_not_fit_are_named() -> None:
    draft = replace(CALL_NOTE.draft, response="x" * (MAX_TEXT + 1), plan="Call ‹day›.")
    assert missing(CALL_NOTE, draft=draft) == ["response", "plan"]

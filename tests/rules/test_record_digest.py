"""The canonical form of a record and its digest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.attendance_minutes import Away
from iop_desktop.rules.note_formats import Element, LayoutPart, NoteLayout
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import (
    SCHEMA,
    Person,
    Record,
    RecordFacts,
    canonical,
    compose,
    digest,
)
from iop_desktop.rules.vocabulary import (
    AttendanceStatus,
    NoteFormat,
    NoteKind,
)
from tests.rules.complete_facts import EAST, FACTS, START


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
    "attended_as": "Late and left early",
    "aways": (Away(START + timedelta(minutes=60), START + timedelta(minutes=70), "the nurse"),),
    "breaks": ((START + timedelta(minutes=90), None),),
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
    "has_goals": True,
    "clinic_address": "Other",
    "late_entry": "Recorded later.",
    "split_with": "Other",
    "problem": "Other",
    "layout": NoteLayout((LayoutPart("Everything", tuple(Element)),)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_digest_covers_every_fact(name: str) -> None:
    changed = replace(FACTS, **{name: CHANGES[name]})
    assert digest(canonical(changed)) != digest(canonical(FACTS))


def test_no_fact_is_forgotten_above() -> None:
    assert set(CHANGES) == set(RecordFacts.__slots__)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_has_a_stable_digest(text: str) -> None:
    facts = replace(FACTS, topic=text, draft=replace(FACTS.draft, response=text))
    data = canonical(facts)
    assert digest(json.loads(json.dumps(data))) == digest(data)
    assert Record.from_data(data) == compose(facts)

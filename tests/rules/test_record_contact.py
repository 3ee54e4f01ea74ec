"""The record of an individual session and of a contact."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from iop_desktop.rules.note_formats import Element, LayoutPart, NoteLayout
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import FINISHED, SCHEMA, Person, Record, digest
from iop_desktop.rules.record_contact import ContactFacts, canonical_contact, compose_contact
from iop_desktop.rules.vocabulary import NoteFormat, NoteKind, Risk
from tests.rules.complete_contact import CALL, CALL_NOTE, SESSION
from tests.rules.complete_facts import EAST, FACTS, START

INDIVIDUAL = ContactFacts(
    note_id="0190c0de",
    kind=NoteKind.INDIVIDUAL,
    contact_kind=ContactKind.INDIVIDUAL,
    mode=ContactMode.IN_PERSON,
    note_format=NoteFormat.DAP,
    clinic_name="Harbor Light",
    clinic_address="1 Main Street",
    program_name="Adult IOP",
    client_name="Ana Lima",
    client_number="R-1",
    date_of_birth="1990-02-03",
    starts_at=SESSION.starts_at,
    ends_at=SESSION.ends_at,
    minutes=50,
    zone=EAST,
    place="Office 3",
    with_whom="",
    author=Person("Dana Reyes", "LPC", "Counselor"),
    topic=SESSION.topic,
    interventions=SESSION.interventions,
    problem="Alcohol use puts work at risk.",
    goal="Stay sober for 30 days",
    objective="Name three early signs",
    has_goals=True,
    draft=FACTS.draft,
)
PHONE = replace(
    INDIVIDUAL,
    kind=NoteKind.CONTACT,
    contact_kind=ContactKind.COLLATERAL,
    mode=ContactMode.AUDIO,
    place="",
    with_whom="Mother",
    topic="",
    interventions=CALL.interventions,
    ends_at=CALL.ends_at,
    minutes=15,
    goal="",
    objective="",
    draft=CALL_NOTE.draft,
)


def test_who_held_the_contact_is_named_when_somebody_else_finished_the_note() -> None:
    header = dict(compose_contact(INDIVIDUAL, Person("Lee Moss", "")).header)
    assert (header["Held by"], header["Written by"]) == ("Lee Moss", f"Dana Reyes, LPC{FINISHED}")


def test_an_individual_session() -> None:
    record = compose_contact(INDIVIDUAL)
    assert record.title == "Individual Session Note"
    assert record.header == (
        ("Program", "Adult IOP"),
        ("Contact", "Individual session"),
        ("Date and time", "Monday, November 23, 2026, 9:00 AM to 9:50 AM (50 min)"),
        ("Mode", "In person"),
        ("Place", "Office 3"),
        ("Written by", "Dana Reyes, LPC"),
    )
    assert record.sections == (
        (
            "Data: the contact",
            (
                "Topic: Plan for the weekend.",
                "Reviewed the week.",
                "Decision balance on driving to the old street.",
            ),
        ),
        (
            "Data: the client",
            ("Participation: Active. Affect: Even.", "Named two signs.", "Asked a peer for feedback."),
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


def test_a_telephone_call() -> None:
    record = compose_contact(PHONE)
    assert record.title == "Contact Note"
    assert dict(record.header)["With"] == "Mother"
    assert "Place" not in dict(record.header)
    assert record.sections == (
        ("Data: the contact", ("Called back about the missed group.",)),
        ("Data: the client", ("Said the bus did not come.",)),
        ("Assessment", ("Reached; denied suicidal and homicidal ideation.",)),
        ("Plan", ("Ride is arranged for Tuesday.",)),
    )


def test_risk_is_said_in_the_words_of_the_kind() -> None:
    both = NoteDraft(risk=Risk.NOT_ASSESSED, risk_check=RiskCheck.NOT_REACHED)
    assert ("Assessment", ("Not assessed in this session.",)) in compose_contact(
        replace(INDIVIDUAL, draft=both, goal="", objective="")
    ).sections
    assert ("Assessment", ("Not reached.",)) in compose_contact(replace(PHONE, draft=both)).sections


def test_what_was_chosen_for_an_individual_session_stands_in_no_other_note() -> None:
    record = compose_contact(replace(PHONE, draft=FACTS.draft, goal="Stay sober for 30 days"))
    texts = [text for _, found in record.sections for text in found]
    assert "Goal: Stay sober for 30 days" in texts
    assert not any(text.startswith(("Participation", "Movement", "Denied")) for text in texts)
    bare = compose_contact(replace(PHONE, has_goals=False, draft=NoteDraft()))
    assert [title for title, _ in bare.sections] == ["Data: the contact"]


def test_a_message_has_a_moment() -> None:
    letter = replace(PHONE, mode=ContactMode.MESSAGE, ends_at=START, minutes=0)
    assert dict(compose_contact(letter).header)["Date and time"] == "Monday, November 23, 2026, 9:00 AM"


CHANGES: dict[str, Any] = {
    "note_id": "other",
    "kind": NoteKind.CONTACT,
    "contact_kind": ContactKind.FAMILY,
    "mode": ContactMode.VIDEO,
    "note_format": NoteFormat.BIRP,
    "clinic_name": "Other",
    "clinic_address": "Other",
    "program_name": "Other",
    "client_name": "Other",
    "client_number": "Other",
    "date_of_birth": "1990-02-04",
    "starts_at": START - timedelta(minutes=1),
    "ends_at": START + timedelta(minutes=51),
    "minutes": 51,
    "zone": ZoneInfo("America/Chicago"),
    "place": "Other",
    "with_whom": "Other",
    "author": Person("Lee Moss", ""),
    "topic": "Other",
    "interventions": "Other",
    "problem": "Other",
    "goal": "Other",
    "objective": "Other",
    "has_goals": False,
    "draft": NoteDraft(plan="Other"),
    "layout": NoteLayout((LayoutPart("Everything", tuple(Element)),)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_digest_covers_every_fact(name: str) -> None:
    changed = replace(INDIVIDUAL, **{name: CHANGES[name]})
    assert digest(canonical_contact(changed)) != digest(canonical_contact(INDIVIDUAL))


def test_no_fact_is_forgotten_above() -> None:
    assert set(CHANGES) == set(ContactFacts.__slots__)


@pytest.mark.parametrize("facts", [INDIVIDUAL, PHONE])
def test_the_canonical_form_survives_storage_and_gives_the_record_again(facts: ContactFacts) -> None:
    data = canonical_contact(facts)
    stored = json.loads(json.dumps(data))
    assert stored == data
    assert Record.from_data(stored) == compose_contact(facts)
    assert stored["schema"] == SCHEMA
    assert stored["zone"] == "America/New_York"
    printed = "clinic_name clinic_address program_name title note_id client_name client_number date_of_birth header"
    assert {*printed.split(), "sections", "goal", "objective", "draft"} <= stored.keys()

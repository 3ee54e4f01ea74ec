"""Texts about groups that may name somebody whose chart is to go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from iop_desktop.models.base import Base
from iop_desktop.models.groups import Membership, RuleOverride, Session
from iop_desktop.models.lessons import DeliveredSegment, Delivery, Lesson
from iop_desktop.models.notes import GroupPart
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.texts_naming import places_naming
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN, SmallClinic
from tests.support.clock import MovableClock

DAY = "Morning IOP, November 24, 2026"


def places(unlocked: Unlocked, clinic: SmallClinic) -> tuple[str, ...]:
    with unlocked.reading() as db:
        return places_naming(db, clinic.client_ids[1], unlocked.zone)


def add(unlocked: Unlocked, *rows: Base) -> None:
    with unlocked.transaction() as db:
        for row in rows:
            db.add(row)
            db.flush()


def group_part(clinic: SmallClinic, text: str) -> GroupPart:
    return GroupPart(session_id=clinic.session_id, note_format=NoteFormat.DAP, topic="", interventions=text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("José told how he walked home.", True),
        ("PEPE's plan was read aloud.", True),
        ("The Nunez family came.", True),
        ("Amara told how she walked home.", False),
        ("Dana Whitfield read aloud.", False),
        ("", False),
    ],
)
def test_a_name_in_a_group_part_is_found_by_its_place(
    unlocked: Unlocked, clinic: SmallClinic, text: str, named: bool
) -> None:
    add(unlocked, group_part(clinic, text))
    assert places(unlocked, clinic) == ((f"group part, {DAY}",) if named else ())


def test_reasons_are_looked_through_too(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    with unlocked.transaction() as db:
        session = db.get_one(Session, clinic.session_id)
        session.late_reason, session.cancel_reason = "Pepe was in crisis", "José was in crisis"
        lesson = db.scalars(select(Lesson)).first()
        assert lesson is not None
        delivery = Delivery(session_id=clinic.session_id, lesson_id=lesson.id, title="Urges", content={})
        db.add(delivery)
        db.flush()
        db.add(DeliveredSegment(delivery_id=delivery.id, position=1, title="Close", minutes=30, reason="Pepe left"))
        override = {"rule": "size", "allowed": 12, "actual": 13, "reason": "For Núñez", "decided_at": clock()}
        staff = {"staff_id": clinic.staff[INTERN], "group_id": clinic.group_id, "session_id": clinic.session_id}
        db.add(RuleOverride(**override, **staff))
    assert sorted(places(unlocked, clinic)) == [
        f"reason for a changed part of the lesson, {DAY}",
        f"reason for a late entry, {DAY}",
        f"reason for going against a rule, {DAY}",
        f"reason for skipping a session, {DAY}",
    ]


@pytest.mark.parametrize(("days", "found"), [(30, True), (31, False)])
def test_sessions_of_the_membership_and_a_month_after_it(
    unlocked: Unlocked, clinic: SmallClinic, days: int, found: bool
) -> None:
    add(unlocked, group_part(clinic, "José told how he walked home."))
    with unlocked.transaction() as db:
        held = Membership.client_id == clinic.client_ids[1]
        membership = db.scalars(select(Membership).where(held)).one()
        membership.first_on = date(2026, 9, 1)
        membership.last_on = date(2026, 11, 24) - timedelta(days=days)
    assert bool(places(unlocked, clinic)) is found

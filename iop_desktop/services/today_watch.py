"""Members to watch: rising scores, a first week, absences in a row."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.people import InstrumentScore
from iop_desktop.rules.attendance import Attendance
from iop_desktop.rules.attendance_alerts import absences_in_a_row
from iop_desktop.services.today_facts import Member, TodayFacts
from iop_desktop.services.today_views import Watch
from iop_desktop.services.wall_text import count_of

# Instrument, kind of the row, and the rise since the score before that is worth a look.
_RISES = (("PHQ-9", "score", 5), ("Craving", "craving", 2))
_SCORES_SINCE = timedelta(days=60)
_NEWS_SINCE = timedelta(days=14)
_FIRST_WEEK = timedelta(days=7)
_ABSENCES = 2
_NOTHING = Attendance()


def watched(db: Database, facts: TodayFacts) -> tuple[Watch, ...]:
    """Rows for the members of this person's groups: scores first, then absences, then who is new."""
    members = facts.my_members
    return (*_rises(db, facts, members), *_missing(facts), *_new(facts))


def absences_of(facts: TodayFacts, group_id: UUID, client_id: UUID) -> int:
    """How many of the group's latest meetings in a row the member missed without being excused."""
    held = facts.held(group_id, client_id)
    return absences_in_a_row(meeting.attendance.get(client_id, _NOTHING) for meeting in held)


def _rises(db: Database, facts: TodayFacts, members: dict[UUID, Member]) -> list[Watch]:
    score = InstrumentScore
    rows = db.execute(
        select(score.client_id, score.instrument, score.score, score.taken_on)
        .where(
            score.client_id.in_(members),
            score.taken_on > facts.today - _SCORES_SINCE,
            score.taken_on <= facts.today,
        )
        .order_by(score.taken_on, score.id)
    )
    series: defaultdict[tuple[UUID, str], list[int]] = defaultdict(list)
    latest = {}
    for client_id, instrument, value, taken_on in rows:
        series[client_id, instrument.casefold()].append(value)
        latest[client_id, instrument.casefold()] = taken_on
    found = []
    for name, kind, rise in _RISES:
        for client_id, member in members.items():
            key = (client_id, name.casefold())
            if len(series[key]) < 2 or latest[key] <= facts.today - _NEWS_SINCE:
                continue
            before, now = series[key][-2:]
            if now - before >= rise:
                found.append(Watch(client_id, member.name, kind, f"{name} {before} → {now}"))
    return found


def _missing(facts: TodayFacts) -> list[Watch]:
    found = []
    for member in facts.my_members.values():
        missed = absences_of(facts, member.group_id, member.client_id)
        if missed >= _ABSENCES:
            detail = f"{count_of(missed, 'absence')} in a row"
            found.append(Watch(member.client_id, member.name, "call", detail))
    return found


def _new(facts: TodayFacts) -> list[Watch]:
    return [
        Watch(member.client_id, member.name, "new", "First week in the group")
        for member in facts.my_members.values()
        if facts.today - member.first_on < _FIRST_WEEK
    ]

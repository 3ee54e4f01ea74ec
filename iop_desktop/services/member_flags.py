"""What to know about each member before the group begins: a few statements for the whole roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Session
from iop_desktop.models.people import Admission, InstrumentScore, TreatmentPlan
from iop_desktop.models.straight import straight
from iop_desktop.rules.attendance import add_up
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance_reading import events_by_client, steps_of
from iop_desktop.services.room_facts import RoomFacts
from iop_desktop.services.room_views import Flag

_FIRST_WEEK = timedelta(days=7)
_REVIEW_SOON = timedelta(days=7)
_SCORES_SINCE = timedelta(days=60)
# Name of the instrument, kind of the flag, rise since the score before that is worth a look.
_RISES = (("PHQ-9", "score", 5), ("Craving", "craving", 2))


_SCORES = (
    select(InstrumentScore.client_id, InstrumentScore.instrument, InstrumentScore.score)
    .where(
        InstrumentScore.client_id.in_(bindparam("ids", expanding=True)),
        InstrumentScore.taken_on <= bindparam("until"),
        InstrumentScore.taken_on > bindparam("after"),
    )
    .order_by(InstrumentScore.taken_on, InstrumentScore.id)
)
_PLANS = (
    select(Admission.client_id, TreatmentPlan.review_due_on)
    .join(TreatmentPlan, TreatmentPlan.admission_id == Admission.id)
    .where(
        Admission.client_id.in_(bindparam("ids", expanding=True)),
        Admission.discharged_on.is_(None),
        TreatmentPlan.review_due_on <= bindparam("until"),
    )
)
_BEFORE = (
    select(Session.id)
    .where(
        Session.group_id == bindparam("group_id"),
        Session.starts_at < bindparam("starts_at"),
        Session.cancelled_at.is_(None),
    )
    .order_by(Session.starts_at.desc())
    .limit(1)
)


def flags_of(db: Database, room: RoomFacts) -> dict[UUID, tuple[Flag, ...]]:
    """Flags of each member as of the session's day: new, plan review, rise of a score, no-show last time."""
    found: defaultdict[UUID, list[Flag]] = defaultdict(list)
    ids = [member.client_id for member in room.members]
    for member in room.members:
        if member.first_on and room.day - member.first_on < _FIRST_WEEK:
            found[member.client_id].append(Flag("new", "First week in the group"))
    for client_id, flag in (
        *_rises(db, ids, room.day),
        *_reviews(db, ids, room.day),
        *_absences(db, room),
    ):
        found[client_id].append(flag)
    return {client_id: tuple(flags) for client_id, flags in found.items()}


def _rises(db: Database, ids: Collection[UUID], day: date) -> list[tuple[UUID, Flag]]:
    rows = straight(db).execute(_SCORES, {"ids": list(ids), "until": day, "after": day - _SCORES_SINCE})
    series: defaultdict[tuple[UUID, str], list[int]] = defaultdict(list)
    for client_id, instrument, value in rows:
        series[client_id, instrument.casefold()].append(value)
    return [
        (client_id, Flag(kind, f"{name} {before} to {now}"))
        for (client_id, instrument), values in series.items()
        for name, kind, rise in _RISES
        if instrument == name.casefold()
        for before, now in [values[-2:]][: len(values) > 1]
        if now - before >= rise
    ]


def _reviews(db: Database, ids: Collection[UUID], day: date) -> list[tuple[UUID, Flag]]:
    rows = straight(db).execute(_PLANS, {"ids": list(ids), "until": day + _REVIEW_SOON})
    return [
        (client_id, Flag("review", "Plan review overdue" if due < day else f"Plan review by {due:%m/%d}"))
        for client_id, due in rows
    ]


def _absences(db: Database, room: RoomFacts) -> list[tuple[UUID, Flag]]:
    """Who did not come to the session before this one without being excused, and is owed a call."""
    place = {"group_id": room.head.group_id, "starts_at": room.head.starts_at}
    before = straight(db).execute(_BEFORE, place).scalar_one_or_none()
    if before is None:
        return []
    return [
        (client_id, Flag("call", "No-show last time"))
        for client_id, events in events_by_client(steps_of(db, before)).items()
        if add_up(events, room.span).status is AttendanceStatus.NO_SHOW
    ]

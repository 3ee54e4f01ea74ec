"""The clinic's limits of supervision, and when somebody who is supervised was last observed."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, tzinfo
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting, Staff
from iop_desktop.models.groups import Session
from iop_desktop.models.lessons import Delivery, FidelityRating
from iop_desktop.rules.rights import Right
from iop_desktop.rules.supervision import ObservationDue, SupervisionLimits, observation_due, refusals_of_limits
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.rights import needs
from iop_desktop.services.standings import standing_of
from iop_desktop.services.unlocked import Clock, Unlocked

SETTING = "supervision_limits"


class SupervisionService:
    """Use cases of the clinic's limits of supervision."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @property
    def may_set(self) -> bool:
        """Whether this person sets the limits."""
        return self._unlocked.actor.may(Right.SET_SUPERVISION)

    @needs(Right.READ_STAFF)
    def limits(self) -> SupervisionLimits:
        """The limits in force."""
        with self._unlocked.reading() as db:
            return limits_of(db)

    @needs(Right.SET_SUPERVISION)
    def set_limits(self, limits: SupervisionLimits) -> Changes:
        """Keep other limits. Raises NotAllowed, Refused."""
        if refusals := refusals_of_limits(limits):
            raise Refused(refusals)
        with self._unlocked.transaction() as db:
            db.merge(Setting(name=SETTING, value=json.dumps(asdict(limits))))
            self._unlocked.audit(db, "setting.chosen", SETTING, asdict(limits))
        return Changes(frozenset({Topic.CLINIC, Topic.SIGNATURES}), "The limits of supervision are saved.")


def limits_of(db: Database) -> SupervisionLimits:
    """The clinic's limits; the defaults until somebody chose."""
    setting = db.get(Setting, SETTING)
    return SupervisionLimits(**json.loads(setting.value)) if setting is not None else SupervisionLimits()


def observation_of(db: Database, staff_id: UUID, zone: tzinfo, now: datetime) -> ObservationDue | None:
    """When this person is to be observed; None for who signs alone.

    An observation is the latest rating by a supervisor of a lesson this person led.
    """
    today = now.astimezone(zone).date()
    if standing_of(db, db.get_one(Staff, staff_id), today).signs_alone:
        return None
    last = db.scalar(
        select(func.max(FidelityRating.rated_at))
        .join(Delivery, Delivery.id == FidelityRating.delivery_id)
        .join(Session, Session.id == Delivery.session_id)
        .where(
            FidelityRating.by_supervisor.is_(True),
            or_(Session.facilitator_id == staff_id, Session.cofacilitator_id == staff_id),
        )
    )
    last_on = last.astimezone(zone).date() if last is not None else None
    return observation_due(last_on, limits_of(db).observation_days, today)

"""How closely lessons were given as written: what was ticked, the facilitator's own rating, and the supervisor's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Session
from iop_desktop.models.lessons import Delivery, FidelityRating
from iop_desktop.models.notes import Note
from iop_desktop.rules.fidelity import (
    Delivered,
    FidelityCount,
    average,
    count_segments,
    items_of,
    refusals_of_scores,
)
from iop_desktop.rules.rights import Right
from iop_desktop.rules.teaching import minutes_of
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.deliveries import delivery_of, segments_of, taught_seconds
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.rights import needs
from iop_desktop.services.session_heads import NO_SUCH_SESSION
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.LESSONS})
_NOT_TAUGHT = "No lesson was begun in that session, so there is nothing to rate. Nothing was changed."
_NOT_YOURS = "The facilitators rate their own lessons, and supervisors those of others. Nothing was changed."


@dataclass(frozen=True, slots=True)
class SegmentGiven:
    """A segment in the fidelity record; minutes planned and spent."""

    title: str
    minutes: int
    spent: int
    state: SegmentState
    reason: str


@dataclass(frozen=True, slots=True)
class FidelityRecord:
    """One lesson as it was given. Scores are empty while nobody has rated, and for who may not rate it."""

    session_id: UUID
    title: str
    facilitator_id: UUID
    facilitator: str
    held_on: date
    items: tuple[str, ...]
    count: FidelityCount
    segments: tuple[SegmentGiven, ...]
    own_scores: tuple[int, ...]
    supervisor_scores: tuple[int, ...]
    may_rate_own: bool
    may_rate_as_supervisor: bool


@dataclass(frozen=True, slots=True)
class FidelityPoint:
    """One lesson of a facilitator's history: means from 0 to 4, None where nobody rated."""

    held_on: date
    title: str
    own: float | None
    supervisor: float | None
    count: FidelityCount


class FidelityService:
    """Use cases of fidelity. Ratings are added and never changed; the latest of each person counts."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_SESSIONS)
    def record(self, session_id: UUID) -> FidelityRecord | None:
        """The lesson of a session as it was given; None when none was begun. Raises NotFound."""
        with self._unlocked.reading() as db:
            session = db.get(Session, session_id)
            if session is None:
                raise NotFound(NO_SUCH_SESSION)
            delivery = delivery_of(db, session_id)
            return self._record(db, session, delivery) if delivery is not None else None

    @needs(Right.READ_NOTES)
    def record_of_note(self, note_id: UUID) -> FidelityRecord | None:
        """The lesson of the session a note is about; None when there was none. Raises NotFound."""
        with self._unlocked.reading() as db:
            note = db.get(Note, note_id)
            if note is None:
                raise NotFound(NO_SUCH_SESSION)
            while note.parent_id is not None:
                note = db.get_one(Note, note.parent_id)
            session_id = note.session_id
        return self.record(session_id) if session_id is not None else None

    @needs(Right.RATE_LESSONS)
    def rate(self, session_id: UUID, scores: Sequence[int]) -> Changes:
        """Keep a rating of five scores from 0 to 4: one's own as facilitator, of another's lesson as supervisor.

        Raises Refused for incomplete scores, NotAllowed, NotFound.
        """
        refusals = refusals_of_scores(scores)
        if refusals:
            raise Refused(refusals)
        actor = self._unlocked.actor
        with self._unlocked.transaction() as db:
            session, delivery = db.get(Session, session_id), delivery_of(db, session_id)
            if session is None or delivery is None:
                raise NotFound(_NOT_TAUGHT)
            own, as_supervisor = self._may_rate(session)
            if not (own or as_supervisor):
                raise NotAllowed(_NOT_YOURS)
            rating = FidelityRating(
                delivery_id=delivery.id,
                staff_id=actor.staff_id,
                by_supervisor=not own,
                scores=list(scores),
                rated_at=self._clock(),
            )
            db.add(rating)
            self._unlocked.audit(db, "fidelity.rated", session_id, {"by_supervisor": not own, "scores": list(scores)})
        return Changes(_TOPICS, "Rating saved.")

    @needs(Right.RATE_LESSONS)
    def history(self, facilitator_id: UUID, limit: int = 24) -> tuple[FidelityPoint, ...]:
        """The last rated lessons, oldest first, for the facilitator and for supervisors. Raises NotAllowed."""
        actor = self._unlocked.actor
        if not actor.may(Right.SUPERVISE) and actor.staff_id != facilitator_id:
            raise NotAllowed(_NOT_YOURS)
        query = (
            select(Session, Delivery)
            .join(Delivery, Delivery.session_id == Session.id)
            .where(Session.facilitator_id == facilitator_id)
            .where(select(FidelityRating.id).where(FidelityRating.delivery_id == Delivery.id).exists())
            .order_by(Session.starts_at.desc())
            .limit(limit)
        )
        with self._unlocked.reading() as db:
            records = [self._record(db, session, delivery) for session, delivery in db.execute(query)]
        return tuple(
            FidelityPoint(
                record.held_on,
                record.title,
                average(record.own_scores),
                average(record.supervisor_scores),
                record.count,
            )
            for record in reversed(records)
        )

    def _may_rate(self, session: Session) -> tuple[bool, bool]:
        """Whether the actor led this session, and whether the actor supervises it."""
        actor = self._unlocked.actor
        leads = actor.staff_id in (session.facilitator_id, session.cofacilitator_id)
        return leads, actor.may(Right.SUPERVISE) and not leads

    def _record(self, db: Database, session: Session, delivery: Delivery) -> FidelityRecord:
        own, as_supervisor = self._may_rate(session)
        sees = own or as_supervisor
        now = self._clock()
        segments = tuple(
            SegmentGiven(
                row.title,
                row.minutes,
                minutes_of(taught_seconds(delivery, row, now, session.ended_at)),
                row.state,
                row.reason,
            )
            for row in segments_of(db, delivery.id)
        )
        return FidelityRecord(
            session_id=session.id,
            title=delivery.title,
            facilitator_id=session.facilitator_id,
            facilitator=db.get_one(Staff, session.facilitator_id).name,
            held_on=(session.started_at or session.starts_at).astimezone(self._unlocked.zone).date(),
            items=items_of(delivery.content.get("fidelity", ())),
            count=count_segments(Delivered(each.state, each.minutes, each.spent) for each in segments),
            segments=segments,
            own_scores=_latest(db, delivery.id, by_supervisor=False) if sees else (),
            supervisor_scores=_latest(db, delivery.id, by_supervisor=True) if sees else (),
            may_rate_own=own,
            may_rate_as_supervisor=as_supervisor,
        )


def _latest(db: Database, delivery_id: UUID, *, by_supervisor: bool) -> tuple[int, ...]:
    rating = FidelityRating
    scores = db.scalars(
        select(rating.scores)
        .where(rating.delivery_id == delivery_id, rating.by_supervisor.is_(by_supervisor))
        .order_by(rating.rated_at.desc(), rating.id.desc())
        .limit(1)
    ).one_or_none()
    return tuple(scores or ())

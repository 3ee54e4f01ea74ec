"""Opening a chart from outside one's groups, closing it again, and the review by somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.base import new_id
from iop_desktop.models.chart_access import ChartAccess, ChartAccessEnd, ChartAccessReview
from iop_desktop.models.clinic import Staff
from iop_desktop.models.people import Client
from iop_desktop.rules.break_glass import (
    GLASS_BROKEN,
    OPEN_FOR,
    Access,
    GlassVerdict,
    may_review,
    refusals_of_reason,
    refusals_of_review,
)
from iop_desktop.rules.names import display_name, folded
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.audit_names import short_id
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.circle import in_circle, names, open_access
from iop_desktop.services.client_charts import NO_CLIENT
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.glass_views import GlassForm, GlassRow, OpenGlass
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of, day_and_time, time_text

TOPICS = frozenset({Topic.CLIENTS, Topic.CLINIC})
NOBODY = Refusal(
    "nobody",
    "One client of exactly this record number or full name was not found. Check the spelling, or use the number.",
    "who",
)
_NO_ACCESS = "That opening of a chart is not in these records. Nothing was changed."
_NOT_REVIEWER = "An opening is reviewed by a supervisor or an administrator, and never by who opened the chart."
_NOT_OPEN = "That chart is not open from outside any more. Nothing was changed."
_SECONDS = 60
_SHOWN = 200


class BreakGlassService:
    """Use cases of emergency access. What was opened, why, and what the review said is never changed."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.BREAK_GLASS)
    def open(self, client_id: UUID, form: GlassForm) -> Changes:
        """Open the chart of a client for an hour, to be read. Raises NotFound, Refused with every reason."""
        reason = _reason(form)
        with self._unlocked.transaction() as db:
            client = db.get(Client, client_id)
            if client is None:
                raise NotFound(NO_CLIENT)
            return self._open(db, client, form, reason)

    @needs(Right.BREAK_GLASS)
    def open_by_name(self, form: GlassForm) -> UUID:
        """Open the chart of the one client of this record number or exact full name; the client's id.

        Nothing is said of people of similar names. Raises Refused; that somebody was looked for in vain is kept.
        """
        reason, wanted = _reason(form), folded(form.who)
        with self._unlocked.transaction() as db:
            found = _exactly(db, wanted)
            if found is not None:
                self._open(db, found, form, reason)
                return found.id
            self._unlocked.audit(db, "chart.glass_missed", detail={"kind": form.kind.value})
        raise Refused((NOBODY,))

    @needs(Right.BREAK_GLASS)
    def current(self, client_id: UUID) -> OpenGlass | None:
        """The opening of this chart that lasts now; None for a chart in one's circle."""
        with self._unlocked.reading() as db:
            return open_glass(db, self._unlocked, client_id)

    @needs(Right.BREAK_GLASS)
    def close(self, client_id: UUID) -> Changes:
        """Close a chart before its time is over. Raises NotFound when it is not open from outside."""
        with self._unlocked.transaction() as db:
            if open_access(db, self._unlocked, client_id) is None:
                raise NotFound(_NOT_OPEN)
            while (access := open_access(db, self._unlocked, client_id)) is not None:
                db.add(ChartAccessEnd(access_id=access.id, closed_at=self._clock()))
                db.flush()
                self._unlocked.audit(db, "chart.glass_closed", client_id, {"access": str(access.id)})
        return Changes(TOPICS, "The chart is closed. Your reason goes to the review.")

    @needs(Right.REVIEW_GLASS)
    def rows(self) -> tuple[GlassRow, ...]:
        """Openings that wait for their review, oldest first, then the reviewed ones, latest first."""
        query = _rows().order_by(ChartAccess.begun_at.desc(), ChartAccess.id).limit(_SHOWN)
        with self._unlocked.reading() as db:
            rows = [*reversed(db.execute(_waiting()).all()), *db.execute(query).all()]
            named = self._named(db, {row.ChartAccess.client_id for row in rows})
        found = {row.ChartAccess.id: self._row(row, named) for row in rows}
        return tuple(sorted(found.values(), key=lambda row: row.verdict is not None))

    @needs(Right.REVIEW_GLASS)
    def review(self, access_id: UUID, verdict: GlassVerdict, comment: str = "") -> Changes:
        """Keep what the review found. Raises NotFound, NotAllowed for who opened the chart, Refused."""
        words, actor = " ".join(clean_text(comment).split()), self._unlocked.actor
        with self._unlocked.transaction() as db:
            row = db.execute(_rows().where(ChartAccess.id == access_id)).one_or_none()
            if row is None:
                raise NotFound(_NO_ACCESS)
            access = _access(row)
            if not may_review(actor.staff_id, actor.roles, access):
                raise NotAllowed(_NOT_REVIEWER)
            refusals = refusals_of_review(access, verdict, words)
            if refusals:
                raise Refused(refusals)
            db.add(
                ChartAccessReview(
                    access_id=access_id,
                    reviewed_by=actor.staff_id,
                    reviewed_at=self._clock(),
                    verdict=verdict,
                    comment=words,
                )
            )
            db.flush()
            detail = {"access": str(access_id), "verdict": verdict.value}
            self._unlocked.audit(db, "chart.glass_reviewed", row.ChartAccess.client_id, detail)
        return Changes(TOPICS, f"Reviewed: {verdict.label.lower()}.")

    def _open(self, db: Database, client: Client, form: GlassForm, reason: str) -> Changes:
        if in_circle(db, self._unlocked, client.id):
            return Changes(TOPICS, "This chart is in your own groups and cases: it opens without a reason.")
        now = self._clock()
        access = ChartAccess(
            id=new_id(),
            client_id=client.id,
            staff_id=self._unlocked.actor.staff_id,
            kind=form.kind,
            reason=reason,
            begun_at=now,
            until_at=now + OPEN_FOR,
        )
        db.add(access)
        db.flush()
        detail = {"access": str(access.id), "kind": form.kind.value, "until": access.until_at.isoformat()}
        self._unlocked.audit(db, GLASS_BROKEN, client.id, detail)
        # The line above the chart says until when; another one over it would only hide it.
        return Changes(TOPICS)

    def _named(self, db: Database, ids: set[UUID]) -> dict[UUID, str]:
        clients = db.scalars(select(Client).where(Client.id.in_(ids), names(db, self._unlocked)))
        return {each.id: display_name(each.first_name, each.last_name, each.preferred_name) for each in clients}

    def _row(self, row: Row[*tuple[Any, ...]], named: dict[UUID, str]) -> GlassRow:
        made, actor = row.ChartAccess, self._unlocked.actor
        verdict = row.verdict
        return GlassRow(
            access_id=made.id,
            client=named.get(made.client_id, f"client {short_id(made.client_id)}"),
            person=row.person,
            when=self._when(made.begun_at),
            lasted=_lasted(made.begun_at, row.closed_at or made.until_at, row.closed_at),
            kind=made.kind,
            reason=made.reason,
            may_review=verdict is None and may_review(actor.staff_id, actor.roles, _access(row)),
            verdict=verdict,
            comment=row.comment or "",
            reviewed_by=row.reviewer or "",
        )

    def _when(self, moment: datetime) -> str:
        zone = self._unlocked.zone
        return day_and_time(moment, zone, self._clock().astimezone(zone).date())


def open_glass(db: Database, unlocked: Unlocked, client_id: UUID) -> OpenGlass | None:
    """The opening of a chart from outside that lasts now; None for a chart in the circle."""
    access = open_access(db, unlocked, client_id)
    if access is None or in_circle(db, unlocked, client_id):
        return None
    return OpenGlass(access.id, access.until_at, time_text(access.until_at, unlocked.zone))


def _reason(form: GlassForm) -> str:
    reason = " ".join(clean_text(form.reason).split())
    refusals = refusals_of_reason(reason)
    if refusals:
        raise Refused(refusals)
    return reason


def _exactly(db: Database, wanted: str) -> Client | None:
    """The one client whose record number or full name this is, accents and case aside."""
    words = wanted.split()
    if not words:
        return None
    query = select(Client)
    for word in words:
        query = query.where(Client.search_name.contains(word, autoescape=True))
    found = [client for client in db.scalars(query) if " ".join(words) in _full_names(client)]
    return found[0] if len(found) == 1 else None


def _full_names(client: Client) -> set[str]:
    first, last, preferred = client.first_name, client.last_name, client.preferred_name
    called = [display_name(first, last), display_name(first, last, preferred), client.record_number]
    return {" ".join(folded(each).split()) for each in called}


def _rows() -> Select[*tuple[Any, ...]]:
    reviewer = aliased(Staff)
    return (
        select(
            ChartAccess,
            Staff.name.label("person"),
            ChartAccessEnd.closed_at,
            ChartAccessReview.verdict,
            ChartAccessReview.comment,
            reviewer.name.label("reviewer"),
        )
        .join(Staff, Staff.id == ChartAccess.staff_id)
        .outerjoin(ChartAccessEnd, ChartAccessEnd.access_id == ChartAccess.id)
        .outerjoin(ChartAccessReview, ChartAccessReview.access_id == ChartAccess.id)
        .outerjoin(reviewer, reviewer.id == ChartAccessReview.reviewed_by)
    )


def _waiting() -> Select[*tuple[Any, ...]]:
    return _rows().where(ChartAccessReview.access_id.is_(None)).order_by(ChartAccess.begun_at.desc(), ChartAccess.id)


def _access(row: Row[*tuple[Any, ...]]) -> Access:
    made = row.ChartAccess
    return Access(made.staff_id, made.until_at, row.closed_at, row.verdict is not None)


def _lasted(begun: datetime, ended: datetime, closed: datetime | None) -> str:
    minutes = max(0, int((ended - begun).total_seconds()) // _SECONDS)
    return f"{count_of(minutes, 'minute')}{', closed early' if closed else ''}"

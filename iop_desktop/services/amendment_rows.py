"""Reading clients' amendment requests with their clocks and steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, tzinfo
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.amendments import AmendmentEvent, AmendmentRequest
from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.models.people import Client
from iop_desktop.rules.amendments import Step, possible_steps, standing
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.names import display_name
from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.added_facts import day_of
from iop_desktop.services.amendment_views import RequestRow, StepRow
from iop_desktop.services.amendment_words import event_words
from iop_desktop.services.unlocked import Unlocked


def requests_of(db: Database, client_id: UUID, unlocked: Unlocked, today: date) -> tuple[RequestRow, ...]:
    """The requests of one client, latest first."""
    return request_rows(db, select(AmendmentRequest).where(AmendmentRequest.client_id == client_id), unlocked, today)


def request_rows(
    db: Database, query: Select[AmendmentRequest], unlocked: Unlocked, today: date
) -> tuple[RequestRow, ...]:
    """The requests a query finds, latest first, with what the person at the keyboard may do next today."""
    requests = list(db.scalars(query.order_by(AmendmentRequest.received_on.desc(), AmendmentRequest.id.desc())))
    if not requests:
        return ()
    steps = _steps(db, [request.id for request in requests])
    names = {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}
    may_take = _steps_of(unlocked.actor)
    return tuple(
        _row(db, request, steps[request.id], names[request.recorded_by], today, unlocked.zone, may_take)
        for request in requests
    )


def _steps_of(actor: Actor) -> frozenset[AmendmentStep]:
    """Whoever accepts begins the addendum, which is clinical writing."""
    steps = frozenset(AmendmentStep) if actor.may(Right.ANSWER_REQUESTS) else frozenset()
    return steps if actor.may(Right.ACCEPT_REQUESTS) else steps - {AmendmentStep.ACCEPTED}


def _row(
    db: Database,
    request: AmendmentRequest,
    steps: Sequence[StepRow],
    recorded_by: str,
    today: date,
    zone: tzinfo,
    may_take: frozenset[AmendmentStep],
) -> RequestRow:
    taken = tuple(Step(step.step, step.on) for step in steps)
    client = db.get_one(Client, request.client_id)
    return RequestRow(
        request_id=request.id,
        client_id=request.client_id,
        client_name=display_name(client.first_name, client.last_name, client.preferred_name),
        note_id=request.note_id,
        note_title=_title(db, request.note_id, zone),
        received_on=request.received_on,
        asked=request.asked,
        recorded_by=recorded_by,
        standing=standing(request.received_on, taken, today),
        steps=tuple(steps),
        possible=tuple(step for step in possible_steps(request.received_on, taken, today) if step in may_take),
    )


def _title(db: Database, note_id: UUID | None, zone: tzinfo) -> str:
    if note_id is None:
        return ""
    versions = select(NoteVersion).where(NoteVersion.note_id == note_id).order_by(NoteVersion.number.desc())
    version = db.scalars(versions.limit(1)).one()
    return f"{version.kind.label} of {long_date(day_of(db, db.get_one(Note, note_id), version, zone))}"


def _steps(db: Database, request_ids: Sequence[UUID]) -> defaultdict[UUID, list[StepRow]]:
    rows = db.execute(
        select(AmendmentEvent, Staff.name, Note.state)
        .join(Staff, Staff.id == AmendmentEvent.recorded_by)
        .outerjoin(Note, Note.id == AmendmentEvent.addendum_id)
        .where(AmendmentEvent.request_id.in_(request_ids))
        .order_by(AmendmentEvent.on, AmendmentEvent.id)
    )
    found: defaultdict[UUID, list[StepRow]] = defaultdict(list)
    for event, name, state in rows:
        words = event_words(event.step, event.ground)
        found[event.request_id].append(StepRow(event.step, event.on, words, event.text, name, event.addendum_id, state))
    return found

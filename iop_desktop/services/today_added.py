"""Documents begun on signed notes, and clients' requests whose time runs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.amendments import AmendmentEvent, AmendmentRequest
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Client
from iop_desktop.rules.amendments import Standing, Step, standing
from iop_desktop.rules.names import display_name
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.actor import Actor
from iop_desktop.services.circle import names
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import count_of, near_day


def added_needs(db: Database, unlocked: Unlocked, today: date) -> tuple[Need, ...]:
    """The rows that are not empty."""
    found = (_open_additions(db, unlocked.actor), _requests(db, unlocked, today))
    return tuple(need for need in found if need is not None)


def _open_additions(db: Database, actor: Actor) -> Need | None:
    rows = db.execute(
        select(Note.id, Note.kind, Note.state, Client.first_name, Client.last_name, Client.preferred_name)
        .join(Client, Client.id == Note.client_id)
        .where(Note.parent_id.is_not(None), Note.author_id == actor.staff_id, Note.state.in_(SIGNABLE))
        .order_by(Note.state.desc(), Note.id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    name = display_name(first.first_name, first.last_name, first.preferred_name)
    how = "returned" if first.state is NoteState.RETURNED else "not signed yet"
    detail = f"{(first.kind or NoteKind.ADDENDUM).label} for {name}, {how}"
    return Need(NeedKind.ADDENDA, "Finish additions", detail, len(rows), note_id=first.id)


def _requests(db: Database, unlocked: Unlocked, today: date) -> Need | None:
    """Open requests that are due within two weeks or overdue, the most urgent first."""
    if not unlocked.actor.may(Right.ANSWER_REQUESTS):
        return None
    due = [(found, client_id) for found, client_id in _standings(db, unlocked, today) if found.due_soon]
    if not due:
        return None
    first, client_id = min(due, key=lambda each: each[0].due_on)
    client = db.get_one(Client, client_id)
    name = display_name(client.first_name, client.last_name, client.preferred_name)
    when = (
        f"overdue by {count_of(-first.days_left, 'day')}" if first.overdue else f"due {near_day(first.due_on, today)}"
    )
    return Need(NeedKind.AMENDMENT, "Amendment requests", f"{name}, {when}", len(due), client_id=client_id)


def _standings(db: Database, unlocked: Unlocked, today: date) -> list[tuple[Standing, UUID]]:
    steps: dict[UUID, list[Step]] = {}
    for event in db.execute(select(AmendmentEvent.request_id, AmendmentEvent.step, AmendmentEvent.on)):
        steps.setdefault(event.request_id, []).append(Step(event.step, event.on))
    named = names(db, unlocked, AmendmentRequest.client_id)
    columns = (AmendmentRequest.id, AmendmentRequest.client_id, AmendmentRequest.received_on)
    requests = db.execute(select(*columns).where(named))
    return [
        (standing(request.received_on, steps.get(request.id, ()), today), request.client_id) for request in requests
    ]

"""The waiting list of a group: in order, with reasons; nobody is removed, waiting ends with an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Membership, WaitingEntry
from iop_desktop.models.people import Client
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.waiting import WaitingOutcome, moved, refusals_to_wait
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.circle import roster_names
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.memberships import MembershipService, client_of, group_and_program, not_over
from iop_desktop.services.need_to_know import require_name
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.GROUPS, Topic.CLIENTS})
_NO_ENTRY = "That entry is not on the waiting list. Nothing was changed."
_ENDED = Refusal("ended", "This waiting is over already. Nothing was changed.", "entry")


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody on the waiting list, or who was: ``position`` counts from 1 and is 0 when the waiting is over."""

    entry_id: UUID
    client_id: UUID
    position: int
    name: str
    initials: str
    record_number: str
    since: date
    reason: str
    ended_on: date | None
    outcome: str


class WaitingService:
    """Use cases of the waiting list."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock
        self._memberships = MembershipService(unlocked, clock)

    @needs(Right.READ_ROSTERS)
    def rows(self, group_id: UUID) -> tuple[WaitingRow, ...]:
        """Who waits, in order, then those whose waiting is over, latest first."""
        query = (
            select(WaitingEntry, Client)
            .join(Client, Client.id == WaitingEntry.client_id)
            .where(WaitingEntry.group_id == group_id)
        )
        with self._unlocked.reading() as db:
            rows = db.execute(query.where(roster_names(db, self._unlocked, group_id))).all()
        waiting = sorted((row for row in rows if row[0].ended_on is None), key=lambda row: row[0].position)
        over = sorted(
            (row for row in rows if row[0].ended_on is not None), key=lambda row: row[0].ended_on or row[0].since
        )
        return (
            *(_row(entry, client, place) for place, (entry, client) in enumerate(waiting, 1)),
            *(_row(entry, client, 0) for entry, client in reversed(over)),
        )

    @needs(Right.ADMIT_MEMBERS)
    def add(self, group_id: UUID, client_id: UUID, reason: str) -> Changes:
        """Put a client at the end of the list. Raises NotFound and Refused."""
        today = self._today()
        with self._unlocked.transaction() as db:
            group, _ = group_and_program(db, group_id)
            require_name(db, self._unlocked, client_id, group_id)
            client = client_of(db, client_id)
            waiting = _waiting(db, group_id)
            refusals = refusals_to_wait(
                is_member=_is_member(db, group_id, client_id, today),
                is_waiting=any(entry.client_id == client_id for entry in waiting),
                reason=reason,
            )
            if refusals:
                raise Refused(refusals)
            place = max((entry.position for entry in waiting), default=0) + 1
            entry = WaitingEntry(
                group_id=group_id, client_id=client_id, position=place, reason=reason.strip(), since=today
            )
            db.add(entry)
            db.flush()
            self._unlocked.audit(db, "waiting.began", entry.id, {"group": str(group_id), "client": str(client_id)})
            message = f"{_name(client)} waits for {group.name}."
        return Changes(_TOPICS, message)

    @needs(Right.ADMIT_MEMBERS)
    def move(self, entry_id: UUID, steps: int) -> Changes:
        """Move an entry so many places further down the list (negative: up). Raises NotFound and Refused."""
        with self._unlocked.transaction() as db:
            entry = _open_entry(db, entry_id)
            before = _waiting(db, entry.group_id)
            after = moved(before, entry, steps)
            if list(after) == before:
                return Changes(frozenset())
            for place, each in enumerate(after, 1):
                each.position = place
            self._unlocked.audit(db, "waiting.moved", entry_id, {"place": after.index(entry) + 1})
        return Changes(_TOPICS)

    @needs(Right.ADMIT_MEMBERS)
    def end(self, entry_id: UUID, outcome: WaitingOutcome) -> Changes:
        """End the waiting of somebody who declined or withdrew. Raises NotFound and Refused."""
        with self._unlocked.transaction() as db:
            entry = _open_entry(db, entry_id)
            require_name(db, self._unlocked, entry.client_id, entry.group_id)
            entry.ended_on, entry.outcome = self._today(), outcome
            self._unlocked.audit(db, "waiting.ended", entry_id, {"outcome": outcome.value})
            message = f"{_name(client_of(db, entry.client_id))} is off the waiting list: {outcome.value}."
        return Changes(_TOPICS, message)

    @needs(Right.ADMIT_MEMBERS)
    def admit(self, entry_id: UUID, on: date, reason: str = "") -> Changes:
        """Make who waits a member from a day on. Raises as ``MembershipService.admit``."""
        with self._unlocked.reading() as db:
            entry = _open_entry(db, entry_id)
            group_id, client_id = entry.group_id, entry.client_id
        return self._memberships.admit(group_id, client_id, on, reason)

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def _waiting(db: Database, group_id: UUID) -> list[WaitingEntry]:
    query = select(WaitingEntry).where(WaitingEntry.group_id == group_id, WaitingEntry.ended_on.is_(None))
    return list(db.scalars(query.order_by(WaitingEntry.position, WaitingEntry.id)))


def _open_entry(db: Database, entry_id: UUID) -> WaitingEntry:
    entry = db.get(WaitingEntry, entry_id)
    if entry is None:
        raise NotFound(_NO_ENTRY)
    if entry.ended_on is not None:
        raise Refused((_ENDED,))
    return entry


def _is_member(db: Database, group_id: UUID, client_id: UUID, today: date) -> bool:
    query = select(Membership.id).where(
        Membership.group_id == group_id, Membership.client_id == client_id, not_over(today)
    )
    return db.scalars(query).first() is not None


def _row(entry: WaitingEntry, client: Client, position: int) -> WaitingRow:
    name = _name(client)
    return WaitingRow(
        entry_id=entry.id,
        client_id=client.id,
        position=position,
        name=name,
        initials=initials_of(name),
        record_number=client.record_number,
        since=entry.since,
        reason=entry.reason,
        ended_on=entry.ended_on,
        outcome=entry.outcome,
    )


def _name(client: Client) -> str:
    return display_name(client.first_name, client.last_name, client.preferred_name)

"""A person who walks in: on the roster and marked present in one step, nobody else's record touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, Membership, Session
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.chart import refusals_of_client
from iop_desktop.rules.membership import AgeRange
from iop_desktop.rules.names import display_name, search_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.roster_dates import DateOrder, parse_date
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus
from iop_desktop.rules.walk_in import admits_too, free_record_number, refusals_to_walk_in
from iop_desktop.services import attendance_log as log
from iop_desktop.services.attendance_recording import TOPICS, AttendanceRecorder
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.circle import placeable
from iop_desktop.services.client_rows import client_rows
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.memberships import admission_facts, begin_membership, wait_again
from iop_desktop.services.need_to_know import require_name, require_roster
from iop_desktop.services.rights import needs
from iop_desktop.services.room_views import WalkInCandidate

_JOINED = TOPICS | {Topic.GROUPS, Topic.CLIENTS}
_NO_CLIENT = "That client is not in these records. Nothing was changed."
_BAD_DATE = Refusal("date", "Write the date of birth like 3/14/1988.", "date_of_birth")
_MORE_RECORDED = Refusal(
    "recorded", "More was recorded of this member since. Take that back first, or end the membership.", "client"
)
_KNOWN = Refusal(
    "known", "A client with this name and date of birth is in the records already. Choose them from the list.", "name"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """The session's group with its program, and the day."""

    session: Session
    group: Group
    program: Program
    day: date


class WalkInService(AttendanceRecorder):
    """Use cases of the field that ``+`` opens."""

    @needs(Right.LEAD_GROUPS)
    def candidates(self, session_id: UUID) -> tuple[WalkInCandidate, ...]:
        """Clients who are not on the roster of this session, those of the group's program first.

        Who is neither this person's nor without a place is found only by ``add_new``. Raises NotFound, NotAllowed.
        """
        with self._unlocked.reading() as db:
            require_roster(db, self._unlocked, session_id)
            room = self._room(db, session_id)
            here = [member.client_id for member in room.members]
            named = placeable(db, self._unlocked, room.head.group_id)
            query = select(Client).where(Client.id.not_in(here), named)
            rows = client_rows(db, query.order_by(Client.last_name, Client.first_name, Client.id), room.day)
        found = [
            WalkInCandidate(row.client_id, row.name, row.record_number, row.program, row.date_of_birth) for row in rows
        ]
        program = room.head.program_name
        return tuple(sorted(found, key=lambda each: program not in each.program))

    @needs(Right.LEAD_GROUPS)
    def add(self, session_id: UUID, client_id: UUID, reason: str = "") -> Changes:
        """Let a client join the group from this session's day on, and mark them present.

        A full group and rules of size give way to a ``reason``, which is kept. Raises NotFound, NotAllowed, and
        Refused with every reason why not; ``full`` says that the group has no place left.
        """
        with self._unlocked.transaction() as db:
            client = db.get(Client, client_id)
            if client is None:
                raise NotFound(_NO_CLIENT)
            require_name(db, self._unlocked, client_id, self._place(db, session_id).group.id)
            return self._join(db, session_id, client, reason)

    @needs(Right.LEAD_GROUPS)
    def add_new(self, session_id: UUID, first_name: str, last_name: str, born_text: str, reason: str = "") -> Changes:
        """Make a chart for a person, admit them to the group's program and let them join, present. Raises as ``add``.

        The record number is a provisional one. Somebody with this very name and date of birth who belongs to a group of
        others is that client: who stands in the door has said who they are.
        """
        with self._unlocked.transaction() as db:
            require_roster(db, self._unlocked, session_id)
            place, first, last = self._place(db, session_id), first_name.strip(), last_name.strip()
            client = self._known_elsewhere(db, place, first, last, born_text)
            if client is None:
                client = _new_client(db, place, first, last, born_text)
                self._unlocked.audit(db, "client.added", client.id, {"program": str(place.program.id), "walk_in": True})
            return self._join(db, session_id, client, reason)

    def _known_elsewhere(self, db: Database, place: _Place, first: str, last: str, born_text: str) -> Client | None:
        """The one client of this name and date of birth whom this person could not have chosen from the list."""
        born = parse_date(born_text, DateOrder.MDY, latest=place.day)
        same = (Client.first_name == first) & (Client.last_name == last) & (Client.date_of_birth == born)
        listed = placeable(db, self._unlocked, place.group.id)
        found = db.scalars(select(Client).where(same, ~listed)).all() if born is not None else ()
        return found[0] if len(found) == 1 else None

    def _join(self, db: Database, session_id: UUID, client: Client, reason: str) -> Changes:
        now, place = self._clock(), self._place(db, session_id)
        log.require_held(place.session.cancelled_at)
        facts = admission_facts(db, place.group, place.program, client, place.day, now)
        refusals = refusals_to_walk_in(facts)
        membership = begin_membership(db, self._unlocked, place.group, client, facts, refusals, reason, now)
        if admits_too(facts):
            admission = Admission(client_id=client.id, program_id=place.program.id, admitted_on=place.day)
            db.add(admission)
            db.flush()
            self._unlocked.audit(db, "admission.began", admission.id, {"client": str(client.id), "walk_in": True})
        detail = {"group": str(place.group.id), "client": str(client.id), "on": place.day.isoformat()}
        self._unlocked.audit(db, "membership.began", membership.id, {**detail, "walk_in": True})
        event = log.NewEvent(client.id, AttendanceEventKind.MARKED, AttendanceStatus.PRESENT, at=now)
        planned = SessionSpan(place.session.starts_at, place.session.ends_at)
        first, topics = self._start(db, session_id, planned, place.session.started_at, event, reason)
        batch_id = self._record(db, session_id, [first], now)
        name = display_name(client.first_name, client.last_name, client.preferred_name)
        admitted = f" and {place.program.name}" if admits_too(facts) else ""
        undo = Undo("Undo", partial(self._withdraw, session_id, batch_id, membership.id))
        return Changes(_JOINED | topics, f"{name} joined {place.group.name}{admitted}: present.", undo)

    def _withdraw(self, session_id: UUID, batch_id: UUID, membership_id: UUID) -> Changes:
        """Take a walk-in back: the mark is undone, the membership that began with it never was, waiting goes on.

        Raises Refused when more was recorded of the member since.
        """
        with self._unlocked.transaction() as db:
            topics = self._take_back(db, session_id, batch_id)
            membership = db.get(Membership, membership_id)
            if membership is not None:
                self._forget(db, session_id, membership)
        return Changes(_JOINED | topics, "Undone.")

    def _forget(self, db: Database, session_id: UUID, membership: Membership) -> None:
        client_id = membership.client_id
        goes_on = db.scalars(select(Membership.id).where(Membership.continues == membership.id)).first() is not None
        if not goes_on:
            db.delete(membership)
            db.flush()
        if goes_on or client_id in [member.client_id for member in self._room(db, session_id).members]:
            raise Refused((_MORE_RECORDED,))
        wait_again(db, membership.group_id, client_id, membership.first_on)
        self._unlocked.audit(db, "membership.withdrawn", membership.id, {"client": str(client_id)})

    def _place(self, db: Database, session_id: UUID) -> _Place:
        room = self._room(db, session_id)
        session = db.get_one(Session, session_id)
        group = db.get_one(Group, session.group_id)
        return _Place(session, group, db.get_one(Program, group.program_id), room.day)


def _new_client(db: Database, place: _Place, first: str, last: str, born_text: str) -> Client:
    """The chart of a new person. Raises Refused when something is missing or the person is known already."""
    born = parse_date(born_text, DateOrder.MDY, latest=place.day)
    if born is None:
        raise Refused((_BAD_DATE,))
    taken = db.scalars(select(Client.record_number).where(Client.record_number.startswith("W-"))).all()
    number = free_record_number(place.day, taken)
    ages = AgeRange(place.program.minimum_age, place.program.maximum_age)
    refusals = refusals_of_client(number, first, last, born, ages=ages, admitted_on=place.day)
    same = (Client.first_name == first) & (Client.last_name == last) & (Client.date_of_birth == born)
    if db.scalars(select(Client.id).where(same)).first() is not None:
        refusals = (*refusals, _KNOWN)
    if refusals:
        raise Refused(refusals)
    client = Client(
        record_number=number,
        first_name=first,
        last_name=last,
        search_name=search_text(first, last, "", number),
        date_of_birth=born,
    )
    db.add(client)
    db.flush()
    return client

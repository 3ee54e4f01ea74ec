"""Splitting a session that is too large: a second session of the same group at the same time, with its own facilitator.

Attendance that was recorded for members who move stays in the first session's log for ever. It is recorded once more in
the second session, each event with its own time, and in the first session these members are set back to not marked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group, Session, SplitMember
from iop_desktop.models.role_set import role_sets_with
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.split import balanced_half, refusals_of_second, refusals_to_split
from iop_desktop.services import attendance_log as log
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.need_to_know import require_roster
from iop_desktop.services.rights import needs
from iop_desktop.services.room_facts import room_facts
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.rule_packs import room_for
from iop_desktop.services.session_leading import require_leading
from iop_desktop.services.session_rows import add_session, planned_span, session_of
from iop_desktop.services.split_papers import copy_breaks, copy_delivery, copy_group_part, move_events, move_notes
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.SESSIONS, Topic.ATTENDANCE, Topic.NOTES, Topic.GROUPS, Topic.LESSONS})


@dataclass(frozen=True, slots=True)
class SplitChoice:
    """A member on the roster and whether the proposal sends this person to the second room."""

    client_id: UUID
    name: str
    initials: str
    moves: bool


@dataclass(frozen=True, slots=True)
class SplitProposal:
    """A session with its members and who could lead the second part; ``room`` is how many one room may hold."""

    head: SessionHead
    room: int
    members: tuple[SplitChoice, ...]
    facilitators: tuple[tuple[UUID, str], ...]

    @property
    def too_many(self) -> bool:
        """Whether the roster is larger than one room may hold."""
        return len(self.members) > self.room


class SplitService:
    """Use cases of a split."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.LEAD_GROUPS)
    def propose(self, session_id: UUID) -> SplitProposal:
        """Who could go where; every second member moves unless somebody chooses otherwise. Raises NotFound."""
        with self._unlocked.reading() as db:
            require_roster(db, self._unlocked, session_id)
            room = room_facts(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)
            session = session_of(db, session_id)
            group = db.get_one(Group, session.group_id)
            half = set(balanced_half([member.client_id for member in room.members]))
            leaders = {session.facilitator_id, session.cofacilitator_id} - {None}
            return SplitProposal(
                head=room.head,
                room=room_for(db, group, room.day, len(leaders)),
                members=tuple(
                    SplitChoice(each.client_id, each.name, each.initials, each.client_id in half)
                    for each in room.members
                ),
                facilitators=_facilitators(db, session),
            )

    @needs(Right.LEAD_GROUPS)
    def split(self, session_id: UUID, facilitator_id: UUID, moved: Collection[UUID]) -> Changes:
        """Make the second part with its facilitator and these members. Raises NotFound, NotAllowed, Refused.

        It has the same time, place and lesson; both sessions name each other, and so do their notes.
        """
        now, chosen = self._clock(), set(moved)
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            require_roster(db, self._unlocked, session_id)
            first = session_of(db, session_id)
            self._require_fit(db, first, facilitator_id, chosen)
            second = _second_session(db, first, facilitator_id)
            db.add_all(SplitMember(session_id=second.id, client_id=client_id) for client_id in sorted(chosen))
            copy_delivery(db, first.id, second.id)
            copy_group_part(db, first.id, second.id)
            copy_breaks(db, first.id, second.id)
            move_events(db, first.id, second.id, chosen, by=self._unlocked.actor.staff_id, now=now)
            move_notes(db, first.id, second, chosen)
            facts: dict[str, Json] = {
                "second": str(second.id),
                "facilitator": str(facilitator_id),
                "moved": len(chosen),
            }
            self._unlocked.audit(db, "session.split", session_id, {**facts, **detail})
            name = db.get_one(Staff, facilitator_id).name
        return Changes(_TOPICS, f"The group is split: {len(chosen)} members are with {name}.")

    def _require_fit(self, db: Database, first: Session, facilitator_id: UUID, chosen: Collection[UUID]) -> None:
        room = room_facts(db, first.id, self._unlocked.actor.staff_id, self._unlocked.zone)
        staff = db.get(Staff, facilitator_id)
        clinical = staff is not None and staff.active and allows(staff.roles, Right.LEAD_GROUPS)
        refusals = refusals_to_split(
            [member.client_id for member in room.members],
            chosen,
            already_split=room.head.split_session_id is not None,
            cancelled=first.cancelled_at is not None,
            ended_at=first.ended_at,
            signed=bool(log.signed_clients(db, first.id)),
        ) + refusals_of_second(facilitator_id, first.facilitator_id, clinical=clinical)
        if refusals:
            raise Refused(refusals)


def _facilitators(db: Database, session: Session) -> tuple[tuple[UUID, str], ...]:
    """Who could lead the second part: the co-facilitator first."""
    rows = db.execute(
        select(Staff.id, Staff.name)
        .where(Staff.active, Staff.roles.in_(role_sets_with(Right.LEAD_GROUPS)), Staff.id != session.facilitator_id)
        .order_by(Staff.id != session.cofacilitator_id, Staff.name, Staff.id)
    )
    return tuple((staff_id, name) for staff_id, name in rows)


def _second_session(db: Database, first: Session, facilitator_id: UUID) -> Session:
    """The same meeting once more; the one who leads it now helps no longer in the first room."""
    group = db.get_one(Group, first.group_id)
    if first.cofacilitator_id == facilitator_id:
        first.cofacilitator_id = None
    return add_session(
        db,
        group,
        planned_span(first),
        facilitator_id=facilitator_id,
        cofacilitator_id=None,
        place=first.place,
        mode=first.mode,
        started_at=first.started_at,
        recorded_late_at=first.recorded_late_at,
        late_reason=first.late_reason,
        split_of=first.id,
    )

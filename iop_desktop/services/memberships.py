"""Who belongs to a group from when to when: admitting, ending, transferring, and any roster as it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, Membership, Session, WaitingEntry
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.membership import (
    AgeRange,
    GroupAdmissionFacts,
    may_go_on,
    refusals_to_admit,
    refusals_to_end,
    refusals_to_transfer,
)
from iop_desktop.rules.names import display_name
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.staffing_limits import LimitWarning
from iop_desktop.rules.waiting import WaitingOutcome
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.circle import roster_names
from iop_desktop.services.client_rows import member_count
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.need_to_know import require_name
from iop_desktop.services.people_views import Roster
from iop_desktop.services.rights import needs
from iop_desktop.services.roster_rows import roster_rows
from iop_desktop.services.rule_packs import record_overrides, room_for, warnings_for
from iop_desktop.services.session_rows import NO_GROUP
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import short_day

_TOPICS = frozenset({Topic.GROUPS, Topic.CLIENTS, Topic.ATTENDANCE})
_NO_CLIENT = "That client is not in these records. Nothing was changed."
_NO_MEMBERSHIP = "That client is not a member of this group. Nothing was changed."


class MembershipService:
    """Use cases of memberships; an earlier one is never written over."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_ROSTERS)
    def roster_on(self, group_id: UUID, day: date) -> Roster:
        """The roster of a group as it was, is or will be on a day. Raises NotFound."""
        with self._unlocked.reading() as db:
            group, _ = group_and_program(db, group_id)
            rows = roster_rows(db, group_id, day, roster_names(db, self._unlocked, group_id))
            leaders = _leaders(group)
            members = member_count(db, group_id, day)
            warnings = warnings_for(db, group, day, members, leaders)
            return Roster(
                group_id=group_id,
                day=day,
                rows=rows,
                members=members,
                room=room_for(db, group, day, leaders),
                warnings=tuple(warning.sentence for warning in warnings),
            )

    @needs(Right.ADMIT_MEMBERS)
    def admit(self, group_id: UUID, client_id: UUID, on: date, reason: str = "") -> Changes:
        """Make a client a member from a day on; waiting for the group ends with it.

        A full group, a closed one that has begun and a rule of size give way to a ``reason``, which is kept.
        Raises NotFound, and Refused with every reason why not.
        """
        with self._unlocked.transaction() as db:
            require_name(db, self._unlocked, client_id, group_id)
            membership = self._begin(db, group_id, client_id, on, reason)
            self._unlocked.audit(db, "membership.began", membership.id, _detail(group_id, client_id, on))
            message = f"{_name(client_of(db, client_id))} joined {db.get_one(Group, group_id).name}."
        return Changes(_TOPICS, message)

    @needs(Right.ADMIT_MEMBERS)
    def end(self, group_id: UUID, client_id: UUID, on: date, why: str = "") -> Changes:
        """Let a membership end with the day ``on`` included. Raises NotFound and Refused."""
        with self._unlocked.transaction() as db:
            require_name(db, self._unlocked, client_id, group_id)
            membership = self._lasting(db, group_id, client_id, on)
            refusals = refusals_to_end(membership.first_on, on)
            if refusals:
                raise Refused(refusals)
            membership.last_on, membership.ended_why = on, why.strip()
            self._unlocked.audit(db, "membership.ended", membership.id, _detail(group_id, client_id, on))
            name = _name(client_of(db, client_id))
        return Changes(_TOPICS, f"{name} is a member until {short_day(on)}.")

    @needs(Right.ADMIT_MEMBERS)
    def transfer(
        self, group_id: UUID, client_id: UUID, target_id: UUID, on: date, why: str = "", reason: str = ""
    ) -> Changes:
        """End a membership with the day before ``on`` and begin another, which continues it, in the target group.

        ``why`` is kept with the old membership, ``reason`` with a rule that is gone against. Raises NotFound, Refused.
        """
        with self._unlocked.transaction() as db:
            require_name(db, self._unlocked, client_id, group_id)
            before = self._lasting(db, group_id, client_id, on)
            refusals = refusals_to_transfer(same_group=group_id == target_id, first_on=before.first_on, on=on)
            if refusals:
                raise Refused(refusals)
            before.last_on, before.ended_why = on - timedelta(days=1), why.strip()
            after = self._begin(db, target_id, client_id, on, reason)
            after.continues = before.id
            detail = {"from": str(group_id), "to": str(target_id), "client": str(client_id), "on": on.isoformat()}
            self._unlocked.audit(db, "membership.transferred", after.id, detail)
            target = db.get_one(Group, target_id).name
            name = _name(client_of(db, client_id))
        return Changes(_TOPICS, f"{name} goes to {target} from {short_day(on)} on.")

    def _begin(self, db: Database, group_id: UUID, client_id: UUID, on: date, reason: str) -> Membership:
        group, program = group_and_program(db, group_id)
        client = client_of(db, client_id)
        facts = admission_facts(db, group, program, client, on, self._clock())
        refusals = refusals_to_admit(facts)
        return begin_membership(db, self._unlocked, group, client, facts, refusals, reason, self._clock())

    def _lasting(self, db: Database, group_id: UUID, client_id: UUID, on: date) -> Membership:
        """The membership that lasts on a day or begins later and is not over today. Raises NotFound."""
        today = self._clock().astimezone(self._unlocked.zone).date()
        membership = db.scalars(
            select(Membership)
            .where(
                Membership.group_id == group_id,
                Membership.client_id == client_id,
                not_over(on),
                not_over(min(on, today)),
            )
            .order_by(Membership.first_on.desc())
        ).first()
        if membership is None:
            raise NotFound(_NO_MEMBERSHIP)
        return membership


def group_and_program(db: Database, group_id: UUID) -> tuple[Group, Program]:
    """A group with its program. Raises NotFound."""
    query = select(Group, Program).join(Program, Program.id == Group.program_id).where(Group.id == group_id)
    row = db.execute(query).one_or_none()
    if row is None:
        raise NotFound(NO_GROUP)
    return row


def client_of(db: Database, client_id: UUID) -> Client:
    """A client. Raises NotFound."""
    client = db.get(Client, client_id)
    if client is None:
        raise NotFound(_NO_CLIENT)
    return client


def not_over(on: date) -> ColumnElement[bool]:
    """Memberships that last on the day or begin later."""
    return or_(Membership.last_on.is_(None), Membership.last_on >= on)


def begin_membership(
    db: Database,
    unlocked: Unlocked,
    group: Group,
    client: Client,
    facts: GroupAdmissionFacts,
    refusals: tuple[Refusal, ...],
    reason: str,
    now: datetime,
) -> Membership:
    """A membership from ``facts.on`` on; what the rules say against it gives way to a reason, which is kept.

    ``refusals`` are those of the rule of admission. Raises Refused with every reason why not.
    """
    warnings = warnings_for(db, group, facts.on, facts.members + 1, _leaders(group))
    broken_limits = [each for each in warnings if _grows_worse(each)]
    blocking = (*refusals, *(each.refusal for each in broken_limits))
    if blocking and not may_go_on(blocking, reason):
        raise Refused(blocking)
    if blocking:
        codes = {refusal.code for refusal in refusals}
        broken = [("capacity", facts.capacity, facts.members + 1)] if "full" in codes else []
        broken += [("closed-group", 0, 1)] if "begun" in codes else []
        broken += [(each.rule, each.allowed, each.actual) for each in broken_limits]
        record_overrides(db, unlocked, group.id, broken, reason, now)
    membership = Membership(group_id=group.id, client_id=client.id, first_on=facts.on)
    db.add(membership)
    _end_waiting(db, group.id, client.id, facts.on)
    db.flush()
    return membership


def _grows_worse(warning: LimitWarning) -> bool:
    """Whether one member more is against the rule; a group that is still too small is not worse for it."""
    return warning.actual > warning.allowed


def _leaders(group: Group) -> int:
    return 1 if group.cofacilitator_id is None else 2


def admission_facts(
    db: Database, group: Group, program: Program, client: Client, on: date, now: datetime
) -> GroupAdmissionFacts:
    """What the rules look at when a client is to join a group on a day."""
    admission = db.scalars(
        select(Admission)
        .where(Admission.client_id == client.id, Admission.program_id == program.id)
        .order_by(Admission.admitted_on.desc())
    ).first()
    lasting = db.scalars(select(Membership.client_id).where(Membership.group_id == group.id, not_over(on))).all()
    return GroupAdmissionFacts(
        on=on,
        date_of_birth=client.date_of_birth,
        ages=AgeRange(program.minimum_age, program.maximum_age),
        admitted_on=admission.admitted_on if admission else None,
        discharged_on=admission.discharged_on if admission else None,
        is_member=client.id in lasting,
        members=len(lasting),
        capacity=group.capacity,
        group_is_active=group.active,
        group_is_open=group.is_open,
        group_has_begun=_has_begun(db, group.id, now),
    )


def _has_begun(db: Database, group_id: UUID, now: datetime) -> bool:
    """Whether the first session is over, by its end or by its plan."""
    first = db.scalar(
        select(func.min(Session.ends_at, type_=Session.ends_at.type)).where(
            Session.group_id == group_id, Session.cancelled_at.is_(None)
        )
    )
    return first is not None and first <= now


def _end_waiting(db: Database, group_id: UUID, client_id: UUID, on: date) -> None:
    waiting = db.scalars(
        select(WaitingEntry).where(
            WaitingEntry.group_id == group_id, WaitingEntry.client_id == client_id, WaitingEntry.ended_on.is_(None)
        )
    )
    for entry in waiting:
        entry.ended_on, entry.outcome = on, WaitingOutcome.ADMITTED


def wait_again(db: Database, group_id: UUID, client_id: UUID, on: date) -> None:
    """Waiting that ended with a membership from this day goes on at its place: the membership never was."""
    ended = select(WaitingEntry).where(
        WaitingEntry.group_id == group_id,
        WaitingEntry.client_id == client_id,
        WaitingEntry.ended_on == on,
        WaitingEntry.outcome == WaitingOutcome.ADMITTED,
    )
    for entry in db.scalars(ended):
        entry.ended_on, entry.outcome = None, ""


def _detail(group_id: UUID, client_id: UUID, on: date) -> dict[str, str]:
    return {"group": str(group_id), "client": str(client_id), "on": on.isoformat()}


def _name(client: Client) -> str:
    return display_name(client.first_name, client.last_name, client.preferred_name)

"""The credentials that staff hold, each with number, state and days, and what each lets them do today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from iop_desktop.models.clinic import Staff
from iop_desktop.models.staffing import StaffCredential
from iop_desktop.rules.credentials import rules_in_force
from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.held_credentials import HeldCredential, is_good, refusals_of_held
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing_history import DATED, ENTERED
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotFound, Refused, Stale
from iop_desktop.services.leaving import staff_of
from iop_desktop.services.rights import needs
from iop_desktop.services.signing_words import held_words
from iop_desktop.services.standings import credential_rules, held_of, held_row
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.STAFF})
_GONE = "That credential is not in these records any more. Nothing was changed."
_STALE = "Somebody else changed this credential in the meantime. Nothing was changed: look at it again."
_BEFORE = Refusal("past", "The last day is today or later: notes of earlier days were signed with it.", "until_on")


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One credential in the list; ``alone`` says what the clinic's rules make of it today, empty without a rule."""

    credential_id: UUID
    revision: int
    staff_id: UUID
    name: str
    held: HeldCredential
    good: bool
    alone: str


class StaffCredentialService:
    """Use cases of the list: entered and ended, never taken back, for notes were signed with them."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_STAFF)
    def rows(self) -> tuple[HeldRow, ...]:
        """By name, each person's newest first."""
        today = self._today()
        query = select(StaffCredential, Staff.name).join(Staff, Staff.id == StaffCredential.staff_id)
        with self._unlocked.reading() as db:
            rules = credential_rules(db)
            found = db.execute(query.order_by(Staff.name, Staff.id, StaffCredential.from_on.desc())).all()
        rows = []
        for row, name in found:
            held = held_row(row)
            named = rules_in_force(held.credential, rules, today)
            alone = ("alone" if named[0].signs_alone else "with co-signature") if named else ""
            rows.append(HeldRow(row.id, row.revision, row.staff_id, name, held, is_good(held, today), alone))
        return tuple(rows)

    @needs(Right.READ_STAFF)
    def people(self) -> tuple[tuple[UUID, str], ...]:
        """Who works here now, by name."""
        query = select(Staff.id, Staff.name).where(Staff.active).order_by(Staff.name, Staff.id)
        with self._unlocked.reading() as db:
            return tuple((row.id, row.name) for row in db.execute(query))

    @needs(Right.MANAGE_STAFF)
    def enter(self, staff_id: UUID, held: HeldCredential) -> Changes:
        """Enter a credential of somebody. Raises NotAllowed, NotFound and Refused."""
        credential, number, state = (" ".join(text.split()) for text in (held.credential, held.number, held.state))
        held = replace(held, credential=credential, number=number, state=state)
        with self._unlocked.transaction() as db:
            staff = staff_of(db, staff_id)
            refusals = refusals_of_held(held, held_of(db, staff_id), self._today())
            if refusals:
                raise Refused(refusals)
            row = StaffCredential(
                staff_id=staff_id,
                credential=credential,
                number=number,
                state=state,
                from_on=held.from_on,
                until_on=held.until_on,
            )
            db.add(row)
            db.flush()
            self._unlocked.audit(db, ENTERED, staff_id, held_words(row))
        return Changes(_TOPICS, f"{held.credential} of {staff.name} is entered.")

    @needs(Right.MANAGE_STAFF)
    def end(self, credential_id: UUID, revision: int, until_on: date) -> Changes:
        """The last day a credential is good, also to renew it. Raises NotAllowed, NotFound, Stale and Refused."""
        with self._unlocked.transaction() as db:
            row = db.get(StaffCredential, credential_id)
            if row is None:
                raise NotFound(_GONE)
            if row.revision != revision:
                raise Stale(_STALE)
            if until_on < self._today():
                raise Refused((_BEFORE,))
            others = [
                held_row(other)
                for other in db.scalars(
                    select(StaffCredential).where(
                        StaffCredential.staff_id == row.staff_id, StaffCredential.id != row.id
                    )
                )
            ]
            refusals = refusals_of_held(replace(held_row(row), until_on=until_on), others, self._today())
            if refusals:
                raise Refused(refusals)
            row.until_on = until_on
            self._unlocked.audit(db, DATED, row.staff_id, held_words(row))
            credential = row.credential
        return Changes(_TOPICS, f"{credential}: good through {short_date(until_on)}.")

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()

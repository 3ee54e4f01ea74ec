"""What a member of staff may do on a day by the clinic's policy for credentials, read from the records."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.credentials import CredentialPolicy
from iop_desktop.models.staffing import StaffCredential
from iop_desktop.rules.credentials import Credentialed, CredentialRule, Standing, refusals_of_supervising, standing_on
from iop_desktop.rules.held_credentials import HeldCredential, as_on
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right, allows


def credential_rules(db: Database) -> tuple[CredentialRule, ...]:
    """The clinic's rules for credentials, of all times."""
    return tuple(rule_of(policy) for policy in db.scalars(select(CredentialPolicy)))


def rule_of(policy: CredentialPolicy) -> CredentialRule:
    """One row as the rules see it."""
    return CredentialRule(
        policy.credential, policy.signs_alone, policy.may_supervise, policy.from_on, policy.source, policy.until_on
    )


def held_of(db: Database, staff_id: UUID) -> tuple[HeldCredential, ...]:
    """What this person holds, of all times."""
    query = select(StaffCredential).where(StaffCredential.staff_id == staff_id)
    return tuple(held_row(row) for row in db.scalars(query.order_by(StaffCredential.from_on, StaffCredential.id)))


def held_row(row: StaffCredential) -> HeldCredential:
    """One row as the rules see it."""
    return HeldCredential(row.credential, row.number, row.state, row.from_on, row.until_on)


def standing_of(db: Database, staff: Staff, day: date) -> Standing:
    """What this person may do on this day."""
    rules = credential_rules(db)
    return standing_on(as_on(_credentialed(staff), held_of(db, staff.id), rules, day), rules, day)


def refusals_to_supervise(db: Database, staff: Staff, day: date) -> tuple[Refusal, ...]:
    """Why this person may not co-sign or return on this day."""
    rules = credential_rules(db)
    return refusals_of_supervising(as_on(_credentialed(staff), held_of(db, staff.id), rules, day), rules, day)


def _credentialed(staff: Staff) -> Credentialed:
    return Credentialed(
        staff.credentials, allows(staff.roles, Right.SUPERVISE), staff.needs_cosignature, staff.credential_until
    )

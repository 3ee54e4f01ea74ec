"""Whether rows that outlast the day are those of which the audit log tells: holds, openings, proposals, ways in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_reading import AuditQuery, StoredEntry, everything
from iop_desktop.models.chart_access import ChartAccess, ChartAccessReview
from iop_desktop.models.clinic import Setting
from iop_desktop.models.people import Admission
from iop_desktop.models.retention import ChartPeriod, Discharge, DisposalProposal, LegalHold
from iop_desktop.models.role_set import role_words
from iop_desktop.models.second_factor import SecondFactor
from iop_desktop.rules.act_history import ACTIONS, TAKEN_BACK, ActEntry, ActKind, Fact, Facts, told_by
from iop_desktop.services.chart_days import SETTING, chosen_policy
from iop_desktop.services.invitation_rows import open_invitations


def problems_of_acts(db: Database) -> tuple[str, ...]:
    """A sentence for each kind of act that the rows hold otherwise than the log; names nobody."""
    newest_first = list(everything(db, AuditQuery(actions=ACTIONS)))
    ordered = sorted(newest_first, key=lambda entry: entry.sequence)
    told = told_by(map(_entry, ordered))
    # A chart that was destroyed took its episodes along, which no entry names.
    there = {str(key) for key in db.scalars(select(Admission.id))}
    told.gone |= {fact for fact in told.facts[ActKind.DISCHARGE] if fact[1] not in there}
    return told.problems(_rows(db))


def _entry(entry: StoredEntry) -> ActEntry:
    details = {name: _word(value) for name, value in entry.details.items()}
    subject = str(entry.subject_id) if entry.subject_id else entry.subject
    return ActEntry(entry.action, str(entry.actor or ""), subject, details)


def _rows(db: Database) -> Facts:
    found: Facts = {kind: set() for kind in ActKind}
    for hold in db.scalars(select(LegalHold)):
        found[ActKind.HOLD].add(_fact(hold.id, hold.client_id, hold.placed_by, hold.lifted_by))
    for access in db.scalars(select(ChartAccess)):
        opening = _fact(access.id, access.client_id, access.staff_id, access.kind.value, access.until_at)
        found[ActKind.OPENING].add(opening)
    reviews = select(ChartAccessReview, ChartAccess.client_id).join(
        ChartAccess, ChartAccess.id == ChartAccessReview.access_id
    )
    for review, client_id in db.execute(reviews):
        reviewed = _fact(review.access_id, client_id, review.reviewed_by, review.verdict.value)
        found[ActKind.REVIEW].add(reviewed)
    for row in db.scalars(select(DisposalProposal)):
        found[ActKind.PROPOSAL].add(_fact(row.id, row.client_id, row.proposed_by, row.withdrawn_by))
    for period in db.scalars(select(ChartPeriod)):
        found[ActKind.PERIOD].add(_fact(period.id, period.client_id, period.decided_by, period.years))
    found[ActKind.DISCHARGE] = set(_discharges(db))
    found[ActKind.FACTOR] = {_fact(key) for key in db.scalars(select(SecondFactor.staff_id))}
    for each in open_invitations(db):
        invited = _fact(each.staff_id, each.invited_by, role_words(each.roles), each.expires_at)
        found[ActKind.INVITATION].add(invited)
    if db.get(Setting, SETTING) is not None:
        policy = chosen_policy(db)
        found[ActKind.RETENTION] = {_fact(policy.years, policy.majority)}
    return found


def _discharges(db: Database) -> Iterator[Fact]:
    """What was entered; and the last day of an episode where it is not what was entered last."""
    last: dict[UUID, date | None] = {}
    for row in db.scalars(select(Discharge).order_by(Discharge.recorded_at, Discharge.id)):
        last[row.admission_id] = None if row.taken_back else row.on
        key = TAKEN_BACK if row.taken_back else row.id
        told = () if row.taken_back else (row.on.isoformat(), row.reason.value)
        yield _fact(key, row.admission_id, row.recorded_by, *told)
    for admission_id, ended in db.execute(select(Admission.id, Admission.discharged_on)):
        if admission_id in last and last[admission_id] != ended:
            yield _fact("altered", admission_id)


def _fact(*values: Any) -> Fact:
    return tuple(_word(value) for value in values if value is not None)


def _word(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)

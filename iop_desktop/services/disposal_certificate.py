"""What stands on the certificate of a chart that was destroyed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.retention import Disposal
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.disposal import destroyed_lines
from iop_desktop.services.chart_days import chosen_policy
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import time_text

if TYPE_CHECKING:
    from iop_desktop.documents.end_certificate import EndCertificate

MEANING = "Confirms the destruction of this record"
TITLE = "Certificate of destruction"
_HOW = (
    "The rows and signed documents of the record were deleted from the clinic's encrypted database and the freed "
    "pages overwritten; after that the file is written anew. Parts of session notes that are about the whole group "
    "name no client and stay. Papers of sessions that named several clients were destroyed with it; what "
    "they say of others stays in the records of those."
)


def certificate_of(
    db: Database, unlocked: Unlocked, row: RetentionRow, disposal: Disposal, remains: tuple[str, ...]
) -> EndCertificate:
    """The certificate, with the record number and without a name or anything of the treatment."""
    from iop_desktop.documents.end_certificate import EndCertificate

    policy = chosen_policy(db)
    proposer = db.get_one(Staff, disposal.proposed_by)
    confirmer = db.get_one(Staff, disposal.confirmed_by)
    sections = (
        (
            "The record",
            (
                f"Record number {row.record_number} of {unlocked.clinic_name}.",
                f"Last discharge: {long_date(disposal.discharged_on)}.",
                f"To be kept through: {long_date(disposal.kept_until)}.",
            ),
        ),
        ("The rule", (disposal.rule, f"Source: {policy.source}", "No legal hold stood against it.")),
        (
            "The decision",
            (
                f"Proposed by {proposer.name}, {_when(unlocked, disposal.proposed_at)}.",
                f"Confirmed by {confirmer.name}, {_when(unlocked, disposal.confirmed_at)}.",
            ),
        ),
        ("What was destroyed", destroyed_lines(disposal.destroyed)),
        ("How", (_HOW,)),
        ("What this does not reach", remains),
    )
    return EndCertificate(unlocked.clinic_name, TITLE, sections, f"Disposal {disposal.id}")


def _when(unlocked: Unlocked, moment: datetime) -> str:
    return f"{long_date(moment.astimezone(unlocked.zone).date())}, {time_text(moment, unlocked.zone)}"

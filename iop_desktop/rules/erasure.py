"""Erasing all records of a clinic: what must be known and said before the keys are destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from iop_desktop.rules.refusal import Refusal

BACKUP_IS_FRESH = timedelta(days=1)
ARCHIVE_IS_FRESH = timedelta(days=30)

WRONG_NAME = Refusal("name", "Type the name of the clinic exactly as it stands above.", "name")
HELD = Refusal("held", "Charts are on legal hold. Nothing was erased: lift the holds first.", "name")
NO_COPY = Refusal(
    "copy",
    "There is no verified backup of the last day and no archive of the last 30 days. Make one first, or say that none "
    "is wanted.",
    "declined",
)
INSIDE = Refusal(
    "inside", "That file would be erased with the records. Save the certificate in another folder.", "certificate"
)


@dataclass(frozen=True, slots=True)
class ErasureFacts:
    """What the rule looks at. Moments are None where there is none; ``declined`` = no copy is wanted."""

    typed_name: str
    clinic_name: str
    held_charts: int
    backup_at: datetime | None
    archive_at: datetime | None
    declined: bool
    now: datetime


def has_fresh_copy(backup_at: datetime | None, archive_at: datetime | None, now: datetime) -> bool:
    """Whether what is erased lives on in a backup of the last day or an archive of the last 30 days."""
    return _is_fresh(backup_at, now, BACKUP_IS_FRESH) or _is_fresh(archive_at, now, ARCHIVE_IS_FRESH)


def refusals_to_erase(facts: ErasureFacts) -> tuple[Refusal, ...]:
    """Why nothing is erased; every reason."""
    checks = (
        (" ".join(facts.typed_name.split()) == " ".join(facts.clinic_name.split()), WRONG_NAME),
        (not facts.held_charts, HELD),
        (facts.declined or has_fresh_copy(facts.backup_at, facts.archive_at, facts.now), NO_COPY),
    )
    return tuple(refusal for held, refusal in checks if not held)


def _is_fresh(moment: datetime | None, now: datetime, limit: timedelta) -> bool:
    return moment is not None and timedelta(0) <= now - moment <= limit

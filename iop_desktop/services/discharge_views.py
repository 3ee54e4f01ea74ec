"""What the form for a discharge shows, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from iop_desktop.rules.discharge import DischargeReason


@dataclass(frozen=True, slots=True)
class DischargeRow:
    """The discharge that counts for an episode; ``may_correct`` on the day on which it was entered."""

    on: date
    reason: DischargeReason
    remark: str
    entered_by: str
    may_correct: bool


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode of care and what would end with it. ``warnings`` are sentences about what is still to be done.

    ``lasts`` is false where it has an end, also one without a discharge of this program.
    """

    admission_id: UUID
    program: str
    admitted_on: date
    lasts: bool
    groups: tuple[str, ...]
    waiting: tuple[str, ...]
    warnings: tuple[str, ...]
    discharge: DischargeRow | None


@dataclass(frozen=True, slots=True)
class DischargeForm:
    """What the form gives."""

    on: date
    reason: DischargeReason
    remark: str = ""

"""Who manages may bring charts into their own reach without breaking the glass: an entry of its own says so."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.services.unlocked import Unlocked

Who = Collection[UUID | None]
By = Literal["admission", "group", "staff"]


def tell_own_reach(db: Database, unlocked: Unlocked, by: By, subject: UUID, before: Who, after: Who) -> None:
    """Write the entry when it is the person at the keyboard who was not among them before, and is after.

    ``by`` is what ties the charts to them: counselor of a case, leader of a group, supervisor of somebody. It stands on
    the weekly review.
    """
    actor = unlocked.actor.staff_id
    if actor in after and actor not in before:
        unlocked.audit(db, f"{by}.own_reach", subject)

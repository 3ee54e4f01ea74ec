"""The recovery kit over the years: a paper that nobody tries may be gone, or illegible, on the day it is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

TEST_EVERY = timedelta(days=365)


def last_proof(made_at: datetime, tested_at: datetime | None) -> datetime:
    """When the kit was last known to work: when it was made, or tested after that."""
    return made_at if tested_at is None else max(made_at, tested_at)


def drill_is_due(made_at: datetime, tested_at: datetime | None, now: datetime) -> bool:
    """Whether the kit was neither made nor tested for a year."""
    return now - last_proof(made_at, tested_at) > TEST_EVERY

"""How long one waits after wrong pass phrases."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE_ATTEMPTS = 2
LONGEST = timedelta(minutes=5)


def delay_after(failures: int) -> timedelta:
    """Two slips cost nothing; then 2, 4, 8 ... seconds, at most five minutes."""
    if failures <= FREE_ATTEMPTS:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_ATTEMPTS, 20)), LONGEST)


def wait_left(failures: int, last_failure: datetime | None, now: datetime) -> timedelta:
    """What is left of the wait. A clock set back neither shortens it nor makes it longer than the delay itself."""
    if last_failure is None:
        return timedelta(0)
    delay = delay_after(failures)
    passed = max(now - last_failure, timedelta(0))
    return max(delay - passed, timedelta(0))

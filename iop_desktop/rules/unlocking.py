"""How long one waits after wrong pass phrases.

Source: NIST SP 800-63B, 5.2.2 (limit consecutive failures, with waits that grow).
"""

from __future__ import annotations

from datetime import datetime, timedelta

FREE_ATTEMPTS = 2
LONGEST_DELAY = timedelta(minutes=5)
LOCKED_OUT_FROM = 20
LOCK_OUT = timedelta(minutes=30)


def delay_after(failures: int) -> timedelta:
    """Two slips cost nothing; then 2, 4, 8 ... seconds, at most five minutes; from twenty on half an hour each."""
    if failures <= FREE_ATTEMPTS:
        return timedelta(0)
    if failures >= LOCKED_OUT_FROM:
        return LOCK_OUT
    return min(timedelta(seconds=2 ** (failures - FREE_ATTEMPTS)), LONGEST_DELAY)


def is_locked_out(wait: timedelta) -> bool:
    """Whether a wait is that of a lock-out and not of a few slips."""
    return wait > LONGEST_DELAY


def wait_left(failures: int, last_failure: datetime | None, now: datetime) -> timedelta:
    """What is left of the wait. A clock set back neither shortens it nor makes it longer than the delay itself."""
    if last_failure is None:
        return timedelta(0)
    delay = delay_after(failures)
    passed = max(now - last_failure, timedelta(0))
    return max(delay - passed, timedelta(0))

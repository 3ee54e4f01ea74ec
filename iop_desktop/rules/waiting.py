"""The waiting list of a group: who may be put on it, its order, and how waiting ends."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from iop_desktop.rules.refusal import Refusal

LONGEST_REASON = 300
T = TypeVar("T")


class WaitingOutcome(StrEnum):
    """How waiting ended."""

    ADMITTED = "admitted"
    DECLINED = "declined"
    WITHDREW = "withdrew"


def refusals_to_wait(*, is_member: bool, is_waiting: bool, reason: str) -> tuple[Refusal, ...]:
    """Why a client cannot be put on the waiting list of a group."""
    checks = (
        (not is_member, Refusal("member", "This client is a member of the group already.", "client")),
        (not is_waiting, Refusal("waiting", "This client is on the waiting list already.", "client")),
        (bool(reason.strip()), Refusal("reason", "Write why this client waits.", "reason")),
        (
            len(reason.strip()) <= LONGEST_REASON,
            Refusal("long", f"Keep the reason under {LONGEST_REASON} characters.", "reason"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def moved(order: Sequence[T], entry: T, steps: int) -> tuple[T, ...]:
    """The order with one entry that many steps further down (negative: up), as far as the list goes.

    Raises ValueError for an entry that is not on the list.
    """
    rest = [other for other in order if other != entry]
    place = order.index(entry) + steps
    rest.insert(min(max(place, 0), len(rest)), entry)
    return tuple(rest)

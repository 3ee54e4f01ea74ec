"""Who may join a group by walking in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from iop_desktop.rules.membership import GroupAdmissionFacts, refusals_to_admit
from iop_desktop.rules.refusal import Refusal

_NOT_ADMITTED = "not-admitted"


def admits_too(facts: GroupAdmissionFacts) -> bool:
    """Whether the walk-in also begins an episode of care: only for somebody who never had one in this program."""
    return facts.admitted_on is None


def refusals_to_walk_in(facts: GroupAdmissionFacts) -> tuple[Refusal, ...]:
    """Why this person cannot join the group now.

    The first time in the program is no reason; age, a discharge, a full or closed group are. Who was discharged is
    admitted again by a decision of its own, not by walking in.
    """
    return tuple(refusal for refusal in refusals_to_admit(facts) if refusal.code != _NOT_ADMITTED)


def free_record_number(day: date, taken: Collection[str]) -> str:
    """A record number for somebody whose own is not known yet, such as ``W-261123-1``."""
    stem, number = f"W-{day:%y%m%d}-", 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"

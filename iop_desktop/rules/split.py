"""Splitting a group that is too large for one room: who goes with the second facilitator."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from iop_desktop.rules.refusal import Refusal


def balanced_half(members: Sequence[UUID]) -> tuple[UUID, ...]:
    """Every second member, so that both rosters are of a size (the first room keeps one more)."""
    return tuple(members[1::2])


def refusals_to_split(
    members: Collection[UUID],
    moved: Collection[UUID],
    *,
    already_split: bool,
    cancelled: bool,
    ended_at: datetime | None,
    signed: bool,
) -> tuple[Refusal, ...]:
    """Why the group cannot be split like this; what stands against any split comes before the choice of members."""
    if already_split:
        return (Refusal("split", "This session is split already.", "session"),)
    if cancelled:
        return (Refusal("cancelled", "This session was skipped, so it is not split.", "session"),)
    if ended_at is not None:
        return (Refusal("ended", "This session is over, so it is not split any more.", "session"),)
    if signed:
        text = "A note of this session is signed, and it states how many were present. Nothing was changed."
        return (Refusal("signed", text, "session"),)
    chosen = set(moved)
    if not chosen <= set(members):
        return (Refusal("member", "Choose among the members on the roster of this session.", "members"),)
    if not chosen or len(chosen) == len(set(members)):
        return (Refusal("members", "Choose who goes with the second facilitator; somebody stays.", "members"),)
    return ()


def refusals_of_second(facilitator_id: UUID, first_id: UUID, *, clinical: bool) -> tuple[Refusal, ...]:
    """Why this person cannot lead the second part."""
    if not clinical:
        return (Refusal("staff", "Choose someone of the clinical staff.", "facilitator_id"),)
    if facilitator_id == first_id:
        return (Refusal("same", "The second part needs another facilitator.", "facilitator_id"),)
    return ()

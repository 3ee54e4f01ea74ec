"""Minutes between two times, less the time away: plain arithmetic of intervals.

A stay is one interval; what is taken out of it are gaps (the member was out, the group had a break). Gaps may overlap,
may reach beyond the stay and may have no end yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

Gap = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A statement that the member left for good; of several about the same leaving one holds."""

    at: datetime
    ordinal: int
    typed: bool = False
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A way out of the room (``by`` says who called the member out) or back into it."""

    at: datetime
    outward: bool
    ordinal: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Out of the room from one moment to another; no end while the member is out."""

    left_at: datetime
    back_at: datetime | None = None
    by: str = ""

    @property
    def gap(self) -> Gap:
        """The interval alone."""
        return self.left_at, self.back_at


@dataclass(frozen=True, slots=True)
class Path:
    """What the moves of a member come to: times away, and the leaving after which nobody came back."""

    aways: tuple[Away, ...] = ()
    left: Leaving | None = None


def whole_minutes(begin: datetime, end: datetime, gaps: Iterable[Gap] = ()) -> int:
    """Whole minutes from ``begin`` to ``end`` outside all gaps; 0 when the end is not after the beginning."""
    left = end - begin - _covered(begin, end, gaps)
    return max(0, int(left.total_seconds() // 60))


def _covered(begin: datetime, end: datetime, gaps: Iterable[Gap]) -> timedelta:
    """How much of the stay lies in gaps; what two gaps share counts once."""
    total, reached = timedelta(), begin
    for start, stop in sorted(gaps, key=lambda gap: gap[0]):
        first, last = max(start, reached), min(stop or end, end)
        if last > first:
            total, reached = total + (last - first), last
    return total


def path_of(arrived_at: datetime, moves: Iterable[Move], leavings: Iterable[Leaving]) -> Path:
    """Follow a member from the arrival on, in the order in which things happened, whenever they were recorded.

    Who leaves and returns was away in between. A return without a way out, or a way out of somebody who is out, changes
    nothing; at the same moment the way out comes first.
    """
    kept = [move for move in moves if move.at >= arrived_at]
    last = _told_once(kept, leavings)
    steps: list[tuple[datetime, bool, int, Move | Leaving]] = [
        *((move.at, not move.outward, move.ordinal, move) for move in kept),
        *((leaving.at, False, leaving.ordinal, leaving) for leaving in last),
    ]
    aways: list[Away] = []
    out: Move | Leaving | None = None
    for _, _, _, step in sorted(steps, key=lambda found: found[:3]):
        if isinstance(step, Leaving):
            if isinstance(out, Move):
                aways.append(Away(out.at, step.at, out.by))
            out = step
        elif step.outward:
            out = out or step
        elif out is not None:
            aways.append(Away(out.at, step.at, _by(out)))
            out = None
    if isinstance(out, Move):
        aways.append(Away(out.at, None, out.by))
    return Path(tuple(aways), out if isinstance(out, Leaving) else None)


def _told_once(moves: Iterable[Move], leavings: Iterable[Leaving]) -> list[Leaving]:
    """One statement of each leaving: between two returns the last typed time holds, else the first mark."""
    returns = sorted(move.at for move in moves if not move.outward)
    found: dict[int, Leaving] = {}
    for leaving in sorted(leavings, key=lambda each: each.ordinal):
        stretch = sum(moment < leaving.at for moment in returns)
        if stretch not in found or leaving.typed:
            found[stretch] = leaving
    return list(found.values())


def _by(step: Move | Leaving) -> str:
    return step.by if isinstance(step, Move) else ""

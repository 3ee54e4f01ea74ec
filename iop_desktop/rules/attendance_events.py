"""The events of an attendance log, and which of them count: undone ones do not, corrected ones at their new moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, ExcuseReason


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded event of one member. ``ordinal`` says which was recorded first; all 0 in a log that is in order.

    ``corrects`` names the event whose moment this one puts right.
    """

    event_id: UUID
    batch_id: UUID
    kind: AttendanceEventKind
    status: AttendanceStatus | None = None
    at: datetime | None = None
    text: str = ""
    undoes: UUID | None = None
    corrects: UUID | None = None
    excuse: ExcuseReason | None = None
    ordinal: int = 0


def in_effect(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that count, as recorded first to last, each with its corrected moment; corrections themselves go."""
    kept = sorted(events, key=lambda event: event.ordinal)
    undone = undone_batches((event.batch_id, event.undoes) for event in kept)
    moments = _corrected_moments(kept, undone)
    return tuple(
        replace(event, at=moments[event.event_id], corrects=event.event_id) if event.event_id in moments else event
        for event in kept
        if event.batch_id not in undone and event.kind is not AttendanceEventKind.CORRECTED
    )


def _corrected_moments(events: Sequence[Event], undone: frozenset[UUID]) -> dict[UUID, datetime]:
    """The moment that holds for each corrected event; a correction of a correction is one of the first event."""
    roots: dict[UUID, UUID] = {}
    moments: dict[UUID, datetime] = {}
    for event in events:
        if event.kind is AttendanceEventKind.CORRECTED and event.corrects is not None:
            root = roots[event.event_id] = roots.get(event.corrects, event.corrects)
            if event.at is not None and event.batch_id not in undone:
                moments[root] = event.at
    return moments


def moves_keep_order(before: Iterable[Event], after: Iterable[Event]) -> bool:
    """Whether ways out and returns still follow each other as they did, after times of them were put right."""
    moves = (AttendanceEventKind.PULLED_OUT, AttendanceEventKind.RETURNED)
    now = {event.event_id: event.at for event in in_effect(after)}
    known = [(event.at, now.get(event.event_id)) for event in in_effect(before) if event.kind in moves]
    order = sorted((first, moment) for first, moment in known if first is not None and moment is not None)
    moments = [moment for _, moment in order]
    return moments == sorted(moments)


def undone_batches(steps: Iterable[tuple[UUID, UUID | None]]) -> frozenset[UUID]:
    """The batches that no longer count, from (batch, batch it undoes) oldest first.

    An undo that was itself undone later has no effect, so what it had undone counts again.
    """
    undone: set[UUID] = set()
    for batch, undoes in reversed(tuple(steps)):
        if undoes is not None and batch not in undone:
            undone.add(undoes)
    return frozenset(undone)

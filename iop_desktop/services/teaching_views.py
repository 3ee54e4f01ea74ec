"""What the runner shows: the lesson as it is being given, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from iop_desktop.rules.slides import Slide
from iop_desktop.rules.teaching import Place, SegmentClock, Timed
from iop_desktop.rules.vocabulary import SegmentState

BREAK = "break"


@dataclass(frozen=True, slots=True)
class TaughtSegment:
    """A segment with its words. ``seconds`` were counted before the clock began to run; ``say`` is CommonMark."""

    position: int
    title: str
    kind: str
    minutes: int
    say: str
    ask: tuple[str, ...]
    do: str
    slides: tuple[int, ...]
    state: SegmentState
    reason: str
    seconds: int

    @property
    def is_break(self) -> bool:
        """Whether members rest."""
        return self.kind == BREAK


@dataclass(frozen=True, slots=True)
class TeachingView:
    """A lesson in front of the group. ``began_at`` is None while no clock runs; times are UTC.

    ``started_at`` and ``ended_at`` are the session's; ``signed`` says that its record can no longer be changed.
    """

    session_id: UUID
    title: str
    module_title: str
    segments: tuple[TaughtSegment, ...]
    slides: tuple[Slide, ...]
    questions: tuple[str, ...]
    cautions: tuple[str, ...]
    materials: tuple[str, ...]
    practice: str
    place: Place
    began_at: datetime | None
    paused_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    editable: bool
    signed: bool

    @property
    def timed(self) -> tuple[Timed, ...]:
        """The segments as the rules of teaching see them."""
        return tuple(Timed(segment.minutes, segment.is_break, segment.slides) for segment in self.segments)

    @property
    def current(self) -> TaughtSegment | None:
        """The segment that is being given; None before the first and after the last."""
        at = self.place.position
        return self.segments[at - 1] if 1 <= at <= len(self.segments) else None

    @property
    def finished(self) -> bool:
        """Whether the last segment is over."""
        return self.place.position > len(self.segments)

    @property
    def clock(self) -> SegmentClock:
        """The clock of the segment that is being given."""
        current = self.current
        return SegmentClock(current.seconds if current else 0, self.began_at if current else None, self.paused_at)

"""What the gates say of one note, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from iop_desktop.rules.own_words import Level
from iop_desktop.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SharedWith:
    """A sentence that also stands in the note ``note_id``; ``whose`` names that note by initials or by its day."""

    sentence: str
    note_id: UUID
    whose: str


@dataclass(frozen=True, slots=True)
class NamedOther:
    """A word that may name another member: where it stands, and the initials of all it may name.

    ``field`` is one of the draft, ``topic`` or ``interventions`` of the group part, or ``record`` for what stands in
    neither; there ``start`` and ``end`` are of the line.
    """

    field: str
    start: int
    end: int
    word: str
    folded: str
    whose: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concerns:
    """``sentence`` says what the own-words gate asks, ``nearest`` whose note is most alike; ``reason`` is why the
    likeness was kept, when somebody said so.

    ``refusals`` is what keeps the note from being signed; contradictions stand among what is missing.
    """

    level: Level = Level.FINE
    own_percent: int = 100
    nearest: str = ""
    sentence: str = ""
    shared: tuple[SharedWith, ...] = ()
    names: tuple[NamedOther, ...] = ()
    reason: str = ""
    refusals: tuple[Refusal, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is anything to show besides the percentage."""
        return bool(self.refusals or self.shared or self.names or self.reason)


NO_CONCERNS = Concerns()

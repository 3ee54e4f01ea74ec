"""What the gates have read and made ready, kept while a service lives: most texts are compared many times unchanged."""

from __future__ import annotations

from iop_desktop.rules.name_guard import Guarded, NameGuard
from iop_desktop.rules.own_words import Part, ReadPart, read_part, stock_shingles
from iop_desktop.services.gate_facts import GatePeople

_MOST_PARTS = 400
_People = tuple[tuple[Guarded, ...], tuple[Guarded, ...]]
_Text = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]


class GateMemory:
    """Belongs to one open vault and goes with it. Answers depend on what is asked alone, never on what is kept."""

    def __init__(self) -> None:
        self._guard: tuple[_People, NameGuard] | None = None
        self._stock: tuple[tuple[str, ...], frozenset[tuple[str, ...]]] | None = None
        self._parts: dict[_Text, ReadPart] = {}

    def guard(self, people: GatePeople) -> NameGuard:
        """The guard of these people; that of the group asked for last is kept."""
        wanted = (tuple(people.members.values()), people.staff)
        kept = self._guard
        if kept is None or kept[0] != wanted:
            kept = self._guard = (wanted, NameGuard(*wanted))
        return kept[1]

    def stock(self, phrases: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
        """The fixed words of phrases."""
        kept = self._stock
        if kept is None or kept[0] != phrases:
            kept = self._stock = (phrases, stock_shingles(phrases))
        return kept[1]

    def read(self, part: Part) -> ReadPart:
        """A text taken to pieces."""
        wanted = (part.key, tuple(part.texts.items()), part.names)
        found = self._parts.get(wanted)
        if found is None:
            if len(self._parts) >= _MOST_PARTS:
                self._parts = {}
            found = self._parts[wanted] = read_part(part)
        return found

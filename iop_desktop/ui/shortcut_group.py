"""The keys of one part of the program, as the overlay lists them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """A title and its lines: the keys pressed together, and what they do."""

    title: str
    lines: tuple[tuple[tuple[str, ...], str], ...]

"""How members are named on a sign-in sheet, which lies open in front of everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class SheetNames(StrEnum):
    """What the clinic prints; the least that lets people find their line."""

    INITIAL = "initial"
    PREFERRED = "preferred"
    NUMBER = "number"

    @property
    def label(self) -> str:
        """What people read."""
        return {
            SheetNames.INITIAL: "First name and last initial",
            SheetNames.PREFERRED: "Preferred name",
            SheetNames.NUMBER: "Number only",
        }[self]


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """The parts of a member's name."""

    first_name: str
    last_name: str
    preferred_name: str


def sheet_names(people: Sequence[SheetPerson], style: SheetNames) -> tuple[str, ...]:
    """The name of each line; empty where the clinic prints numbers only. Nobody's whole last name is ever printed.

    Preferred names that are alike get the last initial as well.
    """
    if style is SheetNames.NUMBER:
        return ("",) * len(people)
    if style is SheetNames.INITIAL:
        return tuple(_with_initial(person.first_name, person) for person in people)
    called = [person.preferred_name or person.first_name for person in people]
    return tuple(
        name if called.count(name) == 1 else _with_initial(name, person)
        for name, person in zip(called, people, strict=True)
    )


def _with_initial(name: str, person: SheetPerson) -> str:
    return f"{name} {person.last_name[:1].upper()}." if person.last_name else name

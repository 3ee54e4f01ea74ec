"""What the keys mean on the roster: letters mark and advance, digits address the row, ``/`` finds a name.

Knows no widget: characters in, one command out. Times are seconds of a monotonic clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iop_desktop.rules.vocabulary import BY_LETTER, AttendanceStatus

DIGIT_PAUSE = 1.2
"""Seconds after which a further digit begins a new row number."""


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Go to the row (0 is the first)."""

    row: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Give the current row this status and go on to the next; ``ask`` stays there and asks for the reason."""

    status: AttendanceStatus
    ask: bool = False


@dataclass(frozen=True, slots=True)
class MarkRest:
    """Everyone who is not marked yet is present."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Open a field of the current row: ``note``, ``time_in``, ``time_out`` or ``out`` (by whom called out)."""

    field: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that needs no field: ``back``, ``log``, ``break`` or ``walk_in``."""

    name: str


Command = MoveTo | Mark | MarkRest | Edit | Act
# Letters that are no status; with Shift first.
_SHIFTED: dict[str, Command] = {
    "P": MarkRest(),
    "E": Mark(AttendanceStatus.EXCUSED, ask=True),
    "O": Edit("time_out"),
}
_PLAIN: dict[str, Command] = {
    "I": Edit("time_in"),
    "O": Edit("out"),
    "R": Act("back"),
    "H": Act("log"),
    "B": Act("break"),
    "+": Act("walk_in"),
}


class RosterKeys:
    """Reads keys one after another; remembers a row number or a name being typed."""

    def __init__(self) -> None:
        self.finding: str | None = None
        self._digits = ""
        self._typed_at = 0.0

    def read(self, character: str, shift: bool, names: Sequence[str], now: float) -> Command | None:
        """The command of one printable character, or nothing. ``names`` are the names on the roster, in order."""
        if self.finding is not None:
            return self._find(character, names)
        if character == "/":
            self.finding, self._digits = "", ""
            return None
        if character.isdecimal():
            return self._address(character, len(names), now)
        self._digits = ""
        letter = character.upper()
        if shift and letter in _SHIFTED:
            return _SHIFTED[letter]
        status = BY_LETTER.get(letter)
        return Mark(status) if status else _PLAIN.get(letter)

    def forget_number(self) -> None:
        """A field was opened: the next digit on the roster begins a new row number."""
        self._digits = ""

    def stop_finding(self) -> bool:
        """End a search by name; True if there was one."""
        was, self.finding = self.finding is not None, None
        return was

    def erase(self, names: Sequence[str]) -> Command | None:
        """Backspace while finding: one letter less."""
        if self.finding is None:
            return None
        self.finding = self.finding[:-1]
        return self._found(names)

    def _find(self, character: str, names: Sequence[str]) -> Command | None:
        self.finding = (self.finding or "") + character
        return self._found(names)

    def _found(self, names: Sequence[str]) -> Command | None:
        wanted = (self.finding or "").casefold()
        for row, name in enumerate(names):
            if wanted and any(part.casefold().startswith(wanted) for part in (name, *name.split())):
                return MoveTo(row)
        return None

    def _address(self, digit: str, count: int, now: float) -> Command | None:
        goes_on = now - self._typed_at <= DIGIT_PAUSE
        self._typed_at = now
        longer = self._digits + digit if goes_on else digit
        self._digits = longer if 1 <= int(longer) <= count else digit
        row = int(self._digits)
        return MoveTo(row - 1) if 1 <= row <= count else None

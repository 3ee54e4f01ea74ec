"""What the keys of the roster mean, one after another."""

from __future__ import annotations

import pytest

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.roster_keys import Act, Command, Edit, Mark, MarkRest, MoveTo, RosterKeys

NAMES = ("Marisol Alvarez", "Devon Baptiste", "Ingrid Gunnarsdóttir", *(f"Member {n}" for n in range(4, 13)))
P, L, T = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY
V, E, X = AttendanceStatus.TELEHEALTH, AttendanceStatus.EXCUSED, AttendanceStatus.NO_SHOW

AUDIO, MAKE_UP = AttendanceStatus.TELEHEALTH_AUDIO, AttendanceStatus.MAKE_UP
BY_CLIENT, BY_PROGRAM = AttendanceStatus.CANCELLED_BY_CLIENT, AttendanceStatus.CANCELLED_BY_PROGRAM


def read(keys: str, *, shift: bool = False, pause: float = 0.1) -> list[Command]:
    """The commands of keys pressed one after another, ``pause`` seconds apart."""
    reader, now = RosterKeys(), 100.0
    found = []
    for key in keys:
        now += pause
        found.append(reader.read(key, shift, NAMES, now))
    return [command for command in found if command is not None]


@pytest.mark.parametrize(
    ("keys", "commands"),
    [
        ("p", [Mark(P)]),
        ("l", [Mark(L)]),
        ("t", [Mark(T)]),
        ("v", [Mark(V)]),
        ("e", [Mark(E)]),
        ("x", [Mark(X)]),
        ("P", [Mark(P)]),
        ("EX", [Mark(E), Mark(X)]),
        ("6E", [MoveTo(5), Mark(E)]),
        ("11X", [MoveTo(0), MoveTo(10), Mark(X)]),
        ("12", [MoveTo(0), MoveTo(11)]),
        ("13", [MoveTo(0), MoveTo(2)]),
        ("0", []),
        ("10", [MoveTo(0), MoveTo(9)]),
        ("i", [Edit("time_in")]),
        ("O", [Edit("out")]),
        ("r", [Act("back")]),
        ("H", [Act("log")]),
        ("b", [Act("break")]),
        ("+", [Act("walk_in")]),
        ("acnm", [Mark(AUDIO), Mark(BY_CLIENT), Mark(BY_PROGRAM), Mark(MAKE_UP)]),
        ("q;", []),
        ("/dev", [MoveTo(1), MoveTo(1), MoveTo(1)]),
        ("/gunn", [MoveTo(2)] * 4),
        ("/p", []),
    ],
)
def test_keys_without_shift_also_with_caps_lock(keys: str, commands: list[Command]) -> None:
    assert read(keys) == commands


def test_shift_p_marks_the_rest_and_caps_lock_p_does_not() -> None:
    assert read("P", shift=True) == [MarkRest()]
    assert read("P") == [Mark(P)]


def test_shift_asks_for_the_reason_and_for_the_time_out() -> None:
    assert read("E", shift=True) == [Mark(E, ask=True)]
    assert read("O", shift=True) == [Edit("time_out")]
    assert read("X", shift=True) == [Mark(X)]


def test_digits_after_a_pause_begin_a_new_number() -> None:
    assert read("11", pause=0.5) == [MoveTo(0), MoveTo(10)]
    assert read("11", pause=2.0) == [MoveTo(0), MoveTo(0)]


def test_a_field_in_between_ends_a_number() -> None:
    reader = RosterKeys()
    assert reader.read("1", False, NAMES, 1.0) == MoveTo(0)
    reader.forget_number()
    assert reader.read("1", False, NAMES, 1.1) == MoveTo(0)


def test_finding_ends_and_letters_mark_again() -> None:
    reader = RosterKeys()
    for key in "/ma":
        reader.read(key, False, NAMES, 1.0)
    assert reader.finding == "ma"
    assert reader.erase(NAMES) == MoveTo(0)
    assert reader.stop_finding()
    assert not reader.stop_finding()
    assert reader.erase(NAMES) is None
    assert reader.read("p", False, NAMES, 2.0) == Mark(P)

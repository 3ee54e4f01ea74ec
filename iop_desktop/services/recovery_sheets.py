"""The recovery kit as three sheets of words: made for printing, and looked at while two of them are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from iop_desktop.models.recovery_code import parse_code
from iop_desktop.models.recovery_sheets import (
    NEEDED,
    SHEETS,
    WORDS,
    SheetFault,
    SheetMistyped,
    join_sheets,
    require_sheet,
    split_secret,
    unknown_words,
)

__all__ = ["NEEDED", "SHEETS", "look_at_sheet", "look_at_sheets", "sheets_of", "sheets_pdf"]

_SENTENCES = {
    SheetFault.TOO_MANY: f"These are more than {WORDS} words: type one sheet here and the other one below.",
    SheetFault.MISTYPED: "One of these words is not as on the sheet, or two changed places. Compare them.",
    SheetFault.SAME: "This is the first sheet again. Type another one of the three.",
    SheetFault.OTHER_KIT: "These two sheets are not of one kit. Use two sheets with the same date and time.",
}


def sheets_of(code: str) -> tuple[str, ...]:
    """The words of three sheets for a recovery code; each call makes others."""
    return split_secret(parse_code(code))


def look_at_sheet(typed: str) -> str:
    """What is wrong with the words of one sheet, in a sentence; empty when they are whole."""
    try:
        require_sheet(typed)
    except SheetMistyped as error:
        return _sentence(error.fault, typed)
    return ""


def look_at_sheets(first: str, second: str) -> tuple[str, str]:
    """What is wrong with each of two sheets; both empty when together they give a code."""
    found = look_at_sheet(first), look_at_sheet(second)
    if any(found):
        return found
    try:
        join_sheets((first, second))
    except SheetMistyped as error:
        return "", _sentence(error.fault, second)
    return found


def sheets_pdf(
    clinic_name: str, sheets: Sequence[str], keepers: Sequence[str], made_at: datetime, names: Sequence[str]
) -> bytes:
    """One page for each sheet as PDF; ``keepers`` says who keeps which, in the order of the sheets."""
    from iop_desktop.documents.recovery_sheets import render_recovery_sheets  # heavy: loaded when it is needed

    return render_recovery_sheets(clinic_name, tuple(sheets), tuple(keepers), made_at, tuple(names))


def _sentence(fault: SheetFault, typed: str) -> str:
    if fault is SheetFault.UNFINISHED:
        return f"Type all {WORDS} words of the sheet; there are {len(typed.split())}."
    if fault is SheetFault.UNKNOWN:
        places = ", ".join(map(str, unknown_words(typed)))
        return f"No sheet has such a word: number {places}. Compare it with the sheet."
    return _SENTENCES[fault]

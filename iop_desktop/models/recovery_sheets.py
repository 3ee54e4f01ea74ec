"""The recovery code on three sheets of words, any two of which give it back (SLIP-39, Shamir's secret sharing).

One sheet alone says nothing about the code. The words can be read by other programs that know SLIP-39.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from iop_desktop.models.errors import RecoveryCodeMistyped

SHEETS, NEEDED = 3, 2
WORDS = 23
"""Words on a sheet: seven for what it is and its check, sixteen for a share of 160 bits."""


class SheetFault(StrEnum):
    """What is wrong with typed words."""

    UNFINISHED = "unfinished"
    TOO_MANY = "too-many"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    SAME = "same"
    OTHER_KIT = "other-kit"


class SheetMistyped(RecoveryCodeMistyped):
    """Words that are no sheets of one kit; ``fault`` says why."""

    def __init__(self, fault: SheetFault) -> None:
        super().__init__()
        self.fault = fault


def split_secret(secret: bytes) -> tuple[str, ...]:
    """Three sheets of words; each call makes others, and sheets of two calls do not fit together."""
    from shamir_mnemonic import generate_mnemonics

    (made,) = generate_mnemonics(1, [(NEEDED, SHEETS)], secret, b"")
    return tuple(made)


def join_sheets(sheets: Sequence[str]) -> bytes:
    """The secret of two sheets of one kit. Raises SheetMistyped."""
    from shamir_mnemonic import MnemonicError, Share, combine_mnemonics

    words = [" ".join(sheet.lower().split()) for sheet in sheets]
    for each in words:
        require_sheet(each)
    parts = [Share.from_mnemonic(each) for each in words]
    if len({part.group_parameters() for part in parts}) > 1:
        raise SheetMistyped(SheetFault.OTHER_KIT)
    if len({part.index for part in parts}) < NEEDED:
        raise SheetMistyped(SheetFault.SAME)
    try:
        return bytes(combine_mnemonics(words[:NEEDED], b""))
    except MnemonicError:
        # The library's own text repeats words of the sheets.
        raise SheetMistyped(SheetFault.OTHER_KIT) from None


def require_sheet(typed: str) -> None:
    """Raise SheetMistyped for words that are no whole sheet."""
    from shamir_mnemonic import MnemonicError, Share
    from shamir_mnemonic.wordlist import WORD_INDEX_MAP

    words = typed.lower().split()
    if any(word not in WORD_INDEX_MAP for word in words):
        raise SheetMistyped(SheetFault.UNKNOWN)
    if len(words) != WORDS:
        raise SheetMistyped(SheetFault.UNFINISHED if len(words) < WORDS else SheetFault.TOO_MANY)
    try:
        Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise SheetMistyped(SheetFault.MISTYPED) from None


def unknown_words(typed: str) -> tuple[int, ...]:
    """Places, counted from one, of words that are on no sheet."""
    from shamir_mnemonic.wordlist import WORD_INDEX_MAP

    return tuple(place for place, word in enumerate(typed.lower().split(), 1) if word not in WORD_INDEX_MAP)


def are_sheets(typed: str) -> bool:
    """Whether this is as many words as two sheets have, rather than a code."""
    return len(typed.split()) == NEEDED * WORDS


def join_typed(typed: str) -> bytes:
    """The secret of the words of two sheets, one after the other. Raises SheetMistyped."""
    words = typed.split()
    return join_sheets((" ".join(words[:WORDS]), " ".join(words[WORDS:])))

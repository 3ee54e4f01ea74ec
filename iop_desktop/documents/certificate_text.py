"""Names as a certificate can hold them, so that every reader is able to compare them.

Readers prepare names for comparing by RFC 4518, which knows the characters of Unicode 3.2 and refuses the rest, such as
emoji, and refuses a name that mixes directions of writing (RFC 3454, section 6). The page shows the name in full.
"""

from __future__ import annotations

import string
import stringprep
import unicodedata

_REFUSED = (
    stringprep.in_table_a1,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c8,
)
_PLAIN = frozenset(string.ascii_letters + string.digits + " '()+,-./:=?")
_NOT_LETTERS = {"Cc", "Cf", "Cs"}


def certificate_text(text: str) -> str:
    """The text without what a certificate cannot hold; of two directions of writing the left-to-right part stays."""
    kept = "".join(letter for letter in unicodedata.normalize("NFC", text) if letter.isspace() or _is_allowed(letter))
    even = " ".join(kept.split())
    if is_right_to_left(even) and not _is_one_direction(even):
        even = " ".join("".join(letter for letter in even if not stringprep.in_table_d1(letter)).split())
    return even


def plain_text(text: str) -> str:
    """The text in the few characters of a serial number (X.520, PrintableString); others become dashes."""
    letters = unicodedata.normalize("NFKD", certificate_text(text))
    return "".join(c if c in _PLAIN else "-" for c in letters if not unicodedata.combining(c))


def is_right_to_left(text: str) -> bool:
    """Whether any letter is written from right to left."""
    return any(stringprep.in_table_d1(letter) for letter in text)


def _is_allowed(letter: str) -> bool:
    if letter == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(letter) in _NOT_LETTERS:
        return False
    return not any(refused(part) for part in unicodedata.normalize("NFKC", letter) for refused in _REFUSED)


def _is_one_direction(text: str) -> bool:
    mixed = any(stringprep.in_table_d2(letter) for letter in text)
    return not mixed and stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])

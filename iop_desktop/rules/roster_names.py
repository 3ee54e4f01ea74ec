"""Names as other systems write them: what a person is called is right, what no name can be is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.roster_fields import Field

LONGEST_NAME = 120
REPLACEMENT = "\ufffd"

_PLAIN = re.compile(r"[A-Za-z][A-Za-z'.-]*(?: [A-Za-z'.-]+)*\d*")
_DIGITS_AT_END = re.compile(r"(?<=[^\W\d_])\d+(?=\s|$)")
_ENDS_IN_DIGITS = re.compile(r"[^\W\d_]\d+$")
_SPREADSHEET_ERROR = re.compile(r"#(N/A|NAME\?|REF!|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)")
_DIRECTION_MARKS = re.compile("[\u200b\u200e\u200f\u061c\ufeff\u00ad]")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u20e3\ufe0f]")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOTHING = frozenset({"", "-", "--", "n/a", "#n/a", "\\n"})


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value. ``Null`` and ``None`` are family names and stay."""
    return not text or says_nothing(tidy(text))


def says_nothing(tidied: str) -> bool:
    """The same for a cell that is tidy already."""
    return tidied.lower() in _NOTHING


def tidy(text: str) -> str:
    """One line in composed Unicode (NFC), blanks of any kind made one space, invisible marks of direction left out."""
    if not text:
        return text
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _DIRECTION_MARKS.sub("", text)).split())


def clean_name(text: str, field: Field, *, remove_digits: bool = False) -> str | Refusal:
    """The name as it is kept, empty if there is none; or why it cannot be a name. The reason never repeats the name.

    Accents, apostrophes, hyphens, one word, any script and up to ``LONGEST_NAME`` characters are names. With
    ``remove_digits`` digits at the end of each word are left out, for systems that add numbers to invented names.
    """
    name = tidy(text)
    if says_nothing(name):
        return ""
    if not _PLAIN.fullmatch(name):
        refusal = _refusal_of(text, name, field)
        if refusal:
            return refusal
    if remove_digits:
        name = _DIGITS_AT_END.sub("", name)
    if len(name) > LONGEST_NAME:
        return _refuse("name_too_long", f"is longer than {LONGEST_NAME} characters", field)
    return name


def names_end_in_digits(names: Iterable[str]) -> bool:
    """Whether more than half of the names end in digits, so that removing them is worth proposing."""
    written = [name for name in map(str.strip, names) if name]
    with_digits = sum(1 for name in written if _ENDS_IN_DIGITS.search(name))
    return with_digits * 2 > len(written)


def split_full_name(text: str) -> tuple[str, str]:
    """First and last name out of one cell: ``Last, First`` at the comma, else the last word is the last name."""
    name = tidy(text)
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last, "")


def _refusal_of(text: str, name: str, field: Field) -> Refusal | None:
    if REPLACEMENT in name:
        return _refuse("damaged_letters", "has letters that were lost in another program; export the file again", field)
    if _SPREADSHEET_ERROR.fullmatch(name):
        return _refuse("spreadsheet_error", "holds an error of the spreadsheet instead of a name", field)
    if _EMOJI.search(name):
        return _refuse("emoji", "has an emoji, which a signed document cannot print", field)
    if _has_control_characters(text):
        return _refuse("control_characters", "has invisible control characters", field)
    if not any(character.isalpha() for character in name):
        return _refuse("no_letters", "has no letters", field)
    return None


def _has_control_characters(text: str) -> bool:
    return any(
        character in _OVERRIDES or (unicodedata.category(character) in _UNPRINTABLE and not character.isspace())
        for character in text
    )


def _refuse(code: str, what: str, field: Field) -> Refusal:
    return Refusal(code, f"{field.label} {what}.", field)

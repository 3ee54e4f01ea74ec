"""Cells of a roster other than names and dates; what cannot be kept is left out with a remark, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_names import says_nothing, tidy

LONGEST_RECORD_NUMBER = 64
LONGEST_LINE = 120
LONGEST_PHONE = 40
LONGEST_EMAIL = 120
LONGEST_SEX = 20
LONGEST_PRONOUNS = 40

# States whose ZIP codes begin with 0, and the islands whose codes begin with 00 (prefixes of the US Postal Service).
ZERO_STATES = {
    **dict.fromkeys(("ct", "ma", "me", "nh", "nj", "ri", "vt", "ae"), 4),
    **dict.fromkeys(
        ("connecticut", "massachusetts", "maine", "newhampshire", "newjersey", "rhodeisland", "vermont"), 4
    ),
    **dict.fromkeys(("pr", "vi", "puertorico", "virginislands", "usvirginislands"), 3),
}
SEXES = {
    "m": "male",
    "male": "male",
    "man": "male",
    "f": "female",
    "female": "female",
    "woman": "female",
    "x": "nonbinary",
    "nb": "nonbinary",
    "nonbinary": "nonbinary",
    "non-binary": "nonbinary",
    "o": "other",
    "other": "other",
    "u": "unknown",
    "unk": "unknown",
    "unknown": "unknown",
}
RESTORED_ZERO = "The leading zero of the ZIP code was restored."
ODD_POSTAL_CODE = "The ZIP code does not have five digits and was kept as it is."

_DAMAGED_NUMBER = re.compile(r"\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_SOCIAL_SECURITY = re.compile(r"\d{3}-\d{2}-\d{4}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]")
_ZIP = re.compile(r"(\d{5})(?:[- ]?(\d{4}))?")
_SHORT_ZIP = re.compile(r"(\d{3,4})(?:[- ]?(\d{4}))?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_PHONE = re.compile(r"[-+().,/ \w]*\d[-+().,/# \w]*")


@dataclass(frozen=True, slots=True)
class Remark:
    """What was changed or left out in an accepted row; holds no text of the row but what names no one."""

    code: str
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A value as it is kept and, where it is not what stood in the cell, why."""

    value: str
    remark: Remark | None = None


def clean_record_number(text: str) -> str | Refusal:
    """The number this person had in the other system, or why it cannot be one; empty if the cell is."""
    number = tidy(text)
    if says_nothing(number):
        return ""
    if _DAMAGED_NUMBER.fullmatch(number):
        return _refuse_number(
            "damaged_number", "was shortened by a spreadsheet; export the file again with this column as text"
        )
    if _SOCIAL_SECURITY.fullmatch(number):
        return _refuse_number("social_security", "looks like a social security number, which is never imported")
    if _CONTROL.search(number) or len(number) > LONGEST_RECORD_NUMBER:
        return _refuse_number(
            "bad_record_number", f"is longer than {LONGEST_RECORD_NUMBER} characters or cannot be printed"
        )
    return number


def clean_postal_code(text: str, state: str) -> Cleaned:
    """The ZIP code. Zeros that a spreadsheet took from the front come back where the state's codes begin with 0."""
    code = tidy(text).removesuffix(".0")
    if says_nothing(code):
        return Cleaned("")
    if not code.strip("0-"):
        return _left_out(Field.POSTAL_CODE, "empty_postal_code", "is 0 in the file and was left empty")
    if match := _ZIP.fullmatch(code):
        return Cleaned("-".join(part for part in match.groups() if part))
    match = _SHORT_ZIP.fullmatch(code)
    if match and len(match[1]) == ZERO_STATES.get("".join(filter(str.isalpha, state)).lower()):
        restored = "-".join(part for part in (match[1].zfill(5), match[2]) if part)
        return Cleaned(restored, Remark("postal_code_zero", RESTORED_ZERO, Field.POSTAL_CODE))
    kept = clean_text(code, Field.POSTAL_CODE)
    if not kept.value.isdecimal():
        return kept
    return Cleaned(kept.value, Remark("odd_postal_code", ODD_POSTAL_CODE, Field.POSTAL_CODE))


def clean_text(text: str, field: Field, longest: int = LONGEST_LINE) -> Cleaned:
    """One line of text, or nothing and a remark if it cannot be printed or is longer than ``longest`` characters."""
    line = tidy(text)
    if says_nothing(line):
        return Cleaned("")
    if _CONTROL.search(line) or len(line) > longest:
        return _left_out(field, "unusable_text", "is too long or cannot be printed and was left out")
    return Cleaned(line)


def clean_sex(text: str) -> Cleaned:
    """Male, female, nonbinary, other, unknown, or the clinic's own word."""
    word = tidy(text)
    return Cleaned(SEXES[word.lower()]) if word.lower() in SEXES else clean_text(word, Field.SEX, LONGEST_SEX)


def clean_phone(text: str) -> Cleaned:
    """The number as it was written."""
    number = tidy(text).removesuffix(".0")
    if says_nothing(number):
        return Cleaned("")
    # The length comes first: a pattern must not be tried on a cell of a million letters.
    if len(number) > LONGEST_PHONE or _DAMAGED_NUMBER.fullmatch(number) or not _PHONE.fullmatch(number):
        return _left_out(Field.PHONE, "bad_phone", "is not a number that can be called and was left out")
    return Cleaned(number)


def clean_email(text: str) -> Cleaned:
    """The address as it was written."""
    address = tidy(text)
    if says_nothing(address):
        return Cleaned("")
    if not _EMAIL.fullmatch(address):
        return _left_out(Field.EMAIL, "bad_email", "is not an address that can be written to and was left out")
    return clean_text(address, Field.EMAIL, LONGEST_EMAIL)


def _left_out(field: Field, code: str, what: str) -> Cleaned:
    return Cleaned("", Remark(code, f"{field.label} {what}.", field))


def _refuse_number(code: str, what: str) -> Refusal:
    return Refusal(code, f"{Field.RECORD_NUMBER.label} {what}.", Field.RECORD_NUMBER)

"""Dates as other systems write them, and the order of day and month judged on the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OLDEST_YEAR = 1800
LAST_MONTH = 12
LAST_DAY = 31
YEAR_DIGITS = 4
LONGEST_DATE = 40
ANY_CENTURY = date(2099, 12, 31)

_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?(Z| ?[+-]\d{2}:?\d{2})?$")
_PARTS = re.compile(r"(\d{1,4}) ?[-/.\s] ?(\d{1,2}) ?[-/.\s] ?(\d{1,4})")
_COMPACT = re.compile(r"\d{8}")
_DAY_FIRST_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/.,\s]+([A-Za-z]{3,9})[-/.,\s]+(\d{2}|\d{4})")
_MONTH_FIRST_IN_WORDS = re.compile(r"([A-Za-z]{3,9})[-/.,\s]+(\d{1,2})(?:st|nd|rd|th)?[-/.,\s]+(\d{2}|\d{4})")
_YEAR_FIRST_IN_WORDS = re.compile(r"(\d{4})[-/.,\s]+([A-Za-z]{3,9})[-/.,\s]+(\d{1,2})")


class DateOrder(StrEnum):
    """In which order year, month and day stand."""

    YMD = "ymd"
    MDY = "mdy"
    DMY = "dmy"


@dataclass(frozen=True, slots=True)
class DateOrderGuess:
    """The likeliest order; ``certain`` is false where the column has dates that another order reads as well."""

    order: DateOrder
    certain: bool


def guess_date_order(values: Iterable[str]) -> DateOrderGuess:
    """Judge all dates of a column together.

    A first number over 12 can only be a day, a second number over 12 shows that the month stands first. Dates that
    begin with a year are read the same in any order. Without evidence the American order is proposed and called
    uncertain; so is the order of the majority where a column mixes both.
    """
    votes = dict.fromkeys(DateOrder, 0)
    undecided = 0
    for value in filter(None, values):
        order = _evidence(value)
        if order is None:
            undecided += _reads_two_ways(value)
        else:
            votes[order] += 1
    return _decide(votes, undecided)


def parse_date(text: str, order: DateOrder, *, latest: date) -> date | None:
    """The day, or None if there is no such day. A time of day is left out.

    A year of two digits is taken in the hundred years that end with ``latest``, for nobody is born or dies after it.
    """
    bare = _without_time(text)
    return _from_numbers(bare, order, latest) or _from_compact(bare, order) or _from_words(bare, latest)


def age_on(born: date, day: date) -> int:
    """Full years lived on the day; someone born on February 29 turns a year older on March 1 of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _decide(votes: dict[DateOrder, int], undecided: int) -> DateOrderGuess:
    day_first, month_first = votes[DateOrder.DMY], votes[DateOrder.MDY]
    if not day_first and not month_first:
        if undecided:
            return DateOrderGuess(DateOrder.MDY, certain=False)
        year_first = votes[DateOrder.YMD] > 0
        return DateOrderGuess(DateOrder.YMD if year_first else DateOrder.MDY, certain=True)
    order = DateOrder.DMY if day_first > month_first else DateOrder.MDY
    return DateOrderGuess(order, certain=not (day_first and month_first))


def _evidence(value: str) -> DateOrder | None:
    bare = _without_time(value)
    if _COMPACT.fullmatch(bare):
        return _compact_evidence(bare)
    match = _PARTS.fullmatch(bare)
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if len(match[1]) == YEAR_DIGITS or (first > LAST_DAY and len(match[3]) < YEAR_DIGITS):
        return DateOrder.YMD
    if first > LAST_MONTH >= second:
        return DateOrder.DMY
    if second > LAST_MONTH >= first:
        return DateOrder.MDY
    return None


def _compact_evidence(digits: str) -> DateOrder | None:
    readable = [order for order in DateOrder if _from_compact_in(digits, order)]
    return readable[0] if len(readable) == 1 else None


def _reads_two_ways(value: str) -> bool:
    bare = _without_time(value)
    orders = (DateOrder.MDY, DateOrder.DMY)
    readings = {_from_numbers(bare, order, ANY_CENTURY) or _from_compact_in(bare, order) for order in orders}
    return len(readings - {None}) > 1


def _without_time(text: str) -> str:
    # The length comes first: a pattern must not be tried on a cell of a million blanks.
    bare = text.strip()
    return _TIME.sub("", bare) if len(bare) <= LONGEST_DATE else ""


def _from_numbers(text: str, order: DateOrder, latest: date) -> date | None:
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    first, second, third = match.groups()
    if len(first) == YEAR_DIGITS:
        return _day(first, second, third, latest)
    if order is DateOrder.YMD:
        return _day(first, second, third, latest)
    month, day = (first, second) if order is DateOrder.MDY else (second, first)
    return _day(third, month, day, latest)


def _from_compact(text: str, order: DateOrder) -> date | None:
    # No eight digits are a day of both year-first and year-last order, so a mixed column is still read rightly.
    return _from_compact_in(text, order) or _from_compact_in(text, DateOrder.YMD)


def _from_compact_in(text: str, order: DateOrder) -> date | None:
    if not _COMPACT.fullmatch(text):
        return None
    if order is DateOrder.YMD:
        year, month, day = text[:4], text[4:6], text[6:]
    elif order is DateOrder.MDY:
        year, month, day = text[4:], text[:2], text[2:4]
    else:
        year, month, day = text[4:], text[2:4], text[:2]
    return _calendar_day(int(year), int(month), int(day))


def _from_words(text: str, latest: date) -> date | None:
    if match := _DAY_FIRST_IN_WORDS.fullmatch(text):
        return _day(match[3], _month_number(match[2]), match[1], latest)
    if match := _MONTH_FIRST_IN_WORDS.fullmatch(text):
        return _day(match[3], _month_number(match[1]), match[2], latest)
    if match := _YEAR_FIRST_IN_WORDS.fullmatch(text):
        return _day(match[1], _month_number(match[2]), match[3], latest)
    return None


def _month_number(word: str) -> str:
    beginnings = [month for month in MONTHS if word[:3].capitalize() == month]
    return str(MONTHS.index(beginnings[0]) + 1) if beginnings else "0"


def _day(year: str, month: str, day: str, latest: date) -> date | None:
    full_year = int(year)
    if len(year) == 2:
        full_year += latest.year // 100 * 100
        full_year -= 100 if full_year > latest.year else 0
    elif len(year) != YEAR_DIGITS:
        return None
    return _calendar_day(full_year, int(month), int(day))


def _calendar_day(year: int, month: int, day: int) -> date | None:
    if year < OLDEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.roster_dates import DateOrder, age_on, guess_date_order, parse_date

TODAY = date(2026, 11, 23)
MDY, DMY, YMD = DateOrder.MDY, DateOrder.DMY, DateOrder.YMD


@pytest.mark.parametrize(
    ("values", "order", "certain"),
    [
        (["5/25/1989", "1/2/1990"], MDY, True),
        (["25/5/1989", "1/2/1990"], DMY, True),
        (["25.05.1989", "13.1.1990"], DMY, True),
        (["1989-05-25", "1990/1/2"], YMD, True),
        (["89-05-25"], YMD, True),
        (["1/2/1990", "3/4/1991"], MDY, False),
        (["1989-05-25", "1/2/1990"], MDY, False),
        (["1989-05-25", "13/2/1990"], DMY, True),
        (["4/4/1990"], MDY, True),
        (["5/25/1989", "25/5/1989", "26/5/1989"], DMY, False),
        (["5/25/1989", "6/25/1989", "26/5/1989"], MDY, False),
        (["19890525"], YMD, True),
        (["05251989"], MDY, True),
        (["25051989"], DMY, True),
        (["01021989"], MDY, False),
        (["25 May 1989", "", "unknown", "40/40/1990"], MDY, True),
        ([], MDY, True),
    ],
)
def test_the_order_is_judged_on_the_whole_column(values: list[str], order: DateOrder, certain: bool) -> None:
    guess = guess_date_order(values)
    assert (guess.order, guess.certain) == (order, certain)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("5/25/1989", MDY, date(1989, 5, 25)),
        (" 05-25-1989 ", MDY, date(1989, 5, 25)),
        ("5 . 25 . 1989", MDY, date(1989, 5, 25)),
        ("25/5/1989", MDY, None),
        ("25/5/1989", DMY, date(1989, 5, 25)),
        ("1989-05-25", DMY, date(1989, 5, 25)),
        ("1989-05-25T13:45:00.123Z", MDY, date(1989, 5, 25)),
        ("1989-05-25 00:00:00", YMD, date(1989, 5, 25)),
        ("5/25/1989 12:00 AM", MDY, date(1989, 5, 25)),
        ("89-05-25", YMD, date(1989, 5, 25)),
        ("5/25/89", MDY, date(1989, 5, 25)),
        ("5/25/26", MDY, date(2026, 5, 25)),
        ("5/25/27", MDY, date(1927, 5, 25)),
        ("5/25/1989", YMD, None),
        ("5/25/198", MDY, None),
        ("5/25/9", MDY, None),
        ("2/29/2001", MDY, None),
        ("2/29/2000", MDY, date(2000, 2, 29)),
        ("1/1/1799", MDY, None),
        ("0/0/0000", MDY, None),
        ("19890525", YMD, date(1989, 5, 25)),
        ("05251989", MDY, date(1989, 5, 25)),
        ("25051989", DMY, date(1989, 5, 25)),
        ("19890525", MDY, date(1989, 5, 25)),
        ("99999999", DMY, None),
        ("25 May 1989", MDY, date(1989, 5, 25)),
        ("25th May, 1989", MDY, date(1989, 5, 25)),
        ("25-MAY-89", MDY, date(1989, 5, 25)),
        ("September 3, 1970", DMY, date(1970, 9, 3)),
        ("1989-May-25", MDY, date(1989, 5, 25)),
        ("25 Foo 1989", MDY, None),
        ("32653", MDY, None),
        ("", MDY, None),
        (" " * 100_000 + "1", MDY, None),
        ("1" * 100_000, MDY, None),
    ],
)
def test_dates_are_read_as_they_are_written(text: str, order: DateOrder, day: date | None) -> None:
    assert parse_date(text, order, latest=TODAY) == day


@given(st.dates(date(1900, 1, 1), TODAY))
def test_each_day_comes_back_from_each_way_of_writing_it(day: date) -> None:
    assert parse_date(f"{day.month}/{day.day}/{day.year}", MDY, latest=TODAY) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}", DMY, latest=TODAY) == day
    assert parse_date(day.isoformat(), YMD, latest=TODAY) == day
    assert parse_date(day.strftime("%Y%m%d"), MDY, latest=TODAY) == day
    assert parse_date(short_date(day), DMY, latest=TODAY) == day


@given(st.lists(st.dates(date(1900, 1, 1), TODAY), min_size=1))
def test_a_certain_order_reads_every_date_of_its_column(days: list[date]) -> None:
    column = [f"{day.day}/{day.month}/{day.year}" for day in days]
    guess = guess_date_order(column)
    if guess.certain:
        assert [parse_date(text, guess.order, latest=TODAY) for text in column] == days


@given(st.text(), st.sampled_from(DateOrder))
def test_any_text_is_a_date_or_none(text: str, order: DateOrder) -> None:
    guess_date_order([text])
    parsed = parse_date(text, order, latest=TODAY)
    assert parsed is None or parsed.year >= 1800


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 23), TODAY, 18),
        (date(2008, 11, 24), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_counts_full_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age

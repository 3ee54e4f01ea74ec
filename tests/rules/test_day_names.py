"""Dates in words: the same on every computer."""

from __future__ import annotations

from datetime import date

from iop_desktop.rules.day_names import long_date, short_date


def test_a_day_in_words_does_not_depend_on_the_system() -> None:
    assert long_date(date(2012, 11, 21)) == "November 21, 2012"
    assert short_date(date(2012, 11, 21)) == "Nov 21, 2012"
    assert short_date(None) == ""

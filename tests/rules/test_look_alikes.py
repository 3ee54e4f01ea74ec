"""Texts as they look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.look_alikes import plain, seen
from iop_desktop.rules.notes import clean_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Núñez\t goes ", "nunez goes"),
        ("\N{CYRILLIC CAPITAL LETTER EN}ope", "hope"),
        ("\N{GREEK CAPITAL LETTER NU}ow and \N{GREEK SMALL LETTER NU}ow", "now and vow"),
        ("Łukasz Sørensen Đặng", "lukasz sorensen dang"),
        ("so\u00adft \u200bhy\u034fphen", "soft hyphen"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Neil", "o'neil"),
        ("राम", "राम"),
    ],
)
def test_what_looks_alike_is_alike(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(max_size=30))
def test_what_is_plain_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["\u200b", " \u2060\u3164 ", "\u200d\ufe0f", "\u2800\u00ad"])
def test_what_nobody_sees_is_no_text(text: str) -> None:
    assert seen(text) == ""
    assert clean_text(text) == ""


def test_what_is_seen_stays_as_it_is() -> None:
    assert seen("a\u200db") == clean_text(" a\u200db ") == "a\u200db"

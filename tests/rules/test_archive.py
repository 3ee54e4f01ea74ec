"""What has to be said of an archive, and the label in the rule's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iop_desktop.rules.archive import LONGEST, ArchiveFacts, label_text, refusals_of_archive

TODAY = date(2026, 11, 24)
FINE = ArchiveFacts(
    name="Harbor Light Recovery",
    authority="42 CFR 424.516(f)",
    keeper="Priya Nair",
    until=date(2033, 11, 24),
    today=TODAY,
    clients=5,
)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"name": " "}, ["name"]),
        ({"authority": ""}, ["authority"]),
        ({"keeper": ""}, ["keeper"]),
        ({"keeper": "x" * (LONGEST + 1)}, ["long"]),
        ({"until": TODAY}, ["until"]),
        ({"clients": 0}, ["empty"]),
        ({"name": "", "authority": "", "clients": 0}, ["name", "authority", "empty"]),
    ],
)
def test_why_no_archive_is_made(change: dict[str, object], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_archive(replace(FINE, **change))] == codes  # type: ignore[arg-type]  # fields by name


def test_the_label_is_the_one_of_the_rule() -> None:
    assert label_text(" Harbor Light Recovery ", "42 CFR 424.516(f)", date(2033, 11, 24)) == (
        "“Records of Harbor Light Recovery required to be maintained under 42 CFR 424.516(f) until a date not later "
        "than November 24, 2033”"
    )

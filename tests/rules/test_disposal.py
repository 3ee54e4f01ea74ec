"""Which charts may be destroyed, by whom, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.disposal import (
    DisposalFacts,
    backups_gone_by,
    destroyed_lines,
    named_words,
    refusals_to_confirm,
    refusals_to_propose,
)
from iop_desktop.rules.retention import ChartStanding

STANDINGS = {
    ChartStanding.IN_TREATMENT: ["treated"],
    ChartStanding.KEPT: ["early"],
    ChartStanding.HELD: ["held"],
    ChartStanding.DUE: [],
    ChartStanding.PROPOSED: ["proposed"],
}


@pytest.mark.parametrize("standing", ChartStanding)
def test_only_a_chart_whose_period_is_over_is_proposed(standing: ChartStanding) -> None:
    facts = DisposalFacts(standing, 0, 0)
    assert [refusal.code for refusal in refusals_to_propose(facts)] == STANDINGS[standing]


@pytest.mark.parametrize("standing", ChartStanding)
def test_only_a_proposed_chart_is_destroyed_and_everything_is_asked_again(standing: ChartStanding) -> None:
    expected = {**STANDINGS, ChartStanding.DUE: ["not-proposed"], ChartStanding.PROPOSED: []}[standing]
    facts = DisposalFacts(standing, 0, 0)
    assert [refusal.code for refusal in refusals_to_confirm(facts, by_proposer=False)] == expected


def test_open_work_and_the_same_person_stand_against_it() -> None:
    facts = DisposalFacts(ChartStanding.DUE, 1, 2)
    assert [refusal.code for refusal in refusals_to_propose(facts)] == ["request", "notes"]
    proposed = DisposalFacts(ChartStanding.PROPOSED, 1, 0)
    assert [refusal.code for refusal in refusals_to_confirm(proposed, by_proposer=True)] == ["request", "same"]


@pytest.mark.parametrize(
    ("day", "gone"),
    [
        (date(2026, 11, 24), date(2027, 11, 30)),
        (date(2027, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_the_last_backup_with_it_is_gone_a_year_later(day: date, gone: date) -> None:
    assert backups_gone_by(day) == gone


@given(st.dates(max_value=date(2200, 1, 1)))
def test_rotation_keeps_twelve_months(day: date) -> None:
    assert 365 <= (backups_gone_by(day) - day).days <= 397


def test_what_was_destroyed_is_said_in_words() -> None:
    counts = {"note": 2, "client": 1, "odd_table": 3, "viewing": 0, "signature": 1200}
    assert destroyed_lines(counts) == ("Charts: 1", "Notes: 2", "Signed documents: 1,200", "Odd table: 3")


def test_papers_of_a_held_chart_stop_it_both_times() -> None:
    due, proposed = (DisposalFacts(standing, 0, 0, 1) for standing in (ChartStanding.DUE, ChartStanding.PROPOSED))
    assert [refusal.code for refusal in refusals_to_propose(due)] == ["held-papers"]
    assert [refusal.code for refusal in refusals_to_confirm(proposed, by_proposer=False)] == ["held-papers"]


@pytest.mark.parametrize(("places", "begins"), [(0, ""), (1, "1 text about"), (3, "3 texts about")])
def test_the_certificate_counts_texts_that_may_name_the_client(places: int, begins: str) -> None:
    assert "".join(named_words(places)).startswith(begins) and len(named_words(places)) == bool(places)

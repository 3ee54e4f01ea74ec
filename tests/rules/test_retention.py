"""Until when a chart is kept, and where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.retention import (
    LONGEST_REASON,
    LONGEST_SOURCE,
    ChartFacts,
    ChartStanding,
    RetentionPolicy,
    is_valid_proposal,
    kept_until,
    policy_of_chart,
    refusals_of_chart_period,
    refusals_of_policy,
    refusals_to_hold,
    refusals_to_lift,
    rule_of_chart,
    standing,
    years_later,
)

POLICY = RetentionPolicy()
DAYS = st.dates(date(1930, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("discharged", "born", "until"),
    [
        (date(2019, 11, 24), date(1988, 3, 14), date(2026, 11, 24)),
        (date(2019, 11, 24), None, date(2026, 11, 24)),
        (date(2020, 2, 29), date(1988, 3, 14), date(2027, 3, 1)),
        (date(2019, 11, 24), date(2004, 5, 4), date(2029, 5, 4)),
        # The eighteenth birthday is of age.
        (date(2022, 5, 4), date(2004, 5, 4), date(2029, 5, 4)),
        (date(2022, 5, 3), date(2004, 5, 4), date(2029, 5, 4)),
        (date(2019, 11, 24), date(2008, 2, 29), date(2033, 3, 1)),
    ],
)
def test_the_period_runs_from_the_discharge_or_from_coming_of_age(
    discharged: date, born: date | None, until: date
) -> None:
    assert kept_until(POLICY, discharged, born) == until


@given(DAYS, st.none() | DAYS, st.integers(5, 50), st.integers(18, 21))
def test_nobody_is_kept_shorter_than_the_period(discharged: date, born: date | None, years: int, majority: int) -> None:
    policy = RetentionPolicy(years, majority, "state law")
    until = kept_until(policy, discharged, born)
    assert until >= years_later(discharged, years)
    if born is not None and discharged < years_later(born, majority):
        assert until == years_later(years_later(born, majority), years)


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        (ChartFacts(None, None), date(2030, 1, 1), ChartStanding.IN_TREATMENT),
        (ChartFacts(None, None, held=True), date(2030, 1, 1), ChartStanding.HELD),
        (ChartFacts(date(2020, 1, 1), None), date(2027, 1, 1), ChartStanding.KEPT),
        (ChartFacts(date(2020, 1, 1), None), date(2027, 1, 2), ChartStanding.DUE),
        (ChartFacts(date(2020, 1, 1), None, proposed=True), date(2027, 1, 1), ChartStanding.KEPT),
        (ChartFacts(date(2020, 1, 1), None, proposed=True), date(2027, 1, 2), ChartStanding.PROPOSED),
        (ChartFacts(date(2020, 1, 1), None, held=True, proposed=True), date(2027, 1, 2), ChartStanding.HELD),
    ],
)
def test_where_a_chart_stands(facts: ChartFacts, today: date, expected: ChartStanding) -> None:
    assert standing(POLICY, facts, today) is expected
    assert expected.label


@given(DAYS, st.none() | DAYS)
def test_the_last_day_itself_is_kept(discharged: date, born: date | None) -> None:
    until = kept_until(POLICY, discharged, born)
    facts = ChartFacts(discharged, born)
    assert standing(POLICY, facts, until) is ChartStanding.KEPT
    assert standing(POLICY, facts, until + timedelta(days=1)) is ChartStanding.DUE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"years": 4}, "years"),
        ({"years": 51}, "years"),
        ({"majority": 17}, "majority"),
        ({"majority": 22}, "majority"),
        ({"source": " "}, "source"),
        ({"source": "x" * (LONGEST_SOURCE + 1)}, "long"),
    ],
)
def test_what_a_clinic_cannot_choose(change: dict[str, object], code: str) -> None:
    assert [r.code for r in refusals_of_policy(replace(POLICY, **change))] == [code]  # type: ignore[arg-type]  # fields by name
    assert refusals_of_policy(POLICY) == ()
    assert "7 years" in POLICY.sentence


@pytest.mark.parametrize(
    ("held", "reason", "to_hold", "to_lift"),
    [
        (False, "Subpoena", [], ["not-held"]),
        (True, "Subpoena", ["held"], []),
        (False, " ", ["reason"], ["not-held", "reason"]),
        (True, "x" * (LONGEST_REASON + 1), ["held", "long"], ["long"]),
    ],
)
def test_a_hold_needs_a_reason_both_ways(held: bool, reason: str, to_hold: list[str], to_lift: list[str]) -> None:
    assert [refusal.code for refusal in refusals_to_hold(is_held=held, reason=reason)] == to_hold
    assert [refusal.code for refusal in refusals_to_lift(is_held=held, reason=reason)] == to_lift


@pytest.mark.parametrize(
    ("until", "proposed_on", "valid"),
    [
        (None, date(2030, 1, 1), True),
        (date(2030, 1, 1), date(2030, 1, 1), False),
        (date(2030, 1, 1), date(2030, 1, 2), True),
        (date(2037, 1, 1), date(2030, 1, 2), False),
    ],
)
def test_a_proposal_counts_when_it_was_made_after_the_day(until: date | None, proposed_on: date, valid: bool) -> None:
    assert is_valid_proposal(until, proposed_on) is valid


@given(DAYS, st.none() | DAYS, st.integers(0, 50))
def test_a_period_of_its_own_never_shortens_a_chart(discharged: date, born: date | None, years: int) -> None:
    own = policy_of_chart(POLICY, years)
    assert kept_until(own, discharged, born) >= kept_until(POLICY, discharged, born)
    assert (rule_of_chart(POLICY, years) == POLICY.sentence) == (years <= POLICY.years)


@pytest.mark.parametrize(
    ("before", "years", "reason", "codes"),
    [
        (0, 8, "County", []),
        (10, 0, "Contract ended", []),
        (10, 8, "Contract changed", []),
        (0, 7, "County", ["longer"]),
        (0, 51, "County", ["years"]),
        (0, 0, "County", ["same"]),
        (8, 8, "", ["same", "reason"]),
        (0, 8, "x" * (LONGEST_REASON + 1), ["long"]),
    ],
)
def test_a_period_of_its_own_is_longer_and_has_a_reason(before: int, years: int, reason: str, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_chart_period(POLICY, before, years, reason)] == codes

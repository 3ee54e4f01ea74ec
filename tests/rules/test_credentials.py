"""Who signs alone and who supervises, on each side of every date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.credentials import (
    LONGEST_CREDENTIAL,
    Credentialed,
    CredentialRule,
    Standing,
    credential_words,
    refusals_of_end,
    refusals_of_rule,
    refusals_of_supervising,
    rules_in_force,
    same_credential,
    standing_on,
)

DAY = date(2026, 11, 24)
EARLIER, LATER = DAY - timedelta(days=1), DAY + timedelta(days=1)
LPC = CredentialRule("LPC", True, False, EARLIER, "22 TAC 681")
LPC_S = CredentialRule("LPC-S", True, True, EARLIER, "22 TAC 681")
INTERN = CredentialRule("LPC-IT", False, False, EARLIER, "OAC 450:27-7-44")
RULES = (LPC, LPC_S, INTERN)
DANA = Credentialed("MS, LPC-IT", supervises=False, needs_cosignature=False)
SAM = Credentialed("PhD, LPC-S", supervises=True, needs_cosignature=False)
ALONE, SUPERVISES = Standing(True, False), Standing(True, True)
BY_RULE = Standing(False, False, "By this clinic's rules a note signed as LPC-IT needs a supervisor's co-signature.")
ENDED = Standing(False, False, "The credential ended on November 23, 2026.")


@pytest.mark.parametrize(
    ("text", "words"),
    [("MS, LPC-IT", ("MS", "LPC-IT")), ("", ()), (" , LPC ,", ("LPC",)), ("Art  Therapist", ("Art Therapist",))],
)
def test_credentials_are_the_words_behind_a_name(text: str, words: tuple[str, ...]) -> None:
    assert credential_words(text) == words


def test_spellings_of_a_credential() -> None:
    assert same_credential("L.P.C.", "lpc")
    assert same_credential("LPC-IT", "lpc it")
    assert not same_credential("LPC", "LPC-IT")


@pytest.mark.parametrize(
    ("person", "rules", "standing"),
    [
        (DANA, RULES, BY_RULE),
        (DANA, (), ALONE),
        (replace(DANA, needs_cosignature=True), (), Standing(False, False)),
        (replace(DANA, credentials="MS"), RULES, ALONE),
        (replace(DANA, credentials="lpc, LPC-IT", needs_cosignature=True), RULES, ALONE),
        (replace(DANA, credentials="LPC-S"), RULES, ALONE),
        (SAM, RULES, SUPERVISES),
        (SAM, (), SUPERVISES),
        (replace(SAM, credentials="LPC"), RULES, ALONE),
        (replace(SAM, until=DAY), RULES, SUPERVISES),
        (replace(SAM, until=EARLIER), RULES, ENDED),
        (replace(DANA, until=EARLIER), (), ENDED),
    ],
)
def test_standing(person: Credentialed, rules: tuple[CredentialRule, ...], standing: Standing) -> None:
    assert standing_on(person, rules, DAY) == standing


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ((replace(LPC, from_on=DAY),), [True]),
        ((replace(LPC, from_on=LATER),), []),
        ((replace(LPC, until_on=DAY),), [True]),
        ((replace(LPC, until_on=EARLIER),), []),
        ((LPC, replace(LPC, signs_alone=False, from_on=DAY)), [False]),
        ((replace(LPC, signs_alone=False, from_on=DAY), LPC), [False]),
        ((LPC, replace(LPC, signs_alone=False, from_on=LATER)), [True]),
        ((LPC, replace(LPC, from_on=DAY, until_on=DAY)), [True]),
    ],
)
def test_the_newest_rule_that_has_begun_counts(rules: tuple[CredentialRule, ...], found: list[bool]) -> None:
    assert [rule.signs_alone for rule in rules_in_force("LPC", rules, DAY)] == found


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        (SAM, []),
        (replace(SAM, until=EARLIER), ["credential-ended"]),
        (replace(SAM, credentials="LPC"), ["credential"]),
        (replace(SAM, credentials="RN"), []),
        (DANA, []),
    ],
)
def test_who_may_supervise_today(person: Credentialed, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_supervising(person, RULES, DAY)] == codes


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (replace(LPC, from_on=DAY), []),
        (LPC, ["twice"]),
        (replace(LPC, credential="l.p.c."), ["twice"]),
        (CredentialRule("", True, False, DAY, "policy"), ["credential"]),
        (CredentialRule("--", True, False, DAY, "policy"), ["credential"]),
        (CredentialRule("MS, LPC", True, False, DAY, "policy"), ["credential"]),
        (CredentialRule("L" * (LONGEST_CREDENTIAL + 1), True, False, DAY, "policy"), ["credential"]),
        (CredentialRule("CADC", True, False, DAY, " "), ["source"]),
        (CredentialRule("CADC", True, False, DAY, "p" * 301), ["source"]),
        (CredentialRule("CADC", False, True, DAY, "policy"), ["alone"]),
        (CredentialRule("CADC", True, True, DAY, "policy", EARLIER), ["days"]),
        (CredentialRule("CADC", True, True, DAY, "policy", DAY), []),
    ],
)
def test_rules_that_cannot_be_added(rule: CredentialRule, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_rule(rule, RULES)] == codes


@pytest.mark.parametrize(
    ("rule", "until", "codes"),
    [
        (LPC, DAY, []),
        (LPC, LATER, []),
        (LPC, EARLIER, ["past"]),
        (replace(LPC, from_on=LATER), DAY, ["days"]),
        (replace(LPC, until_on=DAY), LATER, []),
        (replace(LPC, until_on=EARLIER), LATER, ["ended"]),
    ],
)
def test_rules_end_today_or_later(rule: CredentialRule, until: date, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_end(rule, until, DAY)] == codes


_days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
_rules = st.lists(
    st.builds(
        CredentialRule,
        st.sampled_from(["LPC", "LPC-IT", "CADC"]),
        st.booleans(),
        st.booleans(),
        _days,
        st.just("policy"),
        st.none() | _days,
    ),
    max_size=6,
)
_people = st.builds(
    Credentialed,
    st.sampled_from(["", "LPC", "MS, LPC-IT", "CADC, LPC"]),
    st.booleans(),
    st.booleans(),
    st.none() | _days,
)


@given(_people, _rules, _days)
def test_nobody_supervises_who_is_no_supervisor_or_whose_credential_ended(
    person: Credentialed, rules: list[CredentialRule], day: date
) -> None:
    standing = standing_on(person, rules, day)
    if standing.may_supervise:
        assert person.supervises
        assert person.until is None or day <= person.until
        assert refusals_of_supervising(person, rules, day) == ()
    assert not (standing.signs_alone and standing.why)


@given(_people, _rules, _days)
def test_the_order_of_rules_does_not_matter_when_days_differ(
    person: Credentialed, rules: list[CredentialRule], day: date
) -> None:
    alone = {(rule.credential, rule.from_on): rule for rule in rules}
    distinct = tuple(alone.values())
    assert standing_on(person, distinct, day) == standing_on(person, distinct[::-1], day)

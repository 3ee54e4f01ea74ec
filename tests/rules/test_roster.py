from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.roster import Accepted, Known, RefusedRow, RosterOptions, RosterRow, judge
from iop_desktop.rules.roster_candidate import Key, keys_of, person_key, record_key
from iop_desktop.rules.roster_dates import DateOrder
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_life import ProgramAges

TODAY = date(2026, 11, 23)
ADULTS = ProgramAges(18)
ADOLESCENTS = ProgramAges(13, 17)
FIELDS = (
    Field.RECORD_NUMBER,
    Field.FIRST_NAME,
    Field.LAST_NAME,
    Field.DATE_OF_BIRTH,
    Field.DATE_OF_DEATH,
    Field.POSTAL_CODE,
    Field.STATE,
)
MAPPING = {field: index for index, field in enumerate(FIELDS)}
NOBODY = Known(frozenset(), {})


def _judge(
    number: str = "A1",
    first: str = "Zephyrine",
    last: str = "Quill",
    born: str = "5/25/1989",
    died: str = "",
    postal_code: str = "",
    *,
    ages: ProgramAges = ADULTS,
    known: Known = NOBODY,
) -> Accepted | RefusedRow:
    row = RosterRow(7, (number, first, last, born, died, postal_code, "MA"))
    return judge(row, MAPPING, RosterOptions(DateOrder.MDY), today=TODAY, ages=ages, known=known)


def _codes(outcome: Accepted | RefusedRow) -> list[str]:
    assert isinstance(outcome, RefusedRow)
    assert outcome.row_number == 7
    assert not any("Zephyrine" in reason.text or "Quill" in reason.text for reason in outcome.reasons)
    return [reason.code for reason in outcome.reasons]


def test_a_row_becomes_a_candidate() -> None:
    outcome = _judge(postal_code="2139")
    assert isinstance(outcome, Accepted)
    assert outcome.row_number == 7
    candidate = outcome.candidate
    assert (candidate.record_number, candidate.first_name, candidate.last_name) == ("A1", "Zephyrine", "Quill")
    assert candidate.date_of_birth == date(1989, 5, 25)
    assert candidate.address == "MA 02139"
    assert [remark.code for remark in outcome.remarks] == ["postal_code_zero"]


@pytest.mark.parametrize(
    ("died", "text"),
    [
        ("11/21/2012", "Recorded as deceased on Nov 21, 2012."),
        ("2012-11-21", "Recorded as deceased on Nov 21, 2012."),
        ("Yes", "Recorded as deceased."),
        ("last spring", "Recorded as deceased, on a date that cannot be read."),
    ],
)
def test_the_dead_are_refused_with_the_reason(died: str, text: str) -> None:
    outcome = _judge(died=died)
    assert _codes(outcome) == ["deceased"]
    assert isinstance(outcome, RefusedRow)
    assert outcome.reasons[0].text == text
    assert outcome.reasons[0].field == Field.DATE_OF_DEATH


@pytest.mark.parametrize("died", ["", " ", "N", "No", "Alive", "0000-00-00", "NULL", "FALSE", "-"])
def test_the_living_are_accepted(died: str) -> None:
    assert isinstance(_judge(died=died), Accepted)


def test_a_dead_child_is_refused_as_deceased_alone() -> None:
    assert _codes(_judge(born="1/1/2015", died="1/1/2016")) == ["deceased"]


@pytest.mark.parametrize(
    ("born", "ages", "codes"),
    [
        ("11/23/2008", ADULTS, None),
        ("11/24/2008", ADULTS, ["minor"]),
        ("11/24/2008", ADOLESCENTS, None),
        ("11/23/2013", ADOLESCENTS, None),
        ("11/24/2013", ADOLESCENTS, ["too_young"]),
        ("11/23/2008", ADOLESCENTS, ["too_old_for_program"]),
        ("11/24/2005", ProgramAges(21), ["too_young"]),
        ("11/24/2009", ProgramAges(21), ["minor"]),
        ("11/24/2026", ADULTS, ["born_in_future"]),
        ("11/23/2026", ADULTS, ["minor"]),
        ("11/23/1906", ADULTS, None),
        ("11/23/1905", ADULTS, ["too_old"]),
        ("2/30/1980", ADULTS, ["impossible_date"]),
        ("someday", ADULTS, ["impossible_date"]),
        ("", ADULTS, ["no_birth_date"]),
        ("n/a", ADULTS, ["no_birth_date"]),
    ],
)
def test_age_decides_on_the_day_of_the_import(born: str, ages: ProgramAges, codes: list[str] | None) -> None:
    outcome = _judge(born=born, ages=ages)
    assert codes is None if isinstance(outcome, Accepted) else _codes(outcome) == codes


def test_the_sentences_about_age() -> None:
    minor = _judge(born="1/1/2015")
    adult = _judge(born="1/1/1990", ages=ADOLESCENTS)
    assert isinstance(minor, RefusedRow)
    assert minor.reasons[0].text == "Under 18: only an adolescent program can admit."
    assert isinstance(adult, RefusedRow)
    assert adult.reasons[0].text == "Over 17: only an adult program can admit."


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [("Prince", "", ("Prince", "")), ("", "Prince", ("Prince", "")), ("n/a", "Prince", ("Prince", ""))],
)
def test_one_name_is_enough(first: str, last: str, kept: tuple[str, str]) -> None:
    outcome = _judge(first=first, last=last)
    assert isinstance(outcome, Accepted)
    assert (outcome.candidate.first_name, outcome.candidate.last_name) == kept
    assert [remark.code for remark in outcome.remarks] == ([] if first == "Prince" else ["one_name"])


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"first": "", "last": ""}, ["no_name"]),
        ({"first": "\u200b", "last": " "}, ["no_name"]),
        ({"first": "12", "last": "Quill"}, ["no_letters"]),
        ({"first": "Zephyrine", "last": "Quill\x07"}, ["control_characters"]),
        ({"number": "1E+9", "first": "😀", "last": "", "born": "x"}, ["damaged_number", "emoji", "impossible_date"]),
    ],
)
def test_every_reason_is_given(changes: dict[str, str], codes: list[str]) -> None:
    row = {"number": "A1", "first": "Zephyrine", "last": "Quill", "born": "5/25/1989"} | changes
    assert _codes(_judge(row["number"], row["first"], row["last"], row["born"])) == codes


@pytest.mark.parametrize(("surplus", "words"), [(1, "1 more filled cell "), (3, "3 more filled cells ")])
def test_a_row_wider_than_the_header_is_refused(surplus: int, words: str) -> None:
    row = RosterRow(7, ("A1", "Zephyrine", "Quill", "5/25/1989", "", "", ""), surplus)
    outcome = judge(row, MAPPING, RosterOptions(DateOrder.MDY), today=TODAY, ages=ADULTS, known=NOBODY)
    assert _codes(outcome) == ["surplus_cells"]
    assert isinstance(outcome, RefusedRow)
    assert words in outcome.reasons[0].text


@pytest.mark.parametrize(
    ("clients", "earlier", "code", "words"),
    [
        ({record_key("a1 ")}, {}, "known", "record number"),
        ({person_key("ZÉPHYRINE", " quill", date(1989, 5, 25))}, {}, "known", "name and date of birth"),
        (set(), {record_key("A1"): 3}, "duplicate", "Row 3 of the file has the same record number"),
        (set(), {person_key("Zephyrine", "Quill", date(1989, 5, 25)): 4}, "duplicate", "Row 4 "),
    ],
)
def test_nobody_is_added_twice(clients: set[Key], earlier: dict[Key, int], code: str, words: str) -> None:
    outcome = _judge(known=Known(clients, earlier))
    assert _codes(outcome) == [code]
    assert isinstance(outcome, RefusedRow)
    assert words in outcome.reasons[0].text


def test_twins_and_people_without_a_number_are_not_duplicates() -> None:
    others = {person_key("Zephyr", "Quill", date(1989, 5, 25)), record_key("")}
    outcome = _judge(number="", known=Known(others, {}))
    assert isinstance(outcome, Accepted)
    assert keys_of(outcome.candidate) == (person_key("Zephyrine", "Quill", date(1989, 5, 25)),)


def test_signs_that_are_no_accents_tell_people_apart() -> None:
    day = date(1989, 5, 25)
    assert person_key("किरण", "", day) != person_key("करण", "", day)
    assert person_key("Jose\u0301", "", day) == person_key("JOSE", "", day)
    assert person_key("Una", "O’Neil", day) == person_key("Una", "O'Neil", day)


def test_a_full_name_is_taken_where_first_and_last_are_missing() -> None:
    mapping = {Field.FULL_NAME: 0, Field.DATE_OF_BIRTH: 1, Field.EMAIL: 9}
    row = RosterRow(2, ("Quill7, Zephyrine12", "1989-05-25"))
    options = RosterOptions(DateOrder.YMD, remove_name_digits=True)
    outcome = judge(row, mapping, options, today=TODAY, ages=ADULTS, known=NOBODY)
    assert isinstance(outcome, Accepted)
    assert (outcome.candidate.first_name, outcome.candidate.last_name) == ("Zephyrine", "Quill")


@given(st.lists(st.text(), min_size=len(FIELDS), max_size=len(FIELDS)), st.sampled_from(DateOrder), st.booleans())
def test_no_row_makes_it_fail(cells: list[str], order: DateOrder, remove: bool) -> None:
    row = RosterRow(2, tuple(cells))
    outcome = judge(row, MAPPING, RosterOptions(order, remove), today=TODAY, ages=ADULTS, known=NOBODY)
    if isinstance(outcome, Accepted):
        assert outcome.candidate.first_name
        keys_of(outcome.candidate)
    else:
        assert outcome.reasons
        assert all(reason.text for reason in outcome.reasons)

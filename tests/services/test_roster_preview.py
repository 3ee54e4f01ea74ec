from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from iop_desktop.rules.roster_candidate import keys_of, record_key
from iop_desktop.rules.roster_dates import DateOrder
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_life import ProgramAges
from iop_desktop.services.roster_file import RawRoster, read_roster
from iop_desktop.services.roster_preview import RosterPreview, preview

ROSTER = Path(__file__).parents[1] / "data" / "roster-synthea-semicolon.csv"
TODAY = date(2026, 11, 23)
ADULTS = ProgramAges(18)
ADOLESCENTS = ProgramAges(13, 17)
DECEASED = {22, 35, 54, 58}
MINORS = {7, 9, 11, 24, 38, 42, 49, 55, 59, 61}


def _raw(folder: Path, text: str) -> RawRoster:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster(path)


def _refused_rows(seen: RosterPreview, code: str) -> set[int]:
    return {row.row_number for row in seen.refused if code in {reason.code for reason in row.reasons}}


def refusals_by_code(seen: RosterPreview) -> Counter[str]:
    """How many rows each reason keeps outside."""
    return Counter(reason.code for row in seen.refused for reason in row.reasons)


def _codes(seen: RosterPreview) -> list[str]:
    return [remark.code for remark in seen.remarks]


def test_the_roster_of_another_system_goes_in_as_it_is() -> None:
    seen = preview(read_roster(ROSTER), today=TODAY, ages=ADULTS)
    assert (seen.date_order, seen.date_order_certain) == (DateOrder.MDY, True)
    assert (seen.names_end_in_digits, seen.remove_name_digits) == (True, True)
    assert (seen.rows, len(seen.accepted)) == (60, 46)
    assert _refused_rows(seen, "deceased") == DECEASED
    assert _refused_rows(seen, "minor") == MINORS
    assert refusals_by_code(seen) == {"minor": 10, "deceased": 4}
    assert (seen.encoding, seen.delimiter, seen.sheet, seen.sheets) == ("utf-8", ";", "", ())
    assert _codes(seen) == ["digits_removed", "postal_code_zero", "empty_postal_code"]
    first = seen.accepted[0].candidate
    assert (first.first_name, first.last_name, first.date_of_birth) == ("José Eduardo", "Gómez", date(1989, 5, 25))
    assert first.address == "427 Balistreri Way Unit 19, Chicopee, Massachusetts 01013"
    assert first.record_number == "1d604da9-9a81-4ba9-80c2-de3375d59b40"


def test_columns_outside_are_shown_and_social_security_numbers_never_come_in() -> None:
    raw = read_roster(ROSTER)
    seen = preview(raw, today=TODAY, ages=ADULTS)
    assert [column.header for column in seen.columns] == list(raw.headers)
    fields = {column.header: column.field for column in seen.columns}
    assert fields["SSN"] is None
    assert fields["MAIDEN"] is None
    assert fields["BIRTHDATE"] is Field.DATE_OF_BIRTH
    assert "999-" not in repr(seen.accepted)
    forced = seen.mapping | {Field.RECORD_NUMBER: raw.headers.index("SSN"), Field.PHONE: 99}
    again = preview(raw, today=TODAY, ages=ADULTS, mapping=forced)
    assert Field.RECORD_NUMBER not in again.mapping
    assert Field.PHONE not in again.mapping
    assert {accepted.candidate.record_number for accepted in again.accepted} == {""}


def test_minors_are_accepted_only_into_an_adolescent_program() -> None:
    seen = preview(read_roster(ROSTER), today=TODAY, ages=ADOLESCENTS)
    accepted = {row.row_number for row in seen.accepted}
    assert accepted == {42, 49, 61}
    assert accepted < MINORS
    assert _refused_rows(seen, "deceased") == DECEASED
    assert _refused_rows(seen, "too_young") == MINORS - accepted
    assert len(_refused_rows(seen, "too_old_for_program")) == 46


def test_no_reason_and_no_remark_holds_a_name() -> None:
    raw = read_roster(ROSTER)
    seen = preview(raw, today=TODAY, ages=ADULTS)
    said = repr(seen.refused) + repr(seen.remarks)
    names = {row.cells[column].rstrip("0123456789") for row in raw.rows for column in (7, 8)}
    assert not [name for name in names if name in said]


def test_the_digits_of_names_can_be_kept() -> None:
    seen = preview(read_roster(ROSTER), today=TODAY, ages=ADULTS, remove_name_digits=False)
    assert seen.accepted[0].candidate.last_name == "Gómez206"
    assert (seen.names_end_in_digits, seen.remove_name_digits) == (True, False)
    assert "digits_removed" not in _codes(seen)


def test_the_second_import_of_a_file_adds_nobody() -> None:
    raw = read_roster(ROSTER)
    first = preview(raw, today=TODAY, ages=ADULTS)
    known = {key for row in first.accepted for key in keys_of(row.candidate)}
    again = preview(raw, today=TODAY, ages=ADULTS, known=known)
    assert again.accepted == ()
    assert refusals_by_code(again) == {"known": 46, "minor": 10, "deceased": 4}


def test_a_row_that_repeats_an_accepted_one_is_refused(tmp_path: Path) -> None:
    text = (
        "MRN,First,Last,DOB\n1,Ann,Lee,5/25/1989\n1,Bo,Lee,5/26/1989\n2,ann,LEE,5/25/1989\n"
        "3,Cy,Lee,1/31/2020\n3,Di,Lee,1/31/1990\n9,Ed,Lee,1/31/1990\n"
    )
    seen = preview(_raw(tmp_path, text), today=TODAY, ages=ADULTS, known=frozenset({record_key("9")}))
    assert [row.row_number for row in seen.accepted] == [2, 6]
    assert _refused_rows(seen, "duplicate") == {3, 4}
    assert _refused_rows(seen, "known") == {7}


@pytest.mark.parametrize(
    ("chosen", "order", "certain", "born"),
    [
        (None, DateOrder.MDY, False, date(1990, 1, 2)),
        (DateOrder.DMY, DateOrder.DMY, True, date(1990, 2, 1)),
    ],
)
def test_the_date_order_can_be_corrected(
    tmp_path: Path, chosen: DateOrder | None, order: DateOrder, certain: bool, born: date
) -> None:
    raw = _raw(tmp_path, "MRN,First,DOB\n1,Ann,1/2/1990\n")
    seen = preview(raw, today=TODAY, ages=ADULTS, date_order=chosen)
    assert (seen.date_order, seen.date_order_certain) == (order, certain)
    assert seen.accepted[0].candidate.date_of_birth == born
    assert ("date_order_uncertain" in _codes(seen)) is not certain


def test_columns_that_were_not_recognized_can_be_named(tmp_path: Path) -> None:
    raw = _raw(tmp_path, "A,B,C\nAnn,Lee,5/25/1989\n")
    seen = preview(raw, today=TODAY, ages=ADULTS)
    assert seen.accepted == ()
    assert _codes(seen) == ["no_birth_column", "no_name_column"]
    mapping = {Field.FIRST_NAME: 0, Field.LAST_NAME: 1, Field.DATE_OF_BIRTH: 2}
    mended = preview(raw, today=TODAY, ages=ADULTS, mapping=mapping)
    assert mended.mapping == mapping
    assert [row.candidate.last_name for row in mended.accepted] == ["Lee"]
    assert mended.remarks == ()


def test_remarks_on_rows_are_summed_up(tmp_path: Path) -> None:
    raw = _raw(tmp_path, "MRN,First,DOB,Phone\n1,Ann,5/25/1989,none\n2,Bo,5/26/1989,no\n3,Cy,5/27/1989,1\n")
    (remark,) = preview(raw, today=TODAY, ages=ADULTS).remarks
    assert remark.text == "2 rows: Phone is not a number that can be called and was left out."
    raw = _raw(tmp_path, "MRN,First,DOB,Phone\n1,Ann,5/25/1989,none\n")
    (remark,) = preview(raw, today=TODAY, ages=ADULTS).remarks
    assert remark.text.startswith("1 row: ")

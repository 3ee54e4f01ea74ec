from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iop_desktop.services import roster_limits
from iop_desktop.services.errors import UserError
from iop_desktop.services.roster_file import RosterFileRefused, read_roster

ROSTER = Path(__file__).parents[1] / "data" / "roster-synthea-semicolon.csv"
HEADER = "Id;First;Last;DOB"
ACCENTS = f"{HEADER}\n1;José;Gómez;5/25/1989\n2;Zoë;Müller;1/2/1990\n"


def _file(folder: Path, content: bytes | str) -> Path:
    path = folder / "roster.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _refusal(path: Path, **choices: str) -> RosterFileRefused:
    with pytest.raises(RosterFileRefused) as caught:
        read_roster(path, **choices)
    assert isinstance(caught.value, UserError)
    assert caught.value.sentence.endswith("Nothing was imported.")
    assert str(caught.value) == "RosterFileRefused"
    return caught.value


def test_the_roster_of_another_system_is_read_as_it_is() -> None:
    raw = read_roster(ROSTER)
    assert (raw.encoding, raw.encoding_certain, raw.delimiter, raw.header_row) == ("utf-8", True, ";", 1)
    assert (raw.sheet, raw.sheets, raw.remarks) == ("", (), ())
    assert len(raw.headers) == 25
    assert len(raw.rows) == 60
    assert raw.rows[0].number == 2
    assert raw.rows[0].cells[7] == "José Eduardo181"
    assert not any(row.surplus for row in raw.rows)


@pytest.mark.parametrize(
    ("encoding", "detected", "certain"),
    [
        ("utf-8", "utf-8", True),
        ("utf-8-sig", "utf-8-sig", True),
        ("utf-16", "utf-16", True),
        ("utf-16-le", "utf-16-le", True),
        ("utf-16-be", "utf-16-be", True),
        ("cp1252", "cp1252", False),
        ("mac-roman", "mac-roman", False),
    ],
)
def test_the_encoding_is_detected(tmp_path: Path, encoding: str, detected: str, certain: bool) -> None:
    raw = read_roster(_file(tmp_path, ACCENTS.encode(encoding)))
    assert (raw.encoding, raw.encoding_certain) == (detected, certain)
    assert raw.headers[0] == "Id"
    assert raw.rows[0].cells == ("1", "José", "Gómez", "5/25/1989")
    assert [remark.code for remark in raw.remarks] == ([] if certain else ["encoding_guessed"])


def test_a_byte_that_windows_has_no_letter_for_is_read_as_latin_1(tmp_path: Path) -> None:
    raw = read_roster(_file(tmp_path, ACCENTS.encode("cp1252") + b"3;Ann\x81;Lee;1/1/1990\n"))
    assert raw.encoding == "latin-1"
    assert raw.rows[1].cells[2] == "Müller"


def test_letters_that_tell_nothing_are_left_to_likelihood(tmp_path: Path) -> None:
    assert read_roster(_file(tmp_path, b"Id;First\n1;\xe9\n")).encoding in {"cp1252", "mac-roman"}


def test_the_encoding_can_be_corrected(tmp_path: Path) -> None:
    path = _file(tmp_path, ACCENTS.encode("mac-roman"))
    raw = read_roster(path, encoding="cp1252")
    assert (raw.encoding, raw.encoding_certain) == ("cp1252", True)
    assert raw.rows[0].cells[1] != "José"
    assert read_roster(path, encoding="macroman").rows[0].cells[1] == "José"


def test_a_wrong_encoding_is_refused_and_another_proposed(tmp_path: Path) -> None:
    refusal = _refusal(_file(tmp_path, ACCENTS.encode("cp1252")), encoding="utf-8")
    assert (refusal.code, refusal.proposed_encoding) == ("wrong_encoding", "cp1252")
    assert "Choose Windows (Western) instead." in refusal.sentence


@pytest.mark.parametrize("encoding", ["klingon", "hex", "unicode_escape", "a\0b", ""])
def test_an_unknown_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    assert _refusal(_file(tmp_path, ACCENTS), encoding=encoding).code == "unknown_encoding"


def test_utf_8_read_as_windows_text_is_noticed(tmp_path: Path) -> None:
    raw = read_roster(_file(tmp_path, ACCENTS), encoding="cp1252")
    assert [remark.code for remark in raw.remarks] == ["read_twice"]


def test_letters_lost_before_are_noticed(tmp_path: Path) -> None:
    raw = read_roster(_file(tmp_path, f"{HEADER}\n1;Jos\ufffd;Lee;1/1/1990\n"))
    assert [remark.code for remark in raw.remarks] == ["lost_letters"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_detected(tmp_path: Path, delimiter: str) -> None:
    other = "," if delimiter == ";" else ";"
    rows = [["Id", "First", "Address"], ["1", "Ann", f'"1 Elm St{delimiter} Apt 2{other} rear"'], ["2", "Bo", "x"]]
    raw = read_roster(_file(tmp_path, "\r\n".join(delimiter.join(row) for row in rows)))
    assert raw.delimiter == delimiter
    assert raw.rows[0].cells == ("1", "Ann", f"1 Elm St{delimiter} Apt 2{other} rear")


def test_the_sign_between_columns_can_be_chosen(tmp_path: Path) -> None:
    path = _file(tmp_path, "Id:First\n1:Ann\n")
    assert _refusal(path).code == "no_delimiter"
    assert _refusal(path, delimiter=";").code == "one_column"
    assert read_roster(path, delimiter=":").rows[0].cells == ("1", "Ann")


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n", "a", "\0", " "])
def test_a_sign_that_cannot_stand_between_columns_is_refused(tmp_path: Path, delimiter: str) -> None:
    assert _refusal(_file(tmp_path, ACCENTS), delimiter=delimiter).code == "bad_delimiter"


def test_the_line_that_names_the_sign_is_understood(tmp_path: Path) -> None:
    raw = read_roster(_file(tmp_path, "sep=:\r\nId:First\r\n1:Ann\r\n"))
    assert (raw.delimiter, raw.header_row, raw.rows[0].number) == (":", 2, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems(tmp_path: Path, end: str) -> None:
    raw = read_roster(_file(tmp_path, end.join(['Id,"First', 'name"', "1,Ann", "", "2,Bo"])))
    assert raw.headers[0] == "Id"
    assert [row.number for row in raw.rows] == [2, 4]


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    raw = read_roster(_file(tmp_path, "\n" * 20 + "Id,DOB\n1,1/1/1990\n"))
    assert (raw.header_row, raw.rows[0].number) == (21, 22)
    raw = read_roster(_file(tmp_path, "Active clients, all sites\n\nRecord No,First Name,DOB\n1,Ann,1/1/1990\n"))
    assert (raw.header_row, raw.headers) == (3, ("Record No", "First Name", "DOB"))
    assert raw.rows[0].number == 4


def test_rows_of_uneven_width(tmp_path: Path) -> None:
    raw = read_roster(_file(tmp_path, f"{HEADER};;\n1;Ann\n2;Bo;Lee;1/1/1990;;\n3;Cy;Lee;1/1/1990;x;y\n4;;;\n"))
    assert [row.surplus for row in raw.rows] == [0, 0, 2, 0]
    assert {len(row.cells) for row in raw.rows} == {4}
    (remark,) = raw.remarks
    assert remark.text.startswith("1 row is shorter")
    raw = read_roster(_file(tmp_path, f"{HEADER}\n1;Ann\n2;Bo\n3;Cy;Lee;1/1/1990\n"))
    assert raw.remarks[0].text.startswith("2 rows are shorter")


def test_cells_that_begin_like_formulas_are_plain_text(tmp_path: Path) -> None:
    cells = ("=1+1", "+1", "-1", "@SUM(A1)")
    raw = read_roster(_file(tmp_path, f"{HEADER}\n{';'.join(cells)}\n"))
    assert raw.rows[0].cells == cells


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b";;\n;;\n", "empty"),
        (b"\0" * 100, "empty"),
        (b"%PDF-1.7\n1;2", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n;;", "not_a_table"),
        (b"BM\x0a\0\0\0\0\0;;", "not_a_table"),
        (b"  <!DOCTYPE html><table><tr><td>a;b", "not_a_table"),
        (b"<?xml version='1.0'?>", "not_a_table"),
        (b"{\\rtf1 a;b}", "not_a_table"),
        (b"a;b\n\x01\x02\x03;\x04\n", "not_a_table"),
        (b"Id;First\n1;An\0n\n", "zero_bytes"),
        (b"\xff\xfeI\0d\0;\0F\0\n\0\x00\xd8", "undecodable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted_workbook"),
        (b"PK\x03\x04 torn off", "damaged_workbook"),
        (b"sep=;\n", "empty"),
        (b"Id;First;Last\n", "no_rows"),
        (b"Id;First;Last\n;;\n \n", "no_rows"),
        (b"just one line of prose\nand another\n", "no_delimiter"),
        (b'Id;First\n1;"Ann\n2;Bo\n', "open_quotation"),
        (b'Id;First\n1;Ann\n2;"Bo', "open_quotation"),
        (b'Id;First\n1;"Ann' + b"\n2;Bo" * 300 + b'"\n3;Cy\n', "open_quotation"),
        (b'Id;First\n1;Ann\n2;"' + b"x" * 40_000 + b'"\n', "open_quotation"),
        (b"Id;First\n1;Ann\n2;" + b"x" * 200_000 + b"\n", "open_quotation"),
        (b"a;" * 501 + b"b\n1;2\n", "too_many_columns"),
    ],
)
def test_what_is_no_roster_is_refused_with_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    assert _refusal(_file(tmp_path, content)).code == code


@pytest.mark.parametrize("content", ["BMI;First\n1;Ann\n", "Id;First\n1;5'10\" Ann\n", 'Id;First\n1;"Bo" Lee\n'])
def test_odd_but_readable_files_are_read(tmp_path: Path, content: str) -> None:
    assert len(read_roster(_file(tmp_path, content)).rows) == 1


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "nowhere.csv").code == "missing"
    assert _refusal(tmp_path).code == "not_a_file"
    assert _refusal(Path("a\0b")).code in {"missing", "unreadable"}
    assert _refusal(tmp_path / ("x" * 5_000)).code in {"missing", "unreadable"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert _refusal(tmp_path / "pipe").code == "not_a_file"


def test_the_limit_of_rows(tmp_path: Path) -> None:
    lines = [HEADER, *(f"{number};Ann;Lee;1/1/1990" for number in range(roster_limits.MOST_ROWS))]
    assert len(read_roster(_file(tmp_path, "\n".join(lines))).rows) == 100_000
    refusal = _refusal(_file(tmp_path, "\n".join([*lines, "x;Bo;Lee;1/1/1990"])))
    assert refusal.code == "too_many_rows"
    assert "100,000" in refusal.sentence


def test_the_limit_of_bytes(tmp_path: Path) -> None:
    path = _file(tmp_path, ACCENTS)
    os.truncate(path, roster_limits.MOST_BYTES + 1)
    refusal = _refusal(path)
    assert refusal.code == "too_large"
    assert "50 MB" in refusal.sentence


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary() | st.text(alphabet=';,|\t"\n\rab1é\0', max_size=60).map(str.encode))
@example(b"PK\x03\x04")
@example(b"\xff\xfe\0")
@example(b"a;b\n" + b"\x81\x8d")
def test_no_bytes_make_it_fail(tmp_path: Path, content: bytes) -> None:
    with contextlib.suppress(RosterFileRefused):
        raw = read_roster(_file(tmp_path, content))
        assert {len(row.cells) for row in raw.rows} == {len(raw.headers)}

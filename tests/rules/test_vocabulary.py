"""The closed lists."""

from __future__ import annotations

from iop_desktop.rules.vocabulary import (
    ATTENDED,
    BY_LETTER,
    LABELS,
    LETTERS,
    AttendanceStatus,
    Meaning,
)


def test_every_status_has_its_own_letter_and_label() -> None:
    assert set(LETTERS) == set(LABELS) == set(AttendanceStatus)
    assert len(set(LETTERS.values())) == len(set(LABELS.values())) == len(AttendanceStatus)


def test_letters_lead_back_to_their_status() -> None:
    assert AttendanceStatus.UNMARKED not in BY_LETTER.values()
    for letter, status in BY_LETTER.items():
        assert status.letter == letter
        assert len(letter) == 1
        assert letter.isascii()


def test_who_was_in_the_room() -> None:
    away = set(AttendanceStatus) - ATTENDED
    assert away == {
        AttendanceStatus.UNMARKED,
        AttendanceStatus.EXCUSED,
        AttendanceStatus.NO_SHOW,
        AttendanceStatus.CANCELLED_BY_CLIENT,
        AttendanceStatus.CANCELLED_BY_PROGRAM,
    }
    assert all(status.attended == (status in ATTENDED) for status in AttendanceStatus)
    assert AttendanceStatus.NO_SHOW.label == "No-show"


def test_each_signature_says_what_it_means() -> None:
    assert [meaning.label for meaning in Meaning] == [
        "Author of this note",
        "Co-facilitator and author of this note",
        "Author of this addendum",
        "Reviewed and co-signed",
    ]

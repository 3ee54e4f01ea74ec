"""What was typed in dialogs when the records were locked: kept in the records, for its writer alone."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.writing import KeptWords
from iop_desktop.services.kept_words import KEPT_FOR, LONGEST_WORDS, KeptWordsService, forget_words
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN, LICENSED, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

ABOUT = UUID(int=7)
RETURN = f"return:{ABOUT}"
WORDS = {"Comment": "Name the coping skill Amara used."}


@pytest.fixture
def kept(unlocked: Unlocked, clock: MovableClock) -> KeptWordsService:
    return KeptWordsService(unlocked, clock)


def writers_of(unlocked: Unlocked) -> list[UUID]:
    with unlocked.reading() as db:
        return list(db.scalars(select(KeptWords.staff_id)))


def test_words_come_back_to_their_writer_and_to_nobody_else(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    KeptWordsService(as_staff(INTERN), clock).keep({RETURN: WORDS})
    assert KeptWordsService(as_staff(LICENSED), clock).mine() == {}
    unlocked = as_staff(INTERN)
    kept = KeptWordsService(unlocked, clock)
    assert kept.mine() == {RETURN: WORDS}
    kept.keep({"glass:": {"Reason": "The hospital called"}, RETURN: {"Comment": "x" * (LONGEST_WORDS + 1)}})
    assert len(kept.mine()[RETURN]["Comment"]) == LONGEST_WORDS
    kept.drop("nothing:")
    kept.drop(RETURN)
    assert list(kept.mine()) == ["glass:"]
    kept.drop("glass:")
    assert (kept.mine(), writers_of(unlocked)) == ({}, [])
    with unlocked.reading() as db:
        bodies = "".join(body for body in db.scalars(select(AuditEvent.body)) if "words." in body)
    assert bodies.count("words.kept") == 2 and bodies.count("words.dropped") == 2
    assert "Amara" not in bodies and "hospital" not in bodies


def test_words_are_not_kept_for_ever(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, kept: KeptWordsService
) -> None:
    kept.keep({RETURN: WORDS})
    clock.advance(days=KEPT_FOR.days)
    assert kept.mine() == {RETURN: WORDS}
    clock.advance(seconds=1)
    assert kept.mine() == {}
    other = as_staff(LICENSED)
    KeptWordsService(other, clock).keep({"glass:": {"Reason": "On call"}})
    assert writers_of(other) == [clinic.staff[LICENSED]]


def test_words_about_a_chart_go_with_it(unlocked: Unlocked, kept: KeptWordsService) -> None:
    other = f"return:{uuid4()}"
    kept.keep({RETURN: WORDS, other: WORDS})
    with unlocked.transaction() as db:
        forget_words(db, {ABOUT})
    assert list(kept.mine()) == [other]

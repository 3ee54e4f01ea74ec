"""From a key in a note of 400 words to the letter painted, with misspelled words marked; suggestions for one word."""

from __future__ import annotations

import statistics
import sys
import time
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QPaintEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from benchmarks.clinic import own_copy
from benchmarks.held_session import finish, take_attendance
from benchmarks.measuring import percentile, report, seconds_of
from benchmarks.window import Driver, leave, running
from iop_desktop.services.bundle import services_of
from iop_desktop.services.spelling import Speller, clinical_words, load_engine
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.writing_field import WritingField

WORDS = 400
TYPED = "She recieved the card, named two triggers and practised; beleives the plan for payday holds. "
_MISSPELLED = ("recieved", "beleive", "craveing", "medicaton", "ideaton", "anxios", "therepy", "realy")
_LIMIT_MS = 30
_painted: list[float] = []


def _paint(field: WritingField, event: QPaintEvent) -> None:
    QPlainTextEdit.paintEvent(field, event)
    _painted.append(time.perf_counter())


def main(place: Path) -> None:
    """Type at the end and in the middle of a long note."""
    WritingField.paintEvent = _paint  # type: ignore[method-assign, assignment]  # a witness of painting, set before any field is made
    with own_copy(place) as clinic:
        clock = clinic.story_clock()
        with clinic.unlocked(clinic.facilitator, clock) as unlocked:
            services = services_of(unlocked, clock)
            take_attendance(clinic, services)
            finish(clinic, services, clock)
        with running(clinic, clock) as driver:
            driver.unlock(clinic.facilitator, clinic.passphrase)
            times = _type(driver, _open(driver, clinic.session_id))
    report("note of 400 words, key to paint, median", statistics.median(times) * 1000, "ms")
    report("note of 400 words, key to paint, 95 of 100", percentile(times, 0.95) * 1000, "ms", _LIMIT_MS)
    _suggest()
    leave()


def _open(driver: Driver, session_id: UUID) -> WritingField:
    desk = driver.program.desk
    assert desk is not None
    desk.open_notes(session_id)
    driver.settle()
    driver.rest(1.5)  # the dictionary is read
    driver.settle()
    page = desk.shell.page("notes")
    assert isinstance(page, NotesPage)
    field = page.note_card.form.fields["response"]
    said = (TYPED * (1 + WORDS // len(TYPED.split()))).split()[:WORDS]
    field.setPlainText(" ".join(said[: WORDS // 2]) + "\n" + " ".join(said[WORDS // 2 :]))
    field.setFocus()
    driver.rest(1.5)
    driver.settle()
    if len(field.wrong_words()) < WORDS // 20:
        raise RuntimeError("the dictionary is not at work")
    return field


def _type(driver: Driver, field: WritingField) -> list[float]:
    times = []
    for place in (QTextCursor.MoveOperation.End, QTextCursor.MoveOperation.Start):
        cursor = field.textCursor()
        cursor.movePosition(place)
        field.setTextCursor(cursor)
        for letter in TYPED:
            driver.app.processEvents()
            _painted.clear()
            begun = time.perf_counter()
            QTest.keyClicks(field, letter)
            driver.until(lambda: bool(_painted))
            times.append(_painted[0] - begun)
            # A fast hand; saving and reading what follows from it goes on in between.
            driver.rest(0.06)
    return times


def _suggest() -> None:
    """What F7 waits for, in a lane of its own."""
    speller = Speller(load_engine(), clinical_words())
    times = [seconds_of(partial(speller.suggest, word)) for word in _MISSPELLED]
    report("suggestions for a misspelled word, longest", max(times) * 1000, "ms", 300)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

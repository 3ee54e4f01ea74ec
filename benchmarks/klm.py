"""Keys and model seconds for twelve notes, signing all and co-signing all, counted while they drive the real window.

The keystroke-level model (Card, Moran and Newell, 1980) is a model and no trial with people: a key takes 0.20 s at 55
words a minute and 0.28 s at 40, a decision 1.35 s. A chord counts one key for each key held. Decisions are counted
where a person has to think: before each choice, each text and each command; reading is not part of the model.

Each member who came gets seventy characters of the author's own words and a next step by phrase; outreach and next step
of an absent member are written by phrase.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from benchmarks.clinic import BenchClinic, own_copy
from benchmarks.held_session import finish, take_attendance
from benchmarks.measuring import report
from benchmarks.window import Driver, leave, running
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.bundle import services_of
from iop_desktop.services.note_views import NoteRow
from iop_desktop.services.phrases import PhraseForm
from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.sign_dialog import SignDialog

OWN_WORDS = 70
_KEY_SECONDS = {"55 wpm": 0.20, "40 wpm": 0.28}
_DECISION_SECONDS = 1.35
_MOST_TABS = 20
_MOST_KEYS, _MOST_TO_SIGN, _SHORTEST_PASSPHRASE = 910, 20, 12
_PHRASES = {
    "n": "Practice the skill from today on ‹days› before the next group.",
    "o": "Called at the start of the group and left a message with the number of the clinic.",
    "r": "The reason is not known yet.",
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
# Seventy characters about each member, all different, as nobody would be allowed to sign the same words twice.
_SAID = (
    "Named the bus stop as a trigger and left by another street twice.",
    "Called a brother before the party and went home sober at nine.",
    "Slept four hours, asked how to tell the nurse about the cravings.",
    "Brought the card from Monday and read two lines of it out loud.",
    "Disagreed with the exercise, later tried it and called it odd.",
    "Told how Friday went: one drink poured out, none taken afterwards.",
    "Listened for most of it and wrote a list of three safe places.",
    "Set the phone to silent at eight and said that it helped at once.",
    "Wept about a court date, stayed in the room and asked for water.",
    "Offered to practice refusing with a partner, laughed when stuck.",
    "Counted eleven days, worried about payday and plans to go by car.",
    "Linked a fight at home to the urge and found one earlier warning.",
)


@dataclass
class Keys:
    """Presses keys in the real window and counts them, with the decisions before them."""

    driver: Driver
    pressed: int = 0
    decided: int = 0
    left: list[str] = field(default_factory=list)

    @property
    def focus(self) -> QWidget:
        """Where the next key goes."""
        app = self.driver.app
        if app.activeWindow() is None:
            (app.activeModalWidget() or self.driver.program.window).activateWindow()
            app.processEvents()
        return app.focusWidget() or app.activeWindow() or self.driver.program.window

    def decide(self) -> None:
        """A person thinks before going on."""
        self.decided += 1

    def press(self, *chords: str) -> None:
        """Press keys, each written as ``Ctrl+Shift+A``."""
        for chord in chords:
            QTest.keySequence(self.focus, QKeySequence(chord))
            self.pressed += chord.count("+") + 1
            self.driver.app.processEvents()

    def write(self, text: str) -> None:
        """Type text letter by letter; a capital letter takes Shift as well."""
        for letter in text:
            QTest.keyClicks(self.focus, letter)
            self.pressed += 1 + letter.isupper()
            self.driver.app.processEvents()

    def seconds(self, speed: str) -> float:
        """Model seconds."""
        return self.pressed * _KEY_SECONDS[speed] + self.decided * _DECISION_SECONDS


def main(place: Path) -> None:
    """Write twelve notes, sign and co-sign them, by keyboard alone."""
    with own_copy(place) as clinic:
        clock = clinic.story_clock()
        with clinic.unlocked(clinic.facilitator, clock) as unlocked:
            services = services_of(unlocked, clock)
            for abbreviation, text in _PHRASES.items():
                services.phrases.save(PhraseForm(abbreviation, text))
            take_attendance(clinic, services)
            finish(clinic, services, clock)
        with running(clinic, clock) as driver:
            driver.unlock(clinic.facilitator, clinic.passphrase)
            _report("writing 12 notes", _write(driver, clinic), _MOST_KEYS)
            _report_signing("signing all", _sign(driver, clinic))
            driver.program.window.lock("asked")
            driver.rest(0.2)
            driver.unlock(clinic.supervisor, clinic.passphrase)
            _report_signing("co-signing all", _cosign(driver, clinic))
    leave()


def _report(name: str, keys: Keys, most: int) -> None:
    report(f"{name}, keys", keys.pressed, "keys", most)
    for speed in _KEY_SECONDS:
        report(f"{name}, model at {speed}", keys.seconds(speed), "s")


def _report_signing(name: str, keys: Keys) -> None:
    """Beside the pass phrase, which everybody chooses: what is left for it is the shortest one that is allowed."""
    report(f"{name}, keys beside the pass phrase", keys.pressed, "keys", _MOST_TO_SIGN - _SHORTEST_PASSPHRASE)
    report(f"{name}, model at 55 wpm without the pass phrase", keys.seconds("55 wpm"), "s")


def _write(driver: Driver, clinic: BenchClinic) -> Keys:
    desk = driver.program.desk
    assert desk is not None
    desk.open_notes(clinic.session_id)
    driver.settle()
    page = desk.shell.page("notes")
    assert isinstance(page, NotesPage)
    keys = Keys(driver)
    keys.decide()
    keys.press("Ctrl+G")
    driver.settle()
    keys.press("Return")
    driver.settle()
    rows = desk.services.notes.list(clinic.session_id).rows
    if len(rows) != len(_SAID):
        raise RuntimeError("the demo has twelve members")
    for number, row in enumerate(rows):
        driver.settle()
        _write_one(keys, row, number)
        keys.press("Ctrl+Return")
        driver.settle()
    left = [row.missing for row in desk.services.notes.list(clinic.session_id).rows if not row.ready]
    if left:
        raise RuntimeError(f"{len(left)} notes are not ready: {[each[0].code for each in left if each]}")
    return keys


def _write_one(keys: Keys, row: NoteRow, number: int) -> None:
    if row.kind is NoteKind.ABSENCE:
        for choice in ("1", "2"):
            keys.decide()
            keys.press(choice)
    else:
        for choice in "1231":
            keys.decide()
            keys.press(choice)
    _until_text(keys)
    if any(refusal.code == "reason" for refusal in row.missing):
        keys.decide()
        keys.write(";r ")
        keys.press("Tab")
    keys.decide()
    keys.write(";o " if row.kind is NoteKind.ABSENCE else f"{_SAID[number]:.<{OWN_WORDS}}")
    keys.press("Tab")
    keys.decide()
    keys.write(f";n {_DAYS[number % len(_DAYS)].lower()}")


def _until_text(keys: Keys) -> None:
    """From the choices to the text; a goal is chosen on the way where the keyboard stands on it."""
    if isinstance(keys.focus, QComboBox):
        keys.decide()
        keys.press("1")
    for _ in range(_MOST_TABS):
        if isinstance(keys.focus, QPlainTextEdit):
            return
        keys.press("Tab")
    raise RuntimeError(f"Tab leads to no text but to {type(keys.focus).__name__} {keys.focus.accessibleName()!r}")


def _sign(driver: Driver, clinic: BenchClinic) -> Keys:
    keys = Keys(driver)
    keys.decide()
    keys.press("Ctrl+Shift+A")
    _confirm(driver, keys, clinic)
    return keys


def _confirm(driver: Driver, keys: Keys, clinic: BenchClinic) -> None:
    driver.settle()
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, SignDialog)
    counted = keys.pressed
    keys.write(clinic.passphrase)
    keys.pressed = counted
    keys.decide()
    keys.press("Return")
    driver.settle()
    if len(dialog.ready) < len(_SAID):
        raise RuntimeError("not every note could be signed")


def _cosign(driver: Driver, clinic: BenchClinic) -> Keys:
    desk = driver.program.desk
    assert desk is not None
    desk.shell.go("cosign")
    driver.settle()
    page = desk.shell.page("cosign")
    assert isinstance(page, CosignPage)
    reading = Keys(driver)
    while not all(row.viewed for row in page.queue.rows):
        reading.press("Ctrl+Return")
        driver.settle()
    report("reading all before co-signing, keys", reading.pressed, "keys")
    keys = Keys(driver)
    keys.decide()
    keys.press("Ctrl+Shift+A")
    _confirm(driver, keys, clinic)
    return keys


if __name__ == "__main__":
    main(Path(sys.argv[1]))

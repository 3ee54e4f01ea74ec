"""A facilitator's individual session: kept, written with a phrase, a gate decided and signed, all by keyboard."""

from __future__ import annotations

from sqlalchemy import select

from iop_desktop.models.notes import GateDecision
from iop_desktop.rules.note_vocabulary import Gate
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.ui.contact_dialog import ContactDialog
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.sign_dialog import SignDialog
from tests.e2e.driver import Driver

RESPONSE = "Read a poem by {name} Paley aloud, twice, and said that it was the first quiet evening in a month."
PLAN = "Practice box breathing twice daily before Friday."


def keep_session(driver: Driver, name: str) -> None:
    """An hour ago, 45 minutes, in person, in an office: from the chart of a member who is found by name."""
    driver.press("Alt+5")
    driver.settle()
    driver.press("Ctrl+F")
    driver.write(name)
    driver.settle()
    driver.press("Ctrl+N")
    driver.dialog(ContactDialog)
    driver.press("1")
    driver.tab_to("How it was held: In person")
    driver.press("1")
    driver.tab_to("Began")
    driver.press("Down", "Tab")
    driver.tab_to("Minutes")
    driver.write("45")
    driver.press("Tab")
    driver.write("Office 3")
    driver.tab_to("What was done")
    driver.write("Reviewed the week and the plan.")
    driver.press("Tab")
    driver.tab_to("Keep and write its note")
    driver.press("Space")
    driver.settle()


def write_note(driver: Driver, name: str) -> None:
    """Digits, the response, and a plan from a phrase with three stops."""
    driver.press("Ctrl+1")
    driver.write("2211")
    if driver.focus.accessibleName().startswith("Goal"):
        driver.press("Down", "Tab")
    driver.write(RESPONSE.format(name=name))
    driver.press("Tab")
    driver.write(";next ")
    for words in ("box breathing", "twice daily", "Friday"):
        driver.write(words)
        driver.press("Tab")
    driver.settle()


def decide(driver: Driver, word: str) -> None:
    """The word is the name of somebody else in the group, and here it is none."""
    driver.press("Alt+W")
    driver.tab_to(f"{word} is not a name here")
    driver.press("Space")
    driver.settle()


def sign(driver: Driver) -> None:
    driver.press("Ctrl+Shift+S")
    dialog = driver.dialog(SignDialog)
    assert (len(dialog.ready), dialog.blocked_list.count()) == (1, 0)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.settle()


def test_an_individual_note_by_keyboard_alone(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    member, other = (row.name for row in program.desk.services.attendance.room(program.demo.session_id).rows[:2])
    word = other.split()[0]
    keep_session(program, member)
    page, notes = program.page("notes", NotesPage), program.desk.services.notes
    assert page._view is not None
    assert (page._view.kind, page._view.name) == (NoteKind.INDIVIDUAL, member)
    note_id = page._view.note_id
    write_note(program, word)
    program.press("Ctrl+Return")
    program.settle()
    (problem,) = notes.open(note_id).missing
    assert word in problem.text
    decide(program, word)
    assert notes.open(note_id).missing == ()
    sign(program)
    view = notes.open(note_id)
    assert (view.state, view.draft.plan) == (NoteState.AWAITING_COSIGNATURE, PLAN)
    assert program.desk.shell.banner.text() == "1 note signed."
    with program.unlocked.reading() as db:
        (decision,) = db.scalars(select(GateDecision))
    assert (decision.note_id, decision.gate) == (note_id, Gate.NAMES)
    assert program.desk.services.record_check.verify_all().problems == ()

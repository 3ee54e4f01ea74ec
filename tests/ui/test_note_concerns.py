"""The panel below the note: what the gates say, and passing them by keyboard."""

from __future__ import annotations

from uuid import UUID

import pytest

from iop_desktop.rules.own_words import Level
from iop_desktop.rules.vocabulary import AttendanceStatus, Participation
from iop_desktop.services.note_views import NoteView
from iop_desktop.ui.note_concerns import ConcernsPanel
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.sign_dialog import SignDialog
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session
from tests.ui.test_notes_page import held, opened

TEXT = "Rode the bus past the old corner, counted the stops aloud and was proud to tell us."


@pytest.fixture
def page(program: Driver) -> NotesPage:
    held(program)
    return opened(program)


def write(program: Driver, page: NotesPage, row: int, field: str, text: str) -> ConcernsPanel:
    """Write in a member's note and save it."""
    page.list_card.view.go_to(row)
    program.settle()
    page.note_card.form.fields[field].setPlainText(text)
    page.leave()
    program.settle()
    return page.note_card.concerns


def shown(program: Driver, page: NotesPage) -> NoteView:
    note_id = page.note_card.concerns.note_id
    assert note_id is not None
    return program.desk.services.notes.open(note_id)


def names_of(program: Driver, row: int) -> str:
    return program.desk.services.notes.list(program.demo.session_id).rows[row].name


def codes(program: Driver, page: NotesPage) -> set[str]:
    return {refusal.code for refusal in shown(program, page).missing}


def test_nothing_is_shown_while_nothing_is_to_decide(program: Driver, page: NotesPage) -> None:
    panel = write(program, page, 0, "response", TEXT)
    assert not panel.isVisible()
    assert page.note_card._line.text().startswith("Due ")


def test_a_reason_is_given_by_keyboard(program: Driver, page: NotesPage) -> None:
    write(program, page, 0, "response", TEXT)
    panel = write(program, page, 1, "response", TEXT.replace("counted", "named"))
    assert panel.isVisible()
    assert panel.share.text().startswith("Own words ")
    assert "own-words" in codes(program, page)
    program.press("Alt+W")
    assert program.focus is panel.reason
    program.write("They rode it together.")
    program.press("Return")
    program.settle()
    assert "own-words" not in codes(program, page)
    assert panel._sentence.text() == "Kept: They rode it together."
    assert not panel.reason.isVisible()
    assert panel.reason.text() == ""


def test_a_reason_too_short_is_refused_and_stays(program: Driver, page: NotesPage) -> None:
    write(program, page, 0, "response", TEXT)
    panel = write(program, page, 1, "response", TEXT.replace("counted", "named"))
    program.press("Alt+W")
    program.write("so")
    program.press("Return")
    program.settle()
    assert "Write in a few words" in program.desk.shell.banner.text()
    assert panel.reason.text() == "so"


def test_identical_text_takes_no_reason_and_says_whose_it_is(program: Driver, page: NotesPage) -> None:
    write(program, page, 0, "response", TEXT)
    panel = write(program, page, 1, "response", TEXT)
    (shared,) = shown(program, page).concerns.shared
    first = program.desk.services.notes.list(program.demo.session_id).rows[0]
    assert (shared.note_id, shared.whose) == (first.note_id, first.initials)
    assert not panel.reason.isVisible()
    assert shown(program, page).concerns.level is Level.REFUSED


def test_a_name_is_found_gone_to_and_declared(program: Driver, page: NotesPage) -> None:
    other = names_of(program, 3).split()[0]
    panel = write(program, page, 0, "plan", f"Sit beside {other} on Monday.")
    assert panel.isVisible()
    assert "name-of-other" in codes(program, page)
    program.press("Alt+W")
    assert program.focus.accessibleName() == f"Go to {other}"
    program.press("Space")
    plan = page.note_card.form.fields["plan"]
    assert program.focus is plan
    assert plan.textCursor().selectedText() == other
    program.press("Alt+W", "Tab")
    assert program.focus.accessibleName() == f"{other} is not a name here"
    program.press("Space")
    program.settle()
    assert "name-of-other" not in codes(program, page)
    assert not panel.isVisible()


def test_what_is_left_over_is_removed(program: Driver, page: NotesPage) -> None:
    panel = write(program, page, 0, "response", TEXT)
    note_id = panel.note_id
    assert isinstance(note_id, UUID)
    services, session_id = program.desk.services, program.demo.session_id
    view = services.notes.open(note_id)
    page.note_card.form._choices["participation"].set_value(str(Participation.ACTIVE))
    page.note_card.form._announce()
    page.leave()
    program.settle()
    services.attendance.mark(session_id, view.client_id, AttendanceStatus.NO_SHOW)
    page.refresh()
    program.settle()
    assert "left-over" in codes(program, page)
    program.press("Alt+W")
    assert program.focus is panel.remove_button
    program.press("Space")
    page.leave()
    program.settle()
    assert "left-over" not in codes(program, page)
    draft = services.notes.open(note_id).draft
    assert (draft.response, draft.participation) == ("", None)


def test_the_sign_dialog_says_why(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock, signed=False)
    page = opened(program)
    other = names_of(program, 3).split()[0]
    write(program, page, 0, "plan", f"Sit beside {other} on Monday.")
    program.press("Ctrl+Shift+A")
    dialog = program.dialog(SignDialog)
    assert len(dialog.ready) == 11
    assert "Another member is named" in dialog.blocked_list.item(0).text()
    dialog.reject()

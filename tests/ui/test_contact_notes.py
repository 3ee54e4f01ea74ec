"""Individual and contact notes: begun from three places, written and signed where group notes are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import NoteFormat, NoteKind, NoteState
from iop_desktop.ui.contact_dialog import ContactDialog
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.note_shelves import CONTACTS
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.sign_dialog import SignDialog
from tests.e2e.driver import Driver


def notes_page(driver: Driver) -> NotesPage:
    driver.settle()
    return driver.page("notes", NotesPage)


@pytest.fixture
def page(program: Driver) -> NotesPage:
    program.unlock(program.demo.facilitator)
    program.press("Alt+3")
    return notes_page(program)


def keep(driver: Driver, kind: ContactKind = ContactKind.PHONE, note_format: NoteFormat = NoteFormat.DAP) -> UUID:
    """A contact about the first client on record, kept through the service and then opened."""
    services, now = driver.desk.services, driver.clock()
    client = services.clients.rows()[0]
    details = ContactDetails(
        kind, ContactMode.AUDIO, now - timedelta(minutes=20), now, note_format, interventions="Called back."
    )
    note_id = services.contacts.create(client.client_id, details)
    driver.desk.open_contact_note(note_id)
    driver.settle()
    return note_id


def test_from_the_chart_to_the_composer_by_keyboard(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.press("Alt+5")
    program.settle()
    members = program.page("members", MembersPage)
    name = members.people.items[0].name
    program.press("Ctrl+N")
    dialog = program.dialog(ContactDialog)
    assert dialog._title == f"New contact with {name}"
    assert dialog.windowTitle() == "New contact", "no name where other programs can read it"
    assert (dialog.kind.value(), dialog.mode.value(), dialog.minutes.value()) == (None, None, 0)
    dialog.confirm()
    assert dialog.fields["kind"].error() == "Choose the kind."
    program.press("2")
    dialog.mode.setFocus()
    program.press("3")
    dialog.confirm()
    program.settle()
    assert "Only a letter or message takes no minutes." in dialog.error.text()
    dialog.begins.setTime(dialog.begins.time().addSecs(-3600))
    dialog.minutes.setValue(15)
    dialog.interventions.setPlainText("Called about the ride.")
    dialog.confirm()
    page = notes_page(program)
    assert page._view is not None
    assert (page._view.kind, page._view.name) == (NoteKind.CONTACT, name)
    assert page._view.draft == NoteDraft()
    assert page.list_card.which.value() == "contacts"
    assert "Called about the ride." in page.note_card._group.text()
    assert page.list_card._count.text() == "1 note"
    assert page.note_card._status is None or not page.note_card._status.isVisible()


def test_what_a_contact_note_asks_for(program: Driver, page: NotesPage) -> None:
    keep(program)
    form = page.note_card.form
    assert not form._progress_part.isVisible()
    assert form._choices["risk_check"].isVisible()
    assert not form._packet_row.isVisible()
    assert form._goal_part.isVisible()
    assert [key for key, block in form._blocks.items() if block.isVisible()] == ["response", "plan"]
    assert form._words["response"].text() == "Data: the client · response"
    program.press("Ctrl+1", "4")
    program.settle()
    assert program.focus is form.fields["response"]
    program.write("Nobody answered.")
    program.press("Tab")
    program.write("Try again.")
    program.press("Ctrl+Return")
    program.settle()
    assert page._view is not None
    draft = program.desk.services.notes.open(page._view.note_id).draft
    assert (draft.risk_check, draft.response) == (RiskCheck.NOT_REACHED, "Nobody answered.")


def test_the_format_names_the_texts_and_asks_for_those_it_needs(program: Driver, page: NotesPage) -> None:
    keep(program, ContactKind.INDIVIDUAL, NoteFormat.SOAP)
    form = page.note_card.form
    visible = [key for key in ("said", "response", "assessment", "plan") if form._blocks[key].isVisible()]
    assert visible == ["said", "response", "assessment", "plan"]
    assert [form._words[key].text() for key in visible] == [
        "Subjective · member's words",
        "Objective: the client · response",
        "Assessment · clinical meaning",
        "Plan · next step",
    ]
    assert not any(more.isVisible() for more in form.more.values())
    form.fields["said"].setFocus()
    for key in visible[1:]:
        program.press("Tab")
        assert program.focus is form.fields[key]


def test_what_a_format_can_do_without_is_asked_for_by_key(program: Driver, page: NotesPage) -> None:
    keep(program)
    form = page.note_card.form
    assert not form._blocks["said"].isVisible()
    program.press("Ctrl+6")
    assert program.focus is form.fields["said"]
    program.write("“Not today.”")
    program.press("Ctrl+7")
    assert program.focus is form.fields["assessment"]
    page._saver.flush()
    program.settle()
    assert "In the member's words: “Not today.”" in page.preview_card.preview.toPlainText()
    second = keep(program)
    assert page._view is not None
    assert page._view.note_id == second
    assert not form._blocks["said"].isVisible()


def test_between_the_group_and_the_contacts(program: Driver, page: NotesPage) -> None:
    session = page._session_id
    program.press("Ctrl+I")
    program.settle()
    assert page._session_id == CONTACTS
    keep(program)
    assert len(page.list_card.view.rows) == 1
    program.press("Ctrl+I")
    program.settle()
    assert page._session_id == session
    assert page.list_card.which.value() == "group"
    assert page.list_card.pdfs.isVisible()
    program.click(program.button("Contacts", page.list_card))
    program.settle()
    assert page._session_id == CONTACTS
    program.click(program.button("Contacts", page.list_card))
    program.settle()
    assert page._session_id == CONTACTS


def test_without_a_contact_the_page_offers_one(program: Driver, page: NotesPage) -> None:
    program.press("Ctrl+I")
    program.settle()
    assert page.empty.isVisible()
    assert page.list_card.isVisible()
    program.click(page.empty.action)
    dialog = program.dialog(ContactDialog)
    assert program.dialogs.asked == ["Individual or contact note about"]
    assert program.dialogs.offered[0].startswith(dialog._title.removeprefix("New contact with "))


def test_from_today_one_chooses_whom_it_is_about(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.dialogs.choice = 2
    program.press("Ctrl+N")
    dialog = program.dialog(ContactDialog)
    assert program.dialogs.offered[2].startswith(dialog._title.removeprefix("New contact with "))


def test_today_leads_to_the_contact_note_that_is_owed(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    note_id = keep(program)
    program.press("Alt+1")
    program.settle()
    program.desk.shell.page("today").refresh()
    program.settle()
    program.click(program.button("Finish notes"))
    page = notes_page(program)
    assert page.isVisible()
    assert page._view is not None
    assert page._view.note_id == note_id


def test_what_is_missing_in_the_contact_leads_to_its_form(program: Driver, page: NotesPage) -> None:
    keep(program, ContactKind.FAMILY)
    assert page.note_card.missing.text().startswith("Say with whom")
    program.press("Ctrl+Return")
    dialog = program.dialog(ContactDialog)
    assert program.focus is dialog.with_whom
    program.write("Sister")
    dialog.confirm()
    program.settle()
    assert page._view is not None
    assert page._view.contact is not None
    assert page._view.contact.details.with_whom == "Sister"
    assert "Sister" in page.preview_card.preview.toPlainText()


def test_signed_from_the_list_and_saved_as_a_file(program: Driver, page: NotesPage, tmp_path: Path) -> None:
    program.lock()
    program.unlock("jortiz")
    program.press("Alt+3")
    page = notes_page(program)
    note_id = keep(program)
    services = program.desk.services
    draft = NoteDraft(risk_check=RiskCheck.DENIED, response="Will come on Tuesday.", plan="Arrange the ride.")
    services.notes.save(note_id, services.notes.open(note_id).revision, draft)
    page.refresh()
    program.settle()
    program.press("Ctrl+Shift+A")
    dialog = program.dialog(SignDialog)
    assert len(dialog.ready) == 1
    program.write(program.demo.passphrase)
    program.press("Return")
    program.settle()
    assert [row.state for row in services.contacts.list().rows] == [NoteState.COMPLETE]
    program.press("Ctrl+G")
    assert "is signed" in program.dialogs.asked[-1]
    program.desk.pdfs.show(note_id)
    program.settle()
    viewer = program.desk.shell.findChild(PdfViewer)
    assert isinstance(viewer, PdfViewer)
    program.dialogs.path = tmp_path / "out"
    program.click(program.button("Save as PDF", viewer))
    program.settle()
    (path,) = (tmp_path / "out").iterdir()
    assert "-CHART-contact-" in path.name
    assert program.desk.shell.banner.text() == f"Saved as {path.name}."

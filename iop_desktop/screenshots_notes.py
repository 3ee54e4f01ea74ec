"""Pictures around a note: what the gates say, a contact, what follows a signature, a supervisor's remark, settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode
from iop_desktop.rules.returns import Remark
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.ui.addendum_dialog import AddendumDialog
from iop_desktop.ui.contact_dialog import ContactDialog
from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.desk import Desk
from iop_desktop.ui.group_part_dialog import GroupPartDialog
from iop_desktop.ui.note_formats_tab import NoteFormatsTab
from iop_desktop.ui.partners_tab import PartnersTab
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.privacy_tab import PrivacyTab
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.settings_parts import CredentialsPart
from iop_desktop.ui.signing_tab import SigningTab
from iop_desktop.ui.staff_tab import StaffTab
from iop_desktop.ui.thread_dialog import ThreadDialog

_FIRST, _SECOND, _OTHER = 0, 1, 3
_DONE = "Called back about the ride to the evening group and named two lines that run."
_CAME_OF_IT = "He wrote both times down and will try the earlier bus."
_ADDED = "He called back at four: the earlier bus runs on weekdays only."


def gates(desk: Desk, session_id: UUID) -> Iterator[str]:
    """A text that stands in another note as well and names somebody; the note is as it was afterwards."""
    notes = desk.services.notes
    rows = notes.list(session_id).rows
    first, before = notes.open(rows[_FIRST].note_id).draft, notes.open(rows[_SECOND].note_id)
    mine, theirs = (rows[number].name.split()[0] for number in (_SECOND, _FIRST))
    said = f"{first.response.replace(theirs, mine)} {rows[_OTHER].name} sat beside."
    saved = notes.save(before.note_id, before.revision, replace(before.draft, response=said))
    desk.open_notes(session_id)
    desk.notes_page().refresh()
    desk.notes_page().open_note(before.note_id)
    yield "notes-gates"
    notes.save(before.note_id, saved.revision, before.draft)
    desk.notes_page().refresh()


def contact(desk: Desk, client_id: UUID, now: datetime, session_id: UUID) -> Iterator[str]:
    """A phone call: the dialog, and its note in the composer."""
    desk.contacts.ask(desk.notes_page(), client_id, _name(desk, client_id))
    yield "contact"
    _close(desk, ContactDialog)
    details = ContactDetails(
        ContactKind.PHONE,
        ContactMode.AUDIO,
        now - timedelta(minutes=15),
        now,
        NoteFormat.DAP,
        topic="Ride",
        interventions=_DONE,
    )
    note_id = desk.services.contacts.create(client_id, details)
    view = desk.services.notes.open(note_id)
    desk.services.notes.save(note_id, view.revision, replace(view.draft, response=_CAME_OF_IT))
    desk.open_contact_note(note_id)
    yield "notes-contact"
    desk.open_notes(session_id)


def after(desk: Desk, note_id: UUID) -> Iterator[str]:
    """An addendum being written, and the thread of its note."""
    desk.after.begin(note_id)
    yield "addendum"
    for dialog in desk.shell.findChildren(AddendumDialog):
        dialog.text.setPlainText(_ADDED)
    _close(desk, AddendumDialog)
    desk.after.show_thread(note_id)
    yield "thread"
    _close(desk, ThreadDialog)


def papers(desk: Desk, session_id: UUID) -> Iterator[str]:
    """Dialogs over the notes: the group part and a signed note."""
    dialog = GroupPartDialog(desk.services.notes.group_part(session_id), desk.notes_page())
    dialog.open()
    yield "group-part"
    dialog.reject()
    desk.pdfs.show(desk.services.notes.list(session_id).rows[0].note_id)
    yield "pdf"
    _close(desk, PdfViewer)


def remark(desk: Desk) -> Iterator[str]:
    """A supervisor's remark on a passage of the note in view."""
    page = desk.shell.page("cosign")
    assert isinstance(page, CosignPage)
    page.review.remarks.add(Remark("Assessment", "Denied SI/HI", "Say how you asked."))
    yield "cosign-remark"


def settings(desk: Desk) -> Iterator[str]:
    """The parts of the settings that have to do with notes."""
    desk.shell.go("settings")
    page = desk.shell.page("settings")
    assert isinstance(page, SettingsPage)
    page.refresh()
    yield "settings"
    parts: tuple[tuple[type[QWidget], str], ...] = (
        (StaffTab, "staff"),
        (CredentialsPart, "credentials"),
        (SigningTab, "signing"),
        (PartnersTab, "partners"),
        (NoteFormatsTab, "note-formats"),
        (PrivacyTab, "privacy"),
    )
    for part, name in parts:
        page.parts.show_part(part)
        yield f"settings-{name}"
    page.parts.setCurrentIndex(0)


def _name(desk: Desk, client_id: UUID) -> str:
    return next(row.name for row in desk.services.clients.rows() if row.client_id == client_id)


def _close(desk: Desk, kind: type[QDialog]) -> None:
    for dialog in desk.shell.findChildren(kind):
        dialog.reject()

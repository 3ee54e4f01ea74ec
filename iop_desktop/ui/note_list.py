"""The members of a session and how far each note is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.note_views import NoteRow
from iop_desktop.ui.person_list import PersonItem, PersonListView

SIGNED = frozenset({NoteState.COMPLETE, NoteState.AWAITING_COSIGNATURE})


def note_line(row: NoteRow) -> str:
    """Where the note stands, in a few words."""
    if row.state is NoteState.COMPLETE:
        return "Signed"
    if row.state is NoteState.AWAITING_COSIGNATURE:
        return "Signed, to be co-signed"
    if row.state is NoteState.RETURNED:
        return "Returned, unchanged" if row.unchanged else "Returned, changed"
    absence = row.kind is NoteKind.ABSENCE
    if row.ready:
        return f"Ready to sign · {row.words} words"
    if row.started:
        return f"{'Absence note' if absence else 'Draft'} · {row.words} words"
    return "Absence note" if absence else "Not started"


def list_line(row: NoteRow) -> str:
    """Day and kind of a contact come first, because nothing else tells two of one client apart."""
    return f"{row.about} · {note_line(row)}" if row.about else note_line(row)


def note_icon(row: NoteRow) -> tuple[str, str]:
    """Icon and color of where the note stands."""
    if row.state in SIGNED:
        return ("check-check", "ok")
    if row.state is NoteState.RETURNED:
        return ("undo-2", "warn")
    if row.ready:
        return ("circle-check", "accent")
    return ("pen-line", "text2") if row.started else ("minus", "text3")


class NoteListView(PersonListView):
    """The notes of one session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Notes of this session", parent)
        self.rows: tuple[NoteRow, ...] = ()

    def show_rows(self, rows: tuple[NoteRow, ...]) -> None:
        """Show the notes; the selection stays."""
        self.rows = rows
        self.show_items(
            [PersonItem(row.note_id, row.name, row.initials, list_line(row), *note_icon(row)) for row in rows]
        )

    def select_next_open(self) -> None:
        """Go to the next note that is still to be written, or to the next one."""
        count, start = len(self.rows), self.currentIndex().row()
        order = [(start + step) % count for step in range(1, count + 1)] if count else []
        unfinished = [n for n in order if self.rows[n].state not in SIGNED and not self.rows[n].ready]
        for number in (*unfinished, *order)[:1]:
            self.go_to(number)

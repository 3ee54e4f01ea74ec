"""Two cards of the notes page: the list, and the note being written."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QWidget

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteState
from iop_desktop.services.note_history import RemarkRow
from iop_desktop.services.note_views import GroupPartView, NoteList, NoteView, Saved
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.wall_text import count_of, due_text, short_day
from iop_desktop.ui.following_area import FollowingArea
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import column, holder, row, stretched
from iop_desktop.ui.note_concerns import ConcernsPanel
from iop_desktop.ui.note_form import NoteForm
from iop_desktop.ui.note_list import NoteListView
from iop_desktop.ui.note_texts import NoteTexts
from iop_desktop.ui.remark_list import RemarkList
from iop_desktop.ui.widgets.avatar import Avatar
from iop_desktop.ui.widgets.bar import Bar
from iop_desktop.ui.widgets.buttons import button, icon_button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.segmented import Segmented
from iop_desktop.ui.widgets.status_chip import StatusChip
from iop_desktop.ui.widgets.text import label, muted

LIST_WIDTH = 228
ELSEWHERE = (
    "The group part stands in notes of this session that are signed, so it stays as it is here too. Say what is to be "
    "corrected in this member's own part; to the signed notes, write an addendum."
)


GROUP_PART_FIELDS = frozenset({"group_part", "topic", "interventions", "place", "with_whom"})


class _CardForm(NoteForm):
    """The form, which knows that some of what is missing stands in the group part or in the contact."""

    group_part_asked = Signal(str)

    def focus_field(self, field: str) -> None:
        """Go to what is missing, or ask for the group part with its field."""
        if field in GROUP_PART_FIELDS:
            self.group_part_asked.emit(field)
        else:
            super().focus_field(field)


class NoteListCard(Card):
    """How many notes there are, how many are ready, and the members.

    ``other_asked`` asks for the contact notes instead of those of the session, or the other way round.
    """

    other_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=6, parent=parent)
        self.setFixedWidth(LIST_WIDTH)
        self._count, self._ready = label("Notes", 15, 600), muted("")
        self._session = ElidedLabel("", 12, ink="text2")
        self._bar = Bar(0, 1, "Notes ready or signed")
        self.view = NoteListView()
        self.which = Segmented([("group", "Group"), ("contacts", "Contacts")], "Which notes")
        self.which.set_value("group")
        self._shown = "group"
        self.which.chosen.connect(self._chosen)
        self.new_contact = icon_button("plus", "New individual or contact note", kind="", shortcut="Ctrl+N")
        self.sign_all = button("Sign all", "primary", "signature", shortcut="Ctrl+Shift+A")
        self.pdfs = icon_button("file-text", "PDFs: save the finished notes of this session", kind="")
        which = row(self.which, self.new_contact)
        counts = row(self._count, None, self._ready)
        top = column(which, counts, self._session, self._bar, spacing=6, margins=(16, 12, 16, 0))
        foot = row(self.sign_all, self.pdfs, spacing=8, margins=(12, 4, 12, 12))
        for item in (top, self.view, foot):
            self.add(item)
        self.body.setStretchFactor(self.view, 1)

    def show_list(self, notes: NoteList) -> None:
        """Show the notes of a session, or those of contacts."""
        head = notes.head
        self._shown = "contacts" if head is None else "group"
        self.which.set_value(self._shown)
        self.pdfs.setVisible(head is not None)
        done = sum(row.ready or row.state.value in ("awaiting", "complete") for row in notes.rows)
        self._count.setText(count_of(len(notes.rows), "note"))
        self._ready.setText(f"{done} of {len(notes.rows)} ready")
        self._session.set_text(_session_words(head) if head else "Open and recent")
        self._bar.set_value(done, max(1, len(notes.rows)))
        ready = sum(row.ready for row in notes.rows)
        self.sign_all.setText(f"Sign all ({ready})" if ready else "Sign all")
        self.view.show_rows(notes.rows)

    def _chosen(self, wanted: str) -> None:
        if wanted not in ("", self._shown):
            self.other_asked.emit()
        else:
            self.which.set_value(self._shown)


def _session_words(head: SessionHead) -> str:
    day = short_day(head.starts_at.astimezone(head.zone).date())
    return f"{head.group_name} · {day}{' · late entry' if head.late_entry else ''}"


class NoteCard(Card):
    """The note being written. ``thread_asked`` carries a note that was signed."""

    group_part_asked = Signal(str)
    thread_asked = Signal(UUID)

    def __init__(self, texts: NoteTexts, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=0, parent=parent)
        self._avatar = Avatar("", 0, 40)
        self._name, self._pronouns = label("", 18, 600, display=True), label("", 12, role="faint")
        self._status: StatusChip | None = None
        self._part_locked = False
        self._signed: UUID | None = None
        self._line = ElidedLabel("", 12, ink="text2")
        self._name_row = row(self._name, self._pronouns, None, spacing=10)
        self._hints = holder(row(KeyCap("Alt", "↑"), KeyCap("Alt", "↓")))
        names = column(self._name_row, self._line, spacing=3)
        head = row(self._avatar, names, self._hints, spacing=12, margins=(18, 12, 18, 10))
        head.setStretch(1, 1)
        self._group = ElidedLabel("", 12, ink="text2")
        edit = button(
            "Edit",
            "link",
            shortcut="Ctrl+G",
            tip="Edit the group part, or the contact",
            clicked=lambda: self.group_part_asked.emit(""),
        )
        group = Card(stretched(row(Icon("users", "text2"), self._group, edit), 1), kind="flat", padding=6)
        self.returned = Card(kind="flat", padding=10, spacing=4)
        self._returned = label("", 13, 500, wrap=True)
        self.remarks = RemarkList()
        self.remarks.asked.connect(self._go_to_remark)
        self.returned.add(stretched(row(Icon("undo-2", "warn"), self._returned), 1))
        self.returned.add(self.remarks)
        self.form = _CardForm(texts)
        self.form.group_part_asked.connect(self.group_part_asked)
        area = FollowingArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Note")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(holder(stretched(column(group, self.returned, self.form, margins=(18, 12, 18, 10)), 2)))
        self.missing = ElidedLabel("", 12, ink="text2")
        self._own = ""
        self.saved = muted("")
        self.sign = button("Sign", "", "signature", shortcut="Ctrl+Shift+S")
        self.thread_button = button("Thread…", "", "history", shortcut="Ctrl+T", clicked=self._ask_thread)
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self._ask_thread)
        self.next = button("Ready, next member", "primary", "corner-down-left", shortcut="Ctrl+Enter")
        foot = row(
            self.missing, self.saved, self.thread_button, self.sign, self.next, spacing=10, margins=(18, 10, 18, 10)
        )
        foot.setStretch(0, 1)
        self.concerns = ConcernsPanel()
        for item in (head, RuleLine(), area, RuleLine(), foot, self.concerns):
            self.add(item)
        self.body.setStretchFactor(area, 1)

    def set_compact(self, compact: bool) -> None:
        """Leave out the hints on a small screen."""
        self._hints.setVisible(not compact)

    def show_group_part(self, part: GroupPartView) -> None:
        """Say in one line what the shared part holds."""
        self._part_locked = bool(part.locked)
        facts = (part.topic or "no topic yet", f"{part.present} present", part.note_format.value.upper())
        state = "written once" if part.confirmed else "suggested, not saved yet"
        self._group.set_text(f"Group part, {state}: {' · '.join(facts)}")

    def show_note(self, view: NoteView, number: int) -> None:
        """Show a note."""
        self._avatar.set_person(view.initials, number)
        self._name.setText(view.name)
        self._pronouns.setText(view.pronouns)
        due = due_text(view.due_on, view.late) if view.due_on and view.editable else ""
        first = f"{due[:1].upper()}{due[1:]} · " if due else ""
        self._line.set_text(f"{first}{view.attendance_line}")  # what is due stays in sight on a small screen
        self._show_status(view.status)
        if view.contact is not None:
            details = view.contact.details
            done = " ".join(details.interventions.split()) or "not written yet"
            self._group.set_text(f"What was done: {done} · {details.note_format.value.upper()}")
        self.returned.setVisible(bool(view.return_comment))
        self._returned.setText(f"{view.returned_by} returned this note: {view.return_comment}")
        elsewhere = any(not remark.field for remark in view.remarks)
        self.remarks.show_remarks(view.remarks, ELSEWHERE if elsewhere and self._part_locked else "")
        self.form.show_note(view)
        self.sign.setEnabled(view.editable)
        self.sign.setVisible(view.state in SIGNABLE)
        self._signed = view.note_id if view.state is not NoteState.DRAFT else None
        self.thread_button.setVisible(self._signed is not None)
        self.concerns.note_id = view.note_id
        self._own = f" · own words {view.concerns.own_percent}%" if view.draft.words else ""
        self.concerns.show_concerns(view.concerns, view.missing, view.editable)
        self.show_missing(view.missing, view.editable)

    def show_saved(self, saved: Saved) -> None:
        """Say what the note lacks and what the gates say, now that it is in the vault."""
        self._own = f" · own words {saved.concerns.own_percent}%"
        self.concerns.show_concerns(saved.concerns, saved.missing, editable=True)
        self.show_missing(saved.missing, editable=True)

    def _show_status(self, status: AttendanceStatus | None) -> None:
        if self._status is None and status is not None:
            self._status = StatusChip(status)
            self._name_row.insertWidget(2, self._status)
        if self._status is not None:
            self._status.setVisible(status is not None)
            self._status.set_status(status or AttendanceStatus.UNMARKED)

    def _ask_thread(self) -> None:
        if self._signed is not None:
            self.thread_asked.emit(self._signed)

    def _go_to_remark(self, remark: RemarkRow) -> None:
        """To the words a remark is about, or to what the whole group shares."""
        if remark.field:
            self.form.show_passage(remark.field, remark.passage)
        else:
            self.group_part_asked.emit("")

    def show_missing(self, missing: tuple[Refusal, ...], editable: bool) -> None:
        """The first thing that is missing, or that nothing is."""
        if not editable:
            self.missing.set_text("Signed. What was signed cannot be changed.")
        else:
            more = f" (+{len(missing) - 1} more)" if len(missing) > 1 else ""
            self.missing.set_text(f"{missing[0].text}{more}" if missing else f"All required parts present{self._own}")

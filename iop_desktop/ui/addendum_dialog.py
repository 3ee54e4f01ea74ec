"""Writing an addendum, a correction, a late entry or a notice of error; the record as it will be signed beside it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.addenda import AddendaService
from iop_desktop.services.addenda_views import AddendumView
from iop_desktop.services.changes import Changes
from iop_desktop.services.concerns import NamedOther
from iop_desktop.services.errors import Stale
from iop_desktop.services.gates import GateService
from iop_desktop.services.note_views import Saved
from iop_desktop.services.notes import NoteService
from iop_desktop.ui.autosave import DEBOUNCE_MS
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.note_concerns import ConcernsPanel
from iop_desktop.ui.record_preview import RecordPreview
from iop_desktop.ui.remark_list import RemarkList
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, label, muted

REASONS = {
    NoteKind.ADDENDUM: (
        "Why it is added (may stay empty)",
        "Such as: the member called back after signing",
    ),
    NoteKind.CORRECTION: ("What was wrong, and why", "What the note says, and how you know that it is not so"),
    NoteKind.LATE_ENTRY: ("Why it is written only now", "What kept it from being written in time"),
    NoteKind.ERROR: ("Why the note was entered in error", "Such as: it is about another member. Name nobody"),
}
TEXTS = {
    NoteKind.ADDENDUM: "What is added, true of this member and this note",
    NoteKind.CORRECTION: "How it was, in your own words",
    NoteKind.LATE_ENTRY: "What is entered late",
    NoteKind.ERROR: "",
}
ELSEWHERE = "Saved in another window meanwhile; keep what you need of it, your words replace it:"
PROMISE = "The signed note stays as it is and stays first. This becomes a signed document of its own, linked to it."
TWO = "Both signatures are needed: yours, and then the other's. The note stays readable and is struck through."


class AddendumDialog(QDialog):
    """``sign_asked``: everything typed is in the vault and was shown. ``pdf_asked`` carries the original note."""

    sign_asked = Signal(object)
    pdf_asked = Signal(UUID)

    def __init__(
        self,
        view: AddendumView,
        addenda: AddendaService,
        notes: NoteService,
        gates: GateService,
        tasks: Tasks,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.view = view
        self._addenda, self._notes, self._tasks = addenda, notes, tasks
        self._connect_gates(gates)
        self._revision, self._dirty, self._closing = view.revision, False, False
        self.setWindowTitle(view.kind.label)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 900, 600)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self.flush)
        self._build(view)
        self._show_missing(view)
        self._mark_shown(view.digest)
        for field in (self.reason, self.text):
            field.textChanged.connect(self._typed)
        QShortcut(QKeySequence("Ctrl+Shift+S"), self).activated.connect(self._ask_sign)

    def _build(self, view: AddendumView) -> None:
        title, hint = REASONS[view.kind]
        self.reason, self.text = TextField(title, hint), TextField(view.kind.label, TEXTS[view.kind])
        self.reason.setPlainText(view.reason)
        self.text.setPlainText(view.text)
        for field in (self.reason, self.text):
            field.setReadOnly(not view.editable)
        self._fields = {"reason": FormRow(title, self.reason), "response": FormRow(view.kind.label, self.text)}
        self._fields["response"].setVisible(view.kind is not NoteKind.ERROR)
        self.preview = RecordPreview()
        self.preview.show_record(view.record)
        self.missing, self.saved = ElidedLabel("", 12, ink="text2"), muted("")
        self.sign = button("Sign…", "primary", "signature", shortcut="Ctrl+Shift+S", clicked=self._ask_sign)
        self.sign.setEnabled(view.editable)
        self.discard = button("Discard", "danger", clicked=self._discard)
        self.discard.setVisible(view.editable and not view.linked and not view.return_comment)
        original = button("View the original", "link", clicked=lambda: self.pdf_asked.emit(view.parent_id))
        left = column(*self._notices(view), *self._fields.values(), spacing=12)
        left.setStretch(left.count() - 1, 1)
        right = Card(row(label("Record preview", 13, 600), None, original), self.preview, spacing=8)
        right.setFixedWidth(330)
        middle = row(left, right, spacing=16)
        middle.setStretch(0, 1)
        buttons = row(
            self.discard, self.missing, self.saved, button("Close", clicked=self.reject), self.sign, spacing=10
        )
        buttons.setStretch(1, 1)
        head = column(heading(view.record.title, 18), muted(f"{view.client_name} · {self._promise()}", 13, wrap=True))
        body = column(head, middle, self.concerns, buttons, spacing=14, margins=(24, 20, 24, 18))
        body.setStretch(1, 1)
        self.setLayout(body)
        (self.reason if view.kind is not NoteKind.ADDENDUM else self.text).setFocus()

    def _connect_gates(self, gates: GateService) -> None:
        """What the gates say below the words, and what passes them; each passing is kept and audited."""
        self.concerns = ConcernsPanel()
        note_id = self.view.note_id
        self.concerns.go_to.connect(self._go_to)
        self.concerns.not_a_name.connect(lambda word: self._pass(lambda: gates.not_a_name(note_id, word)))
        self.concerns.keep.connect(lambda reason: self._pass(lambda: gates.keep_words(note_id, reason)))
        QShortcut(QKeySequence("Alt+W"), self).activated.connect(self.concerns.focus_first)

    def _pass(self, decide: Callable[[], Changes]) -> None:
        """Keep a decision on what is in the vault, and look again."""

        def work() -> AddendumView:
            decide()
            return self._addenda.open(self.view.note_id)

        self.flush()
        self._tasks.run(self, work, done=self._show_missing, failed=self._say_error)

    def _go_to(self, hit: NamedOther) -> None:
        self.focus_field(hit.field)
        field = {"reason": self.reason, "response": self.text}.get(hit.field)
        if field is not None and not (found := field.document().find(hit.word)).isNull():
            field.setTextCursor(found)

    def _say_error(self, error: BaseException) -> None:
        self._fields["reason"].set_error(sentence_of(error))

    def _promise(self) -> str:
        return TWO if self.view.kind is NoteKind.ERROR else PROMISE

    def _notices(self, view: AddendumView) -> list[QWidget]:
        if not view.return_comment:
            return []
        self.remarks = RemarkList()
        self.remarks.show_remarks(view.remarks)
        self.remarks.asked.connect(lambda remark: self.focus_field(remark.field))
        words = label(f"{view.returned_by} returned this: {view.return_comment}", 13, 500, wrap=True)
        return [Card(words, self.remarks, kind="flat", padding=10, spacing=4)]

    def focus_field(self, field: str) -> None:
        """Go to what is missing."""
        self._fields.get(field, self._fields["reason"]).field.setFocus()

    def _typed(self) -> None:
        self._dirty = True
        self.saved.setText("Not saved yet")
        self._timer.start()

    def flush(self) -> None:
        """Put what was typed into the vault."""
        self._timer.stop()
        if self._dirty and self.view.editable:
            self._save()

    def _save(self) -> None:
        self._dirty = False
        self.saved.setText("Saving…")
        reason, text = self.reason.toPlainText(), self.text.toPlainText()
        note_id = self.view.note_id

        def work() -> Saved:
            # Two saves may wait in the lane at once: the second builds on what the first has left.
            saved = self._addenda.save(note_id, self._revision, reason, text)
            self._revision = saved.revision
            return saved

        self._tasks.run(self, work, done=self._stored, failed=self._not_stored)

    def _stored(self, saved: Saved) -> None:
        if self._dirty:
            return
        self.saved.setText("Saved")
        self.preview.show_record(saved.record)
        self._fields["response"].set_error("")
        self._show_missing(saved)
        self._mark_shown(saved.digest)
        if self._closing:
            super().accept()

    def _not_stored(self, error: BaseException) -> None:
        """What was typed stays here and is tried again."""
        self._dirty, self._closing = True, False
        self.saved.setText("Not saved")
        self._fields["reason"].set_error(sentence_of(error))
        if isinstance(error, Stale):
            self._tasks.run(self, lambda: self._addenda.open(self.view.note_id), done=self._compare)

    def _compare(self, other: AddendumView) -> None:
        """What another window saved is shown beside what was typed here; saving again builds on it."""
        self._revision = other.revision
        if other.editable:
            self._fields["reason"].set_error(f"{ELSEWHERE} {other.reason}".strip())
            self._fields["response"].set_error(f"{ELSEWHERE} {other.text}".strip())
        else:
            self.view = other
            self._show_missing(other)

    def _mark_shown(self, digest: str) -> None:
        if self.view.editable:
            self._tasks.run(self, lambda: self._notes.mark_shown(self.view.note_id, digest))

    def _show_missing(self, found: AddendumView | Saved) -> None:
        if not self.view.editable:
            self.missing.set_text("Signed. What was signed cannot be changed." if self.view.saved_at else "")
            return
        self.concerns.show_concerns(found.concerns, found.missing, editable=True)
        self._fields["reason"].set_error("")
        self.missing.set_text(found.missing[0].text if found.missing else "Everything required is there")

    def reject(self) -> None:
        """Close once everything typed is in the vault."""
        self.flush()
        if self.saved.text() == "Saving…":
            self._closing = True
        else:
            super().reject()

    def look_again(self, reason: str) -> None:
        """It was not signed, for this reason: show it as it reads now, for the original may have gone on."""

        def shown(view: AddendumView) -> None:
            self.preview.show_record(view.record)
            self._show_missing(view)
            self._mark_shown(view.digest)
            self._fields["reason"].set_error(reason)

        self._tasks.run(self, lambda: self._addenda.open(self.view.note_id), done=shown)

    def _ask_sign(self) -> None:
        """What was typed last is saved and counted as seen first: the lane keeps the order."""
        if not self.view.editable:
            return
        self.flush()
        self._tasks.run(self, lambda: self._addenda.open(self.view.note_id), done=self._ready)

    def _ready(self, view: AddendumView) -> None:
        if self._dirty:
            return
        if view.missing:
            self._show_missing(view)
            self.focus_field(view.missing[0].field)
        else:
            self.sign_asked.emit(view)

    def _discard(self) -> None:
        dirty, self._dirty = self._dirty, False
        self._timer.stop()
        note_id = self.view.note_id
        self._tasks.run(
            self,
            lambda: self._addenda.discard(note_id),
            done=lambda _changes: self.accept(),
            failed=lambda error: self._kept(error, dirty=dirty),
        )

    def _kept(self, error: BaseException, *, dirty: bool) -> None:
        """It was not discarded, so what was typed last is still to be saved."""
        self._dirty = self._dirty or dirty
        self._say_error(error)

"""The supervisor's queue: age, the note and its plan goal in view; co-sign, or return with a comment."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.returns import Remark
from iop_desktop.rules.vocabulary import ADDED_KINDS
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.cosigning import CosigningService
from iop_desktop.services.fidelity import FidelityService
from iop_desktop.services.note_views import QueueRow, ReviewView, SignOutcome
from iop_desktop.services.pens import SecretAsked
from iop_desktop.ui.cosign_panels import QueueCard, ReviewCard
from iop_desktop.ui.fidelity_card import FidelityCard
from iop_desktop.ui.kept_words import keep_words
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.note_signing import outcome_words
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import COSIGN_KEYS
from iop_desktop.ui.remark_drafts import RemarkDialog
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.sign_dialog import SignDialog, SignItem
from iop_desktop.ui.tasks import Job, Tasks, sentence_of
from iop_desktop.ui.widgets.empty_state import EmptyState

MEANING = "Your pass phrase co-signs each note below as reviewed, one signature for each."
CHANGED = frozenset({Topic.SIGNATURES, Topic.NOTES})
MARK_FIRST = "Select a passage of the note first: with the mouse, or with Shift and the arrow keys."
NOT_READ = "Read this note to its end before co-signing it."


class CosignPage(Page):
    """Reviewing signed notes. ``pdf_asked`` and ``thread_asked`` carry a note."""

    topics = frozenset({Topic.SIGNATURES, Topic.NOTES})
    shortcut_groups = COSIGN_KEYS
    pdf_asked = Signal(UUID)
    thread_asked = Signal(UUID)

    def __init__(
        self, cosigning: CosigningService, fidelity: FidelityService, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cosigning, self._tasks = cosigning, tasks
        self._review: ReviewView | None = None
        self._wanted: UUID | None = None
        self.queue, self.review = QueueCard(), ReviewCard()
        self.fidelity = FidelityCard(fidelity, tasks)
        self.empty = EmptyState("signature", "Nothing is waiting for your co-signature.")
        self.tools = row()
        self.body = row(self.queue, self.review, self.fidelity, self.empty, spacing=16)
        self.body.setStretch(1, 1)
        self.setLayout(column(self.tools, self.body, spacing=10, margins=(20, 12, 20, 16)))
        self._show_empty(True)
        self._connect()

    def _connect(self) -> None:
        self.queue.view.opened.connect(self._open)
        self.queue.cosign_all.clicked.connect(self.cosign_all)
        self.review.cosign.clicked.connect(self._cosign_one)
        self.review.send_back.clicked.connect(self._ask_return)
        self.review.pdf.clicked.connect(self._ask_pdf)
        self.review.thread_button.clicked.connect(self._ask_thread)
        self.review.remark.clicked.connect(self._ask_remark)
        self.review.remarks.changed.connect(self._mark_remarks)
        self.review.preview.read_to_end.connect(self._read_to_end)
        keys = {
            "Alt+Down": lambda: self.queue.view.step(1),
            "Alt+Up": lambda: self.queue.view.step(-1),
            "Ctrl+Return": self.read_on,
            "Ctrl+Enter": self.read_on,
            "Ctrl+Shift+A": self.cosign_all,
            "Ctrl+Shift+S": self._cosign_one,
            "Ctrl+R": self._ask_return,
            "Ctrl+P": self._ask_pdf,
            "Ctrl+M": self._ask_remark,
            "Ctrl+T": self._ask_thread,
            "Ctrl+F": self.fidelity.toggle,
        }
        for key, slot in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    def set_compact(self, compact: bool) -> None:
        self.fidelity.set_compact(compact)

    def focus_first(self) -> None:
        self.queue.view.setFocus()

    def refresh(self) -> None:
        self._tasks.run(self, self._cosigning.queue, done=self._show)

    def _show_empty(self, empty: bool) -> None:
        self.empty.setVisible(empty)
        self.queue.setVisible(not empty)
        self.review.setVisible(not empty)
        added = self._review is not None and self._review.kind in ADDED_KINDS  # no lesson is rated beside them
        self.fidelity.set_wanted(not empty and not added)

    def _show(self, rows: tuple[QueueRow, ...]) -> None:
        self._show_empty(not rows)
        self.queue.show_rows(rows)
        if not rows:
            self._review = None
            return
        current = self._shown_id()
        if current is None or not self.queue.view.select(current):
            self.queue.view.select(rows[0].version_id)

    def _open(self, version_id: UUID) -> None:
        self._wanted = version_id
        if self._shown_id() == version_id:
            return
        self._tasks.run(self, lambda: self._cosigning.view(version_id), done=self._show_review)

    def _shown_id(self) -> UUID | None:
        return self._review.version_id if self._review else None

    def _show_review(self, review: ReviewView) -> None:
        if review.version_id == self._wanted:
            self._review = review
            self.review.preview.start_over()
            self.review.show_review(review)
            self.fidelity.set_wanted(review.kind not in ADDED_KINDS)
            self.fidelity.show_note(review.note_id)

    def _read_to_end(self) -> None:
        """The end of a note was on screen: only now it counts as read."""
        review = self._review
        if review is None or any(row.viewed for row in self.queue.rows if row.version_id == review.version_id):
            return

        def work() -> tuple[QueueRow, ...]:
            self._cosigning.mark_viewed(review.version_id)
            return self._cosigning.queue()

        self._tasks.run(self, work, done=self.queue.show_rows)

    def read_on(self) -> None:
        """Scroll a page further; from the end of a note go to the next one. Nothing while a note is being opened."""
        if self._wanted == self._shown_id() and not self._next_page():
            self.queue.view.step(1)

    def _next_page(self) -> bool:
        return self.review.preview.next_page()

    def cosign_all(self) -> None:
        """Ask for the pass phrase once and co-sign every note in view that was read."""
        self._ask_passphrase([sign_item(row) for row in self.queue.shown])

    def _cosign_one(self) -> None:
        if self._review is not None:
            wanted = self._review.version_id
            self._ask_passphrase([sign_item(row) for row in self.queue.rows if row.version_id == wanted])

    def _ask_passphrase(self, items: list[SignItem]) -> None:
        if items:
            self._tasks.run(self, self._cosigning.asked, done=lambda asked: self._open_dialog(items, asked))

    def _open_dialog(self, items: list[SignItem], asked: SecretAsked) -> None:
        dialog = SignDialog("Co-sign notes", "Co-sign", MEANING, items, self, asked)
        dialog.jumped.connect(lambda version_id, _field: self.queue.view.select(version_id))
        dialog.confirmed.connect(lambda ids, passphrase: self._cosign(dialog, ids, passphrase))
        dialog.open()

    def _cosign(self, dialog: SignDialog, version_ids: list[UUID], passphrase: str) -> None:
        def work(job: Job) -> SignOutcome:
            return self._cosigning.cosign(version_ids, passphrase, job.report, lambda: job.cancelled)

        job = self._tasks.run_long(
            dialog,
            work,
            done=lambda outcome: self._cosigned(dialog, outcome),
            failed=lambda error: dialog.show_error(sentence_of(error), float(getattr(error, "wait_seconds", 0.0))),
            progress=lambda done, whole, _text: dialog.show_progress(done, whole),
        )
        dialog.stop_asked.connect(job.cancel)

    def _cosigned(self, dialog: SignDialog, outcome: SignOutcome) -> None:
        dialog.accept()
        self._review = None
        self._tasks.changed.emit(Changes(CHANGED, outcome_words(outcome, "co-signed")))

    def _ask_return(self) -> None:
        if self._review is None:
            return
        version_id, remarks = self._review.version_id, self.review.remarks.remarks
        dialog = ReturnDialog(self._review.author, self, remarks=len(remarks))
        dialog.confirmed.connect(lambda comment: self._return(dialog, version_id, comment, remarks))
        keep_words(dialog, f"return:{version_id}")
        dialog.open()

    def _ask_remark(self) -> None:
        """Remark on what is selected in the record; without a selection say how."""
        if self._review is None:
            return
        found = self.review.preview.selected_passage()
        if found is None:
            self.review.preview.setFocus()
            self._tasks.changed.emit(Changes(frozenset(), MARK_FIRST))
            return
        dialog = RemarkDialog(*found, self)
        dialog.confirmed.connect(self.review.remarks.add)
        keep_words(dialog, f"remark:{self._review.version_id}")
        dialog.open()

    def _mark_remarks(self) -> None:
        self.review.preview.mark_passages([each.passage for each in self.review.remarks.remarks])

    def _ask_thread(self) -> None:
        if self._review is not None:
            self.thread_asked.emit(self._review.note_id)

    def _return(self, dialog: ReturnDialog, version_id: UUID, comment: str, remarks: tuple[Remark, ...]) -> None:
        self._tasks.run(
            dialog,
            lambda: self._cosigning.return_note(version_id, comment, remarks),
            done=lambda _: self._returned(dialog, version_id),
            failed=lambda error: dialog.show_error(sentence_of(error)),
        )

    def _returned(self, dialog: ReturnDialog, version_id: UUID) -> None:
        """The return is in the vault; only now its comment may go."""
        dialog.accept()
        self.review.remarks.sent(version_id)
        if self._review is not None and self._review.version_id == version_id:
            self._review = None

    def _ask_pdf(self) -> None:
        if self._review is not None:
            self.pdf_asked.emit(self._review.note_id)


def sign_item(row: QueueRow) -> SignItem:
    """A note of the queue in the dialog that co-signs."""
    detail = f"{row.kind.label.lower()} by {row.author}"
    return SignItem(row.version_id, row.client_name, detail, "" if row.viewed else NOT_READ)

"""Signing from the notes page: check, ask for the pass phrase once, sign in the long lane, say what happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.note_views import NoteRow, SignOutcome
from iop_desktop.services.pens import SecretAsked
from iop_desktop.services.records import RecordService
from iop_desktop.services.signing import SigningService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.sign_dialog import SignDialog, SignItem
from iop_desktop.ui.tasks import Job, Tasks, sentence_of

MEANING = "Your pass phrase signs each note below as its author, one signature for each."
WITH_ERRORS = "Include notes that were entered in error?"
ERRORS_DETAIL = "Each goes with its signed notice, which says why."
SIGNABLE = {NoteState.DRAFT, NoteState.RETURNED}
CHANGED = frozenset({Topic.NOTES, Topic.SIGNATURES})


def plural(count: int, noun: str) -> str:
    """``1 note``, ``12 notes``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def outcome_words(outcome: SignOutcome, done: str) -> str:
    """What the banner says after a batch; ``done`` is "signed" or "co-signed"."""
    parts = [f"{plural(len(outcome.signed), 'note')} {done}."]
    if outcome.not_ready:
        first = outcome.not_ready[0].reasons[0].text
        parts.append(f"{plural(len(outcome.not_ready), 'note')} could not be {done}: {first}")
    if outcome.left:
        parts.append(f"Stopped: {plural(outcome.left, 'note')} left as before.")
    return " ".join(parts)


class NoteSigning(QObject):
    """``jumped`` leads to a note and the field that keeps it from being signed."""

    jumped = Signal(object, str)

    def __init__(
        self,
        signing: SigningService,
        records: RecordService,
        tasks: Tasks,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._signing, self._records, self._tasks, self._dialogs = signing, records, tasks, dialogs

    def begin_with(self, page: QWidget, check: Callable[[], tuple[NoteRow, ...]], only: UUID | None) -> None:
        """Open the dialog for the notes that ``check`` reads, or for one of them."""
        signing = self._signing
        self._tasks.run(
            page,
            lambda: (check(), signing.asked()),
            done=lambda found: self._open(page, found[0], found[1], only),
        )

    def _open(self, page: QWidget, rows: tuple[NoteRow, ...], asked: SecretAsked, only: UUID | None) -> None:
        wanted = [row for row in rows if row.state in SIGNABLE and only in (None, row.note_id)]
        if not wanted:
            self._dialogs.tell(page, "Every note of this list is signed.")
            return
        dialog = SignDialog("Sign notes", "Sign", MEANING, [_item(row) for row in wanted], page, asked)
        dialog.jumped.connect(self.jumped)
        dialog.confirmed.connect(lambda ids, passphrase: self._sign(dialog, ids, passphrase))
        dialog.open()

    def _sign(self, dialog: SignDialog, note_ids: list[UUID], passphrase: str) -> None:
        def work(job: Job) -> SignOutcome:
            return self._signing.sign(note_ids, passphrase, job.report, lambda: job.cancelled)

        job = self._tasks.run_long(
            dialog,
            work,
            done=lambda outcome: self._signed(dialog, outcome),
            failed=lambda error: self._stopped(dialog, error),
            progress=lambda done, whole, _text: dialog.show_progress(done, whole),
        )
        dialog.stop_asked.connect(job.cancel)

    def _signed(self, dialog: SignDialog, outcome: SignOutcome) -> None:
        dialog.accept()
        self._tasks.changed.emit(Changes(CHANGED, outcome_words(outcome, "signed")))

    def _stopped(self, dialog: SignDialog, error: BaseException) -> None:
        dialog.show_error(sentence_of(error), float(getattr(error, "wait_seconds", 0.0)))
        self._tasks.changed.emit(Changes(CHANGED))

    def export(self, page: QWidget, session_id: UUID | None) -> None:
        """Save the finished notes of a session, if there is one, as PDF files into a folder the person chooses."""
        if session_id is None:
            return
        folder = self._dialogs.choose_folder(page, "Save the signed notes as PDF")
        if folder is None:
            return

        def ask(errors: int) -> None:
            with_errors = errors > 0 and self._dialogs.ask(
                page, WITH_ERRORS, ERRORS_DETAIL, "Include them", "Leave out"
            )
            self._export(page, session_id, folder, with_errors=with_errors)

        self._tasks.run(page, lambda: self._records.errors_in(session_id), done=ask)

    def _export(self, page: QWidget, session_id: UUID, folder: Path, *, with_errors: bool) -> None:
        def said(paths: tuple[object, ...]) -> None:
            message = f"{plural(len(paths), 'PDF')} saved." if paths else "No note of this session is finished yet."
            self._tasks.changed.emit(Changes(frozenset(), message))

        self._tasks.run_long(
            page,
            lambda job: self._records.export(session_id, folder, job.step, with_errors=with_errors),
            done=said,
        )


def _remarks(row: NoteRow) -> str:
    """What the author should know before signing."""
    late = " · late entry" if row.late else ""
    kept = f" · own words {row.concerns.own_percent}%, kept with a reason" if row.concerns.reason else ""
    return late + kept


def _item(row: NoteRow) -> SignItem:
    if row.ready:
        return SignItem(row.note_id, row.name, f"{row.words} words{_remarks(row)}")
    if row.missing:
        return SignItem(row.note_id, row.name, "", row.missing[0].text, row.missing[0].field)
    reason = "Read this note once more: it has changed since it was last on screen."
    return SignItem(row.note_id, row.name, "", reason, "preview")

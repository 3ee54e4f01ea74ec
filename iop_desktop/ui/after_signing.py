"""What may follow a signature, wherever one stands: the thread of a note, additions to it, requests of the client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.addenda_views import AddendumView, OpenAddendum
from iop_desktop.services.amendment_views import RequestRow, StepForm
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.note_views import SignOutcome
from iop_desktop.services.pens import SecretAsked
from iop_desktop.services.thread_views import NoteThread
from iop_desktop.ui.addendum_dialog import AddendumDialog
from iop_desktop.ui.amendment_dialogs import LogRequestDialog, Notes, RequestDialog, StepDialog
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.kept_words import keep_words
from iop_desktop.ui.paper import print_paper
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.shell import Shell
from iop_desktop.ui.sign_dialog import SignDialog, SignItem
from iop_desktop.ui.tasks import Job, Tasks, sentence_of
from iop_desktop.ui.thread_dialog import ThreadDialog

MEANING = "Your pass phrase signs this document as its author. The note it is about stays as it was signed."
SIGNED = frozenset({Topic.NOTES, Topic.SIGNATURES, Topic.CLIENTS})
QUESTION = "Say that this note was entered in error?"
DETAIL = "Nothing changes until two people have signed: the author of the note and a supervisor."


class AfterSigning(QObject):
    """Opens dialogs over the shell; ``show_pdf`` shows the signed pages of a note."""

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        dialogs: Dialogs,
        clock: Callable[[], datetime],
        shell: Shell,
        show_pdf: Callable[[UUID], None],
    ) -> None:
        super().__init__(shell)
        self._services, self._tasks, self._dialogs, self._clock = services, tasks, dialogs, clock
        self._shell, self._show_pdf = shell, show_pdf
        self._zone = services.sessions.zone

    def show_thread(self, note_id: UUID) -> None:
        """Show everything that happened to a note."""
        self._tasks.run(self, lambda: self._services.threads.thread(note_id), done=self._open_thread)

    def _open_thread(self, thread: NoteThread) -> None:
        dialog = ThreadDialog(thread, self._zone, self._shell)
        dialog.pdf_asked.connect(self._show_pdf)
        dialog.request_asked.connect(self.show_request)
        dialog.open_asked.connect(lambda note_id: self._leave(dialog, partial(self.open_addendum, note_id)))
        dialog.add_asked.connect(lambda kind: self._leave(dialog, partial(self.begin, thread.note_id, kind)))
        dialog.open()

    def _leave(self, dialog: QDialog, go_on: Callable[[], None]) -> None:
        dialog.accept()
        go_on()

    def begin(self, note_id: UUID, kind: NoteKind = NoteKind.ADDENDUM) -> None:
        """Begin a document on a signed note and open it."""
        if kind is NoteKind.ERROR and not self._dialogs.ask(self._shell, QUESTION, DETAIL, "Go on"):
            return
        self._tasks.run(self, lambda: self._services.addenda.begin(note_id, kind), done=self.open_addendum)

    def open_mine(self) -> None:
        """Open what this person began and has not signed; with several, ask which."""

        def found(rows: tuple[OpenAddendum, ...]) -> None:
            place: int | None = 0 if rows else None
            if len(rows) > 1:
                names = [f"{row.title}  ·  {row.client_name}" for row in rows]
                place = self._dialogs.choose_one(self._shell, "What you began and have not signed", names)
            if place is not None:
                self.open_addendum(rows[place].note_id)

        self._tasks.run(self, self._services.addenda.mine, done=found)

    def open_addendum(self, note_id: UUID) -> None:
        """Open a document that was begun."""
        self._tasks.run(self, lambda: self._services.addenda.open(note_id), done=self._open_addendum)

    def _open_addendum(self, view: AddendumView) -> None:
        services = self._services
        dialog = AddendumDialog(view, services.addenda, services.notes, services.gates, self._tasks, self._shell)
        self._shell.leaving.connect(dialog.flush)
        dialog.pdf_asked.connect(self._show_pdf)
        dialog.sign_asked.connect(lambda now: self._ask_passphrase(dialog, now))
        dialog.open()

    def _ask_passphrase(self, writing: AddendumDialog, view: AddendumView) -> None:
        """For the pass phrase, or for the PIN of whoever signs with a token."""

        def ask(asked: SecretAsked) -> None:
            item = SignItem(view.note_id, view.client_name, view.kind.label)
            dialog = SignDialog(f"Sign: {view.kind.label.lower()}", "Sign", MEANING, [item], writing, asked)
            dialog.confirmed.connect(lambda ids, secret: self._sign(writing, dialog, ids, secret))
            dialog.open()

        self._tasks.run(writing, self._services.signing.asked, done=ask)

    def _sign(self, writing: AddendumDialog, dialog: SignDialog, note_ids: list[UUID], secret: str) -> None:
        def work(job: Job) -> SignOutcome:
            return self._services.signing.sign(note_ids, secret, job.step)

        self._tasks.run_long(
            dialog,
            work,
            done=lambda outcome: self._signed(writing, dialog, outcome),
            failed=lambda error: dialog.show_error(sentence_of(error), float(getattr(error, "wait_seconds", 0.0))),
            progress=lambda done, whole, _text: dialog.show_progress(done, whole),
        )

    def _signed(self, writing: AddendumDialog, dialog: SignDialog, outcome: SignOutcome) -> None:
        dialog.accept()
        if outcome.not_ready:
            writing.look_again(outcome.not_ready[0].reasons[0].text)
            return
        writing.accept()
        self._tasks.changed.emit(Changes(SIGNED, "Signed and linked to its note."))

    def log_request(self, client_id: UUID) -> None:
        """Log what a client asks to have amended."""

        def ask(notes: Notes) -> None:
            dialog = LogRequestDialog(client_id, notes, self._today(), self._shell)
            dialog.confirmed.connect(
                lambda form: run_for(dialog, self._tasks, lambda: self._services.amendments.log(form))
            )
            keep_words(dialog, f"request:{client_id}")
            dialog.open()

        self._tasks.run(self, lambda: self._services.amendments.notes_of(client_id), done=ask)

    def show_request(self, request_id: UUID) -> None:
        """Show a request with its steps."""
        self._tasks.run(self, lambda: self._services.amendments.request(request_id), done=self._open_request)

    def _open_request(self, request: RequestRow) -> None:
        dialog = RequestDialog(request, self._shell)
        dialog.step_asked.connect(lambda step: self._ask_step(dialog, step))
        dialog.addendum_asked.connect(lambda note_id: self._leave(dialog, partial(self.open_addendum, note_id)))
        dialog.thread_asked.connect(lambda note_id: self._leave(dialog, partial(self.show_thread, note_id)))
        dialog.letter_asked.connect(lambda: self._show_letter(request.request_id))
        dialog.open()

    def _ask_step(self, around: RequestDialog, step: AmendmentStep) -> None:
        request = around.request

        def ask(notes: Notes) -> None:
            dialog = StepDialog(step, request, notes, self._today(), around)
            dialog.confirmed.connect(lambda form: self._take_step(around, dialog, form))
            keep_words(dialog, f"{step.value}:{request.request_id}")
            dialog.open()

        self._tasks.run(around, lambda: self._services.amendments.notes_of(request.client_id), done=ask)

    def _take_step(self, around: RequestDialog, dialog: StepDialog, form: StepForm) -> None:
        request_id = around.request.request_id

        def done(addendum_id: UUID | None) -> None:
            dialog.accept()
            around.accept()
            self._tasks.changed.emit(Changes(SIGNED, "The step is kept with the request."))
            if addendum_id is not None:
                self.open_addendum(addendum_id)
            else:
                self.show_request(request_id)

        self._tasks.run(
            dialog,
            lambda: self._services.amendments.take_step(request_id, form),
            done=done,
            failed=lambda error: dialog.show_error(sentence_of(error)),
        )

    def _show_letter(self, request_id: UUID) -> None:
        amendments = self._services.amendments

        def put_on_paper(_index: int) -> None:
            print_paper(self._tasks, self._shell, "Letter of denial", lambda: amendments.letter_of_denial(request_id))

        PdfViewer(
            "Letter of denial",
            ["Letter"],
            lambda _index, scale: amendments.letter_pages(request_id, scale),
            None,
            self._tasks,
            self._shell,
            kind="Letter",
            unsigned=("To be signed by hand", "info", "pen-line"),
            printing=put_on_paper,
        ).open()

    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()

"""The audit log: a page of entries by filter, whether it is whole, and saving it as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.rules.audit_words import AuditKind
from iop_desktop.services.audit import AuditVerdict
from iop_desktop.services.audit_log import AuditLogService
from iop_desktop.services.audit_views import AuditFilter, AuditPage, AuditRow
from iop_desktop.services.changes import Changes
from iop_desktop.services.pens import SecretAsked
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.progress_row import ProgressRow
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Job, Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import label, muted
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

HINT = (
    "Who did what, and when: every change, and every chart, note and PDF that was opened. Each entry seals "
    "the one before it, so none can be changed or taken out unseen. That you read here is an entry too."
)
SIGNED = (
    "The PDF carries your signature, so that everybody can see that it was not altered since. It also holds the end of "
    "the log, with which Compare proves later that nothing before it was changed."
)
_AT_FIRST = timedelta(days=7)
_WIDTHS = (60, 205, 130, 230)
_EVERYBODY, _EVERY_CLIENT, _EVERY_KIND = "Everybody", "All clients", "All kinds"
COLUMNS = (
    Column[AuditRow]("Entry", lambda r: f"{r.sequence:,}"),
    Column[AuditRow]("When", lambda r: r.when),
    Column[AuditRow]("Person", lambda r: r.person),
    Column[AuditRow]("What", lambda r: r.what, tooltip=lambda r: r.kind),
    Column[AuditRow]("About", lambda r: r.about, "nothing else"),
)


class AuditLogView(QWidget):
    """The last seven days at first; each change of the filter reads its first page."""

    def __init__(
        self,
        log: AuditLogService,
        tasks: Tasks,
        dialogs: Dialogs,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._log, self._tasks, self._dialogs = log, tasks, dialogs
        self._job: Job | None = None
        self._shown = AuditPage((), None)
        self._earlier: list[AuditPage] = []
        self.first, self.last = day_field(today() - _AT_FIRST), day_field(today())
        self.person, self.client = _choice("Person", _EVERYBODY), _choice("Client", _EVERY_CLIENT)
        self.kind = _choice("Kind", _EVERY_KIND)
        for kind in AuditKind:
            if kind is not AuditKind.OTHER:
                self.kind.addItem(kind.label, kind)
        self.verdict = label("", 13, 500, wrap=True)
        self.newer = button("Newer", "ghost", clicked=self._go_newer)
        self.older = button("Older", "ghost", clicked=self._go_older)
        self.verify = button("Verify", "primary", "shield-check", clicked=self._verify)
        self.compare = button("Compare…", "ghost", clicked=self._compare)
        self.compare.setToolTip("Verify, and compare with a log that was saved before, or with a backup kept elsewhere")
        self.save_csv = button("Save as CSV…", "", "save", clicked=self._save_csv)
        self.save_pdf = button("Save as PDF…", "", "save", clicked=self._save_pdf)
        self.progress = ProgressRow()
        self.progress.stopped.connect(self._stop)
        self._model = RowsModel(COLUMNS, self)
        self.table = FittedTable("Audit log", self._model, _WIDTHS)
        say_when_empty(self.table, "No entry is in these days, or none fits the choice above.")
        self._fill()
        self._show(self._shown)
        self._set_busy(False)

    def begin(self) -> None:
        """Read whom one may choose, then the first page."""
        self._tasks.run(self, lambda: (self._log.people(), self._log.clients()), done=self._choose_from)

    def read(self) -> None:
        """Read the first page of what the filter asks for."""
        wanted = self._wanted()
        self._earlier = []
        self._tasks.run(self, lambda: self._log.page(wanted), done=self._show)

    def _fill(self) -> None:
        self.first.setAccessibleName("From")
        self.last.setAccessibleName("To")
        days = row(label("From", 13), self.first, label("to", 13), self.last, self.person, self.client, None)
        actions = WrappingRow(self.kind, self.verify, self.compare, self.save_csv, self.save_pdf)
        pages = row(self.verdict, self.newer, self.older)
        pages.setStretch(0, 1)
        body = column(
            muted(HINT, wrap=True),
            days,
            actions,
            self.progress,
            self.table,
            pages,
            spacing=10,
            margins=(16, 12, 16, 12),
        )
        body.setStretch(4, 1)
        self.setLayout(body)

    def _choose_from(self, found: tuple[tuple[tuple[Any, str], ...], tuple[tuple[Any, str], ...]]) -> None:
        for box, choices in zip((self.person, self.client), found, strict=True):
            for key, words in choices:
                box.addItem(words, key)
        for box in (self.person, self.client, self.kind):
            box.currentIndexChanged.connect(lambda _number: self.read())
        for field in (self.first, self.last):
            field.dateChanged.connect(lambda _day: self.read())
        self.read()

    def _wanted(self) -> AuditFilter:
        return AuditFilter(
            first=day_in(self.first),
            last=day_in(self.last),
            person=self.person.currentData(),
            client=self.client.currentData(),
            kind=self.kind.currentData(),
        )

    def _show(self, found: AuditPage) -> None:
        self._shown = found
        self._model.set_rows(found.rows)
        self.newer.setEnabled(bool(self._earlier))
        self.older.setEnabled(found.older is not None)
        if found.rows:
            self.table.selectRow(0)
            self.table.scrollToTop()

    def _go_older(self) -> None:
        wanted, place, before = self._wanted(), self._shown.older, self._shown

        def done(found: AuditPage) -> None:
            self._earlier.append(before)
            self._show(found)

        self._tasks.run(self, lambda: self._log.page(wanted, place), done=done)

    def _go_newer(self) -> None:
        self._show(self._earlier.pop())

    def _verify(self) -> None:
        self._run(lambda job: self._log.verify(job.step))

    def _compare(self) -> None:
        saved = self._dialogs.choose_file(
            self, "A saved audit log or a backup", "Saved log or backup (*.csv *.pdf *.iopbackup)"
        )
        if saved is not None:
            self._run(lambda job: self._log.verify(job.step, saved))

    def _save_csv(self) -> None:
        path = self._dialogs.choose_new_file(self, "Save the audit log", "audit-log.csv", "Table (*.csv)")
        if path is not None:
            wanted = self._wanted()
            self._run(lambda job: self._log.save_csv(wanted, path, job.step))

    def _save_pdf(self) -> None:
        path = self._dialogs.choose_new_file(self, "Save the audit log", "audit-log.pdf", "PDF (*.pdf)")
        if path is not None:
            self._tasks.run(self, self._log.asked, done=lambda asked: self._sign_pdf(path, asked))

    def _sign_pdf(self, path: Path, asked: SecretAsked) -> None:
        """The pass phrase first; a wrong one leaves the question open."""
        wanted = self._wanted()
        dialog = PassphraseDialog("Sign the saved log", "Sign and save", SIGNED, self, by_token=asked.by_token)

        def saved(changes: Changes) -> None:
            dialog.accept()
            self._done(changes)

        def begin(secret: str) -> None:
            job = self._tasks.run_long(
                dialog, lambda job: self._log.save_pdf(wanted, secret, path, job.step), saved, dialog.show_failure
            )
            dialog.rejected.connect(job.cancel)

        dialog.confirmed.connect(begin)
        dialog.open()

    def _run(self, work: Callable[[Job], AuditVerdict | Changes]) -> None:
        self._set_busy(True)
        self.progress.begin("Beginning…")
        self._job = self._tasks.run_long(self, work, self._done, self._failed, self.progress.show_step)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _done(self, found: AuditVerdict | Changes) -> None:
        if isinstance(found, AuditVerdict):
            self._say(" ".join((found.sentence, *found.problems)), broken=not found.ok)
        else:
            self._say(found.message)
        self._set_busy(False)
        self.verify.setFocus()

    def _failed(self, error: BaseException) -> None:
        self._say(sentence_of(error), broken=True)
        self._set_busy(False)
        self.verify.setFocus()

    def _say(self, words: str, *, broken: bool = False) -> None:
        self.verdict.setText(words)
        self.verdict.setProperty("role", "error" if broken else "")
        self.verdict.style().polish(self.verdict)

    def _set_busy(self, busy: bool) -> None:
        if not busy:
            self._job = None
        for each in (self.verify, self.compare, self.save_csv, self.save_pdf):
            each.setEnabled(not busy)
        self.progress.setVisible(busy)


def _choice(name: str, everything: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItem(everything, None)
    made.setMinimumWidth(170)
    made.setMaxVisibleItems(14)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made

"""Proposing, confirming and withdrawing the destruction of a chart, and asking what became of one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.rules.day_names import long_date
from iop_desktop.services.disposal_views import DisposalOutline, DisposalRow
from iop_desktop.services.disposals import DisposalService
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label

PROPOSAL = (
    "Nothing is destroyed yet. A supervisor or another administrator looks at it and confirms with their pass phrase."
)
WITHDRAWAL = "The chart is kept until somebody proposes it again."
FOR_GOOD = "Nobody can bring this back, except from a backup. The certificate is saved first, to a place you choose."
WIDTH = 720
PDF = "PDF (*.pdf)"
NAMED = (
    "These texts about groups stay and may name this client: {places}. What is signed is never changed; what is not "
    "can still be put right by its facilitator before you go on."
)
MOST_PLACES = 8
NEVER = "No chart with that record number was destroyed here."


class LookUpDialog(FormDialog):
    """``confirmed`` carries a record number; the answer stands in the dialog."""

    confirmed = Signal(str)
    way_out = "Close"

    def __init__(self, parent: QWidget) -> None:
        super().__init__("What became of a record?", "Look up", parent)
        self.number = QLineEdit()
        self.answer = label("", 13, 500, wrap=True)
        self.answer.hide()
        hint = "The record number of a chart that is not in the list."
        self.fill(FormRow("Record number", self.number, hint), self.answer)

    def confirm(self) -> None:
        """Hand the number over."""
        self.confirmed.emit(self.number.text())

    def show_answer(self, rows: tuple[DisposalRow, ...]) -> None:
        """Say when it was destroyed, or that it was not."""
        words = [
            f"Destroyed on {long_date(found.on)}: proposed by {found.proposed_by}, confirmed by {found.confirmed_by}. "
            f"Certificate {found.certificate_sha256[:16]}…"
            for found in rows
        ]
        self.answer.setText("\n".join(words) or NEVER)
        self.answer.show()


class DisposalDesk(QObject):
    """Belongs to the list of charts."""

    def __init__(self, disposals: DisposalService, tasks: Tasks, dialogs: Dialogs, page: QWidget) -> None:
        super().__init__(page)
        self._disposals, self._tasks, self._dialogs, self._page = disposals, tasks, dialogs, page

    def propose(self, chosen: RetentionRow) -> None:
        """Ask, then propose to destroy a chart."""
        question = f"Propose to destroy record {chosen.record_number}?"
        if self._dialogs.ask(self._page, question, PROPOSAL, "Propose"):
            self._tasks.run(self._page, lambda: self._disposals.propose(chosen.client_id))

    def withdraw(self, chosen: RetentionRow) -> None:
        """Ask, then keep the chart after all."""
        proposal = chosen.proposal
        question = f"Withdraw the proposal to destroy record {chosen.record_number}?"
        if proposal is not None and self._dialogs.ask(self._page, question, WITHDRAWAL, "Withdraw"):
            self._tasks.run(self._page, lambda: self._disposals.withdraw(proposal.proposal_id))

    def confirm(self, chosen: RetentionRow) -> None:
        """Show what would be destroyed, and destroy it with the second person's pass phrase."""
        self._tasks.run(self._page, lambda: self._disposals.outline(chosen.client_id), done=self._ask_secret)

    def look_up(self) -> None:
        """Ask for a record number and say what became of it."""
        dialog = LookUpDialog(self._page)
        dialog.confirmed.connect(
            lambda number: self._tasks.run(dialog, lambda: self._disposals.find(number), done=dialog.show_answer)
        )
        dialog.open()

    def _ask_secret(self, outline: DisposalOutline) -> None:
        words = (f"Destroy record {outline.record_number}", "Destroy for good…", _meaning(outline))
        dialog = PassphraseDialog(*words, self._page, by_token=outline.by_token, for_good=True)
        dialog.setMinimumWidth(WIDTH)
        dialog.confirmed.connect(lambda secret: self._destroy(dialog, outline, secret))
        dialog.open()

    def _destroy(self, dialog: PassphraseDialog, outline: DisposalOutline, secret: str) -> None:
        path = self._dialogs.choose_new_file(dialog, "Save the certificate", "certificate-of-destruction.pdf", PDF)
        if path is None:
            dialog.reject()
            return
        self._tasks.run(
            dialog,
            lambda: self._disposals.confirm(outline.client_id, secret, path),
            done=lambda _: dialog.accept(),
            failed=dialog.show_failure,
            lane="long",
        )


def _meaning(outline: DisposalOutline) -> str:
    lines = " · ".join(outline.lines)
    return "\n\n".join((lines, outline.rule, *outline.remains, *_named(outline.named), FOR_GOOD))


def _named(places: tuple[str, ...]) -> tuple[str, ...]:
    if not places:
        return ()
    shown, more = "; ".join(places[:MOST_PLACES]), len(places) - MOST_PLACES
    return (NAMED.format(places=f"{shown}; and {more} more" if more > 0 else shown),)

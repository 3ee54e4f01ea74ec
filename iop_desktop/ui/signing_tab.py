"""Settings: with what one signs, and verifying every record."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget, QProgressBar, QVBoxLayout, QWidget

from iop_desktop.services.own_passphrase import OwnPassphraseService
from iop_desktop.services.passphrases import scored
from iop_desktop.services.record_check import RecordCheckService, RecordVerdict
from iop_desktop.services.tokens import TokenService, TokenStanding
from iop_desktop.ui.announce import announce
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.new_passphrase_dialog import NewPassphraseDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.second_factor_card import SecondFactorCard
from iop_desktop.ui.tasks import Job, Tasks, sentence_of
from iop_desktop.ui.token_dialogs import EnrollDialog
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, label, muted
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

STORED = "You sign with your pass phrase. Your signing key is kept with the records, and only you can open it."
BY_PIN = "You sign with the PIN of your token (number {}). Your pass phrase opens the records."
GIVE_UP = "A new signing key is kept with the records. The token's certificate ends; what it signed stays good."
CHECK = (
    "Looks at every signed note: its data, documents and signatures, its earlier versions and the audit log. Nothing "
    "is changed; you can go on working meanwhile."
)
DRIVERS = "Driver of a token (*.so *.dylib *.dll)"


class SigningTab(QWidget):
    """One's own key, and the check of all records."""

    def __init__(
        self,
        tokens: TokenService,
        own_passphrase: OwnPassphraseService,
        check: RecordCheckService,
        factor: SecondFactorCard,
        tasks: Tasks,
        dialogs: Dialogs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tokens, self._check, self._tasks, self._dialogs = tokens, check, tasks, dialogs
        self.factor = factor
        self._own_passphrase = own_passphrase
        self._standing = TokenStanding(False, "", "")
        self._job: Job | None = None
        self.how = label("", 13, 500, wrap=True)
        self.enroll = button("Sign with a token…", "", "signature", clicked=self._ask_token)
        self.give_up = button("Sign with the pass phrase again…", "", "undo-2", clicked=self._ask_passphrase)
        self.change = button("Change pass phrase…", "", "lock", clicked=self._ask_new_passphrase)
        self.verify = button("Verify all records", "", "shield-check", clicked=self.verify_all)
        self.stop = button("Stop", "", "x", clicked=self._stop)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Notes verified")
        self.result = label("", 13, 600, wrap=True)
        self.problems = QListWidget()
        self.problems.setAccessibleName("What does not hold together")
        self.problems.setWordWrap(True)
        for hidden in (self.stop, self.progress, self.problems):
            hidden.hide()
        self.setLayout(self._laid_out())

    def _laid_out(self) -> QVBoxLayout:
        return column(
            heading("My pass phrase and signature", 15),
            self.how,
            WrappingRow(self.change, self.enroll, self.give_up),
            14,
            self.factor,
            14,
            heading("All records", 15),
            muted(CHECK, wrap=True),
            row(self.verify, self.stop, self.progress, None),
            self.result,
            self.problems,
            None,
            spacing=10,
            margins=(16, 16, 16, 16),
        )

    def refresh(self) -> None:
        """Show with what one signs."""
        self.factor.refresh()
        self._tasks.run(self, self._tokens.standing, done=self._show)

    def _show(self, standing: TokenStanding) -> None:
        self._standing = standing
        self.how.setText(BY_PIN.format(standing.serial) if standing.by_token else STORED)
        self.enroll.setText("Change the token…" if standing.by_token else "Sign with a token…")
        self.give_up.setVisible(standing.by_token)

    def _ask_new_passphrase(self) -> None:
        dialog = NewPassphraseDialog(scored(self._own_passphrase.strength), self)
        dialog.confirmed.connect(
            lambda old, new, repeated: self._tasks.run(
                dialog,
                lambda: self._own_passphrase.change(old, new, repeated),
                done=lambda _: dialog.accept(),
                failed=dialog.show_failure,
            )
        )
        dialog.open()

    def _ask_token(self) -> None:
        dialog = EnrollDialog(
            self._tokens,
            self._tasks,
            self._standing.driver,
            lambda: self._dialogs.choose_file(self, "Driver of the token", DRIVERS),
            self,
        )
        dialog.confirmed.connect(
            lambda driver, key, pin, passphrase: self._tasks.run(
                dialog,
                lambda: self._tokens.enroll(driver, key, pin, passphrase),
                done=lambda _: self._changed(dialog),
                failed=lambda error: dialog.show_error(sentence_of(error)),
                lane="long",
            )
        )
        dialog.open()

    def _ask_passphrase(self) -> None:
        dialog = PassphraseDialog("Sign with the pass phrase again", "Do so", GIVE_UP, self)
        dialog.confirmed.connect(
            lambda passphrase: self._tasks.run(
                dialog,
                lambda: self._tokens.give_up(passphrase),
                done=lambda _: self._changed(dialog),
                failed=dialog.show_failure,
                lane="long",
            )
        )
        dialog.open()

    def _changed(self, dialog: EnrollDialog | PassphraseDialog) -> None:
        dialog.accept()
        self.refresh()

    def verify_all(self) -> None:
        """Verify in the long lane; the answer stays until the next time."""
        self._show_running(True)
        self._job = self._tasks.run_long(
            self,
            lambda job: self._check.verify_all(job.report, lambda: job.cancelled),
            done=self._show_verdict,
            failed=self._show_failure,
            progress=lambda done, whole, _text: self._show_progress(done, whole),
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_running(self, running: bool) -> None:
        self.verify.setEnabled(not running)
        self.stop.setVisible(running)
        self.progress.setVisible(running)
        self.progress.setRange(0, 0)
        if running:
            self.problems.hide()
            self.result.setText("")

    def _show_progress(self, done: int, whole: int) -> None:
        self.progress.setRange(0, whole)
        self.progress.setValue(done)

    def _show_failure(self, error: BaseException) -> None:
        self._show_running(False)
        self.result.setText(sentence_of(error))

    def _show_verdict(self, verdict: RecordVerdict) -> None:
        self._show_running(False)
        self.result.setText(_words(verdict))
        announce(self.result, self.result.text(), urgent=bool(verdict.problems))
        self.problems.clear()
        for problem in verdict.problems:
            self.problems.addItem(f"{problem.note_id or 'Audit log'}: {problem.sentence}")
        self.problems.setVisible(bool(verdict.problems))


def _words(verdict: RecordVerdict) -> str:
    count = f"{verdict.notes} signed note{'' if verdict.notes == 1 else 's'}"
    if verdict.problems:
        return f"{count} verified: not everything is as it was signed. Nothing was changed; tell your administrator."
    if verdict.left:
        return f"Stopped after {count}; {verdict.left} were not verified. Nothing wrong was found so far."
    return f"{count} verified: all of it holds together."

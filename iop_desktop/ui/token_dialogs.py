"""Enrolling a token for one's own signature, and going back to the pass phrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from iop_desktop.services.tokens import TokenKeyRow, TokenService
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

DRIVER_HINT = "The PKCS#11 library that came with the token or with OpenSC (.so, .dylib or .dll)."
MEANING = (
    "The token needs a signing key on the curve P-256. From then on its PIN signs; the pass phrase goes on opening the "
    "records. The key that is stored with the records is forgotten, and what it signed stays good."
)
NO_KEY = "No signing key on P-256 was found on a token that is plugged in."


class EnrollDialog(FormDialog):
    """``confirmed`` carries driver, key, PIN and pass phrase."""

    confirmed = Signal(str, object, str, str)

    def __init__(
        self, tokens: TokenService, tasks: Tasks, driver: str, choose: Callable[[], Path | None], parent: QWidget
    ) -> None:
        super().__init__("Sign with a token", "Enroll", parent)
        self._tokens, self._tasks, self._choose = tokens, tasks, choose
        self.driver, self.key = QLineEdit(driver), QComboBox()
        self.pin, self.passphrase = QLineEdit(), QLineEdit()
        for field in (self.pin, self.passphrase):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.browse = button("Choose file…", "", "hard-drive", clicked=self._browse)
        self.look = button("Look for keys", "", "search", clicked=self.find_keys)
        self.key_field = FormRow("Key", self.key)
        self.fill(
            FormRow("Driver of the token", self.driver, DRIVER_HINT),
            holder(row(self.browse, self.look, None)),
            self.key_field,
            holder(row(FormRow("PIN of the token", self.pin), FormRow("Your pass phrase", self.passphrase))),
            muted(MEANING, wrap=True),
        )
        if driver:
            self.find_keys()

    def find_keys(self) -> None:
        """Read the tokens that are plugged in."""
        driver = self.driver.text().strip()
        self._tasks.run(
            self,
            lambda: self._tokens.keys(driver),
            done=self._show_keys,
            failed=lambda error: self.key_field.set_error(sentence_of(error)),
            lane="long",
        )

    def _show_keys(self, rows: tuple[TokenKeyRow, ...]) -> None:
        self.key.clear()
        for each in rows:
            self.key.addItem(each.words, each)
        self.key_field.set_error("" if rows else NO_KEY)

    def _browse(self) -> None:
        path = self._choose()
        if path is not None:
            self.driver.setText(str(path))
            self.find_keys()

    def confirm(self) -> None:
        """Hand everything over; the use case proves it."""
        chosen = self.key.currentData()
        if not isinstance(chosen, TokenKeyRow):
            self.key_field.set_error(NO_KEY)
            return
        self.ok.setEnabled(False)
        self.confirmed.emit(self.driver.text().strip(), chosen, self.pin.text(), self.passphrase.text())
        self.pin.clear()
        self.passphrase.clear()

"""One pass phrase for the notes that are ready; what is not ready says why and leads there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QProgressBar, QWidget

from iop_desktop.services.pens import SecretAsked
from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, label, muted

NO_PIN = "Type the PIN of your token: it is your signature."
PASSPHRASE_ASKED = SecretAsked(by_token=False)


@dataclass(frozen=True, slots=True)
class SignItem:
    """One note in the dialog. ``reason`` is empty when it can be signed; ``field`` is what to mend."""

    key: UUID
    name: str
    detail: str
    reason: str = ""
    field: str = ""


class SignDialog(QDialog):
    """Emits ``confirmed`` with the keys and the pass phrase, ``jumped`` with a key and a field.

    While it signs, Esc and Cancel do not close it: ``stop_asked`` ends the batch after the note at hand.
    """

    confirmed = Signal(list, str)
    jumped = Signal(object, str)
    stop_asked = Signal()

    def __init__(
        self,
        title: str,
        verb: str,
        meaning: str,
        items: Sequence[SignItem],
        parent: QWidget,
        asked: SecretAsked = PASSPHRASE_ASKED,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._verb = verb
        self.ready = [item for item in items if not item.reason]
        self._passphrase = QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._asked = asked
        self.field = FormRow("PIN of your token" if asked.by_token else "Your pass phrase", self._passphrase)
        self.progress = QProgressBar()
        self.progress.hide()
        self._signing = False
        self.cancel_button = button("Cancel", clicked=self.reject)
        self.sign_button = button(self._words(), "primary", "signature", clicked=self._confirm)
        self.sign_button.setDefault(True)
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        self._build(title, meaning, items)

    def _words(self) -> str:
        count = len(self.ready)
        return f"{self._verb} {count} note{'' if count == 1 else 's'}"

    def _build(self, title: str, meaning: str, items: Sequence[SignItem]) -> None:
        blocked = [item for item in items if item.reason]
        self.ready_list, self.blocked_list = QListWidget(), QListWidget()
        _fill(self.ready_list, "Ready", self.ready)
        _fill(self.blocked_list, "Not ready", blocked)
        self.blocked_list.itemActivated.connect(self._jump)
        self.blocked_list.itemClicked.connect(self._jump)
        parts: list[QWidget] = [heading(title, 18)]
        if self.ready:
            if self._asked.by_token:
                meaning = meaning.replace("pass phrase", "token")
            parts += [muted(f"{meaning} {self._asked.renewal}".strip(), 13, wrap=True), self.ready_list]
            parts += [self.field, self.progress]
        else:
            parts.append(label("No note is ready yet.", 13, 500))
        if blocked:
            parts += [label(f"Not ready ({len(blocked)}): choose one to go there", 12, 600, "muted"), self.blocked_list]
        self.sign_button.setVisible(bool(self.ready))
        buttons = row(None, self.cancel_button, self.sign_button)
        self.setLayout(column(*parts, buttons, spacing=12, margins=(24, 20, 24, 20)))
        (self._passphrase if self.ready else self.blocked_list).setFocus()

    def show_error(self, sentence: str, wait_seconds: float = 0.0) -> None:
        """The pass phrase was wrong, or signing stopped; nothing typed elsewhere is lost."""
        self._show_signing(False)
        self._passphrase.setEnabled(True)
        self._passphrase.clear()
        self._passphrase.setFocus()
        self.field.set_error(sentence)
        self._countdown.begin(wait_seconds)

    def show_progress(self, done: int, whole: int) -> None:
        """How many are signed."""
        self.progress.setRange(0, whole)
        self.progress.setValue(done)

    def _show_button(self) -> None:
        self.sign_button.setEnabled(not self._countdown.seconds)
        self.sign_button.setText(self._countdown.words or self._words())

    def sign_with(self, passphrase: str) -> None:
        """Sign as if the pass phrase had been typed."""
        self._passphrase.setText(passphrase)
        self._confirm()

    def _confirm(self) -> None:
        passphrase = self._passphrase.text()
        if not passphrase:
            self.field.set_error(NO_PIN if self._asked.by_token else "Type your pass phrase: it is your signature.")
            return
        self.field.set_error("")
        self._passphrase.clear()
        self._passphrase.setEnabled(False)
        self.sign_button.setEnabled(False)
        self.progress.setRange(0, 0)
        self._show_signing(True)
        self.confirmed.emit([item.key for item in self.ready], passphrase)

    def reject(self) -> None:
        """Close; while notes are being signed, stop after the one at hand instead. What is signed stays."""
        if not self._signing:
            super().reject()
            return
        self.cancel_button.setText("Stopping…")
        self.cancel_button.setEnabled(False)
        self.stop_asked.emit()

    def _show_signing(self, signing: bool) -> None:
        self._signing = signing
        self.progress.setVisible(signing)
        self.cancel_button.setText("Stop" if signing else "Cancel")
        self.cancel_button.setEnabled(True)

    def _jump(self, item: QListWidgetItem) -> None:
        found: SignItem = item.data(Qt.ItemDataRole.UserRole)
        self.jumped.emit(found.key, found.field)
        self.accept()


def _fill(view: QListWidget, name: str, items: Sequence[SignItem]) -> None:
    view.setAccessibleName(name)
    view.setFrameShape(QListWidget.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setWordWrap(True)
    for item in items:
        made = QListWidgetItem(f"{item.name}: {item.reason}" if item.reason else f"{item.name}  ·  {item.detail}")
        made.setData(Qt.ItemDataRole.UserRole, item)
        view.addItem(made)
    rows, height = min(max(len(items), 1), 7), max(24, view.sizeHintForRow(0) if items else 24)
    # On a low screen the lists give way, and scroll, before anything lies on something else.
    view.setMinimumHeight(min(rows, 3) * height + 6)
    view.setMaximumHeight(rows * height + 6)

"""Dialogs of pairing: one's own card, a card to be trusted, trust that ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QDateEdit, QDialog, QLabel, QLineEdit, QWidget

from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.packet_views import CardFile, CardView
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, label, muted

SHRINK = 3
"""The picture has six dots for each square of the code; two are enough on a screen."""
SHOW_CARD = (
    "Give this card to the other clinic as a file, or let them save this picture. It holds no secret and nothing about "
    "clients. Then read the fingerprint out to their administrator on the phone."
)
TRUST = (
    "Call this person on a number you already know, not one that came with the card. Have the fingerprint read out to "
    "you and type it here as you hear it."
)


class CardDialog(QDialog):
    """One's own card: the code, the fingerprint, and where it is saved."""

    def __init__(
        self, card: CardFile, save_file: Callable[[], object], save_picture: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("My card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        code = QLabel()
        code.setPixmap(_picture(card.picture, self.devicePixelRatioF()))
        code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        code.setMinimumHeight(code.sizeHint().height())
        code.setAccessibleName("Your card as a QR code")
        self.fingerprint = label(card.fingerprint, 18, 600, tabular=True)
        self.fingerprint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.fingerprint.setAccessibleName(f"Fingerprint {card.fingerprint}")
        self.save_file = button("Save card…", "primary", "save", clicked=save_file)
        self.save_picture = button("Save picture…", "", "save", clicked=save_picture)
        self.setLayout(
            column(
                heading("My card", 18),
                muted(SHOW_CARD, 13, wrap=True),
                code,
                label("Fingerprint", 13, 500),
                self.fingerprint,
                row(button("Close", clicked=self.accept), None, self.save_picture, self.save_file),
                spacing=12,
                margins=(24, 20, 24, 20),
            )
        )
        self.save_file.setFocus()


def _picture(png: bytes, ratio: float) -> QPixmap:
    made = QPixmap()
    made.loadFromData(png)
    width = made.width() // SHRINK if ratio < SHRINK else made.width()
    scaled = made.scaledToWidth(width, Qt.TransformationMode.FastTransformation)
    scaled.setDevicePixelRatio(ratio if ratio >= SHRINK else 1.0)
    return scaled


class TrustDialog(FormDialog):
    """``confirmed`` carries the fingerprint as it was heard and the day the credential ends, or None.

    The card's own fingerprint is not shown here: it would be copied instead of heard.
    """

    confirmed = Signal(str, object)

    def __init__(self, card: CardView, today: date, parent: QWidget) -> None:
        super().__init__("Trust this card", "Trust", parent)
        self.setMinimumWidth(540)
        who = f"{card.name}, {card.credentials}" if card.credentials else card.name
        facts = (
            card.clinic_name,
            f"{card.role.value.capitalize()}{f' · {card.title}' if card.title else ''}",
            f"License {card.licence}" if card.licence else "No license on the card",
        )
        words = column(label(who, 15, 600, wrap=True), *(muted(each, 13, wrap=True) for each in facts), spacing=2)
        self.heard = QLineEdit()
        self.heard.setPlaceholderText("six groups of five digits")
        self.row = FormRow("Fingerprint as it was read out to you", self.heard)
        self.ends, self.until = QCheckBox("The credential ends on"), day_field(today)
        self.until.setAccessibleName("Day the credential ends")
        self.until.setEnabled(False)
        self.ends.toggled.connect(self.until.setEnabled)
        ending = holder(row(self.ends, self.until, None))
        ending.setVisible(card.role is Role.SUPERVISOR)
        self.fill(holder(words), muted(TRUST, 13, wrap=True), self.row, ending)
        self.heard.setFocus()

    def confirm(self) -> None:
        """Hand over what was typed; the use case compares it."""
        self.show_error("")
        self.ok.setEnabled(False)
        self.confirmed.emit(self.heard.text(), day_in(self.until) if self.ends.isChecked() else None)


class RevokeDialog(FormDialog):
    """``confirmed`` carries the reason."""

    confirmed = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__("Revoke trust", "Revoke", parent)
        self.reason = QLineEdit()
        meaning = (
            f"From now on nothing that comes from {name} is taken, and nothing can be sent there. What was co-signed "
            "before stays valid."
        )
        self.fill(muted(meaning, 13, wrap=True), FormRow("Reason", self.reason))
        self.reason.setFocus()

    def confirm(self) -> None:
        """Hand the reason over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(self.reason.text())


class UntilDialog(FormDialog):
    """``confirmed`` carries the day the credential ends, or None."""

    confirmed = Signal(object)

    def __init__(self, name: str, until: date | None, today: date, parent: QWidget) -> None:
        super().__init__("End of the credential", "Save", parent)
        self.ends = QCheckBox("The credential ends on")
        self.until: QDateEdit = day_field(until or today)
        self.until.setAccessibleName("Day the credential ends")
        self.ends.toggled.connect(self.until.setEnabled)
        self.until.setEnabled(until is not None)
        self.ends.setChecked(until is not None)
        meaning = f"After that day nothing {name} co-signs is taken."
        self.fill(muted(meaning, 13, wrap=True), holder(row(self.ends, self.until, None)))
        self.ends.setFocus()

    def confirm(self) -> None:
        """Hand the day over."""
        self.ok.setEnabled(False)
        self.confirmed.emit(day_in(self.until) if self.ends.isChecked() else None)

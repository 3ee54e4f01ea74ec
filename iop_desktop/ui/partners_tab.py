"""Settings: one's own card, and the people at other clinics whose cards are trusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.actor import Actor
from iop_desktop.services.changes import Changes
from iop_desktop.services.packet_views import CardFile, CardView, PartnerRow
from iop_desktop.services.partners import PartnerService
from iop_desktop.services.written_file import write_file
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.layouts import column
from iop_desktop.ui.partner_dialogs import CardDialog, RevokeDialog, TrustDialog, UntilDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import muted
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

CARD_KINDS, PICTURE_KINDS = "Card (*.iopcard)", "Picture (*.png)"
READ_KINDS = "Card or picture of one (*.iopcard *.png *.jpg *.jpeg)"
MAKE = "Your card is signed with your key, so that the other clinic can tell it is yours."
WIDTHS = (190, 100, 180, 130)


COLUMNS = (
    Column[PartnerRow]("Name", lambda r: r.signed_name, tooltip=lambda r: r.title),
    Column[PartnerRow]("Role", lambda r: r.role.value.capitalize()),
    Column[PartnerRow]("Clinic", lambda r: r.clinic_name),
    Column[PartnerRow]("Credential ends", lambda r: short_date(r.credential_until), "no day set"),
    Column[PartnerRow](
        "Trust",
        lambda r: (
            f"revoked {short_date(r.revoked_at.date())}"
            if r.revoked_at
            else f"since {short_date(r.trusted_at.date())} by {r.trusted_by}"
        ),
        tooltip=lambda r: r.revoke_reason,
    ),
)


class PartnersTab(QWidget):
    """Everybody has a card; administrators decide whose cards the clinic trusts."""

    def __init__(
        self,
        partners: PartnerService,
        actor: Actor,
        tasks: Tasks,
        dialogs: Dialogs,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._partners, self._tasks, self._dialogs, self._today = partners, tasks, dialogs, today
        self._may = actor.may(Right.TRUST_PARTNERS)
        self._model = RowsModel(COLUMNS, self)
        self.table = FittedTable("People at other clinics", self._model, WIDTHS)
        say_when_empty(self.table, "Nobody at another clinic is trusted yet.")
        self.my_card = button("My card…", "", "user-round", clicked=self._ask_card)
        self.trust = button("Trust a card…", "", "user-plus", clicked=self._ask_trust)
        self.until = button("Credential ends…", "", "calendar-days", clicked=self._ask_until)
        self.revoke = button("Revoke…", "danger", "x", clicked=self._ask_revoke)
        only = muted("Only an administrator trusts a card.")
        if self._may:
            only.hide()
        hint = muted(
            "A supervisor at another laptop co-signs notes that you send as one sealed file. The two clinics first "
            "exchange cards: each trusts the other's.",
            wrap=True,
        )
        self.setLayout(
            column(
                hint,
                WrappingRow(self.my_card, self.trust, self.until, self.revoke),
                only,
                self.table,
                spacing=10,
                margins=(16, 16, 16, 16),
            )
        )
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self._look()

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.run(self, self._partners.rows, done=self._show)

    def _show(self, rows: tuple[PartnerRow, ...]) -> None:
        self._model.set_rows(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._look()

    @property
    def _chosen(self) -> PartnerRow | None:
        return self._model.row_at(self.table.currentIndex())

    def _look(self) -> None:
        chosen = self._chosen
        live = self._may and chosen is not None and chosen.revoked_at is None
        self.trust.setEnabled(self._may)
        self.revoke.setEnabled(live)
        self.until.setEnabled(live and chosen is not None and chosen.role is Role.SUPERVISOR)

    def _ask_card(self) -> None:
        dialog = PassphraseDialog("My card", "Make card", MAKE, self)

        def made(card: CardFile) -> None:
            dialog.accept()
            self._show_card(card)

        dialog.confirmed.connect(
            lambda passphrase: self._tasks.run(
                dialog, lambda: self._partners.my_card(passphrase), done=made, failed=dialog.show_failure, lane="long"
            )
        )
        dialog.open()

    def _show_card(self, card: CardFile) -> None:
        CardDialog(
            card,
            lambda: self._save("Save your card", "card.iopcard", CARD_KINDS, card.content),
            lambda: self._save("Save your card as a picture", "card.png", PICTURE_KINDS, card.picture),
            self,
        ).open()

    def _save(self, title: str, proposed: str, kinds: str, content: bytes) -> None:
        path = self._dialogs.choose_new_file(self, title, proposed, kinds)
        if path is not None:
            self._tasks.run(self, lambda: write_file(path, content), done=lambda _: self._tell("Your card is saved."))

    def _tell(self, message: str) -> None:
        self._tasks.changed.emit(Changes(frozenset(), message))

    def _ask_trust(self) -> None:
        path = self._dialogs.choose_file(self, "Open a card", READ_KINDS)
        if path is not None:
            self._tasks.run(self, lambda: self._read(path), done=self._show_trust, lane="long")

    def _read(self, path: Path) -> CardView:
        return self._partners.read(path)

    def _show_trust(self, card: CardView) -> None:
        dialog = TrustDialog(card, self._today(), self)
        dialog.confirmed.connect(
            lambda heard, until: run_for(dialog, self._tasks, lambda: self._partners.trust(card.content, heard, until))
        )
        dialog.open()

    def _ask_revoke(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            dialog = RevokeDialog(chosen.name, self)
            dialog.confirmed.connect(
                lambda reason: run_for(dialog, self._tasks, lambda: self._partners.revoke(chosen.partner_id, reason))
            )
            dialog.open()

    def _ask_until(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            dialog = UntilDialog(chosen.name, chosen.credential_until, self._today(), self)
            dialog.confirmed.connect(
                lambda until: run_for(
                    dialog, self._tasks, lambda: self._partners.set_credential_until(chosen.partner_id, until)
                )
            )
            dialog.open()

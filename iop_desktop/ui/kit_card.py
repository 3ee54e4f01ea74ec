"""Settings: how the recovery kit stands, a new one, and its yearly test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.rights import RIGHTS, Right
from iop_desktop.services.kits import KitOverview, KitService, NewKit
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.kit_desk import Kit, KitDesk
from iop_desktop.ui.kit_test_dialog import KitTestDialog
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.new_kit_dialog import MEANING, NewKitDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import label, muted
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

WHAT = "The printed code in the safe is the way back to the records when pass phrases are lost. Test it once a year."


class KitCard(QWidget):
    """Administrators test and replace the kit; everybody sees how it stands."""

    def __init__(
        self,
        kits: KitService,
        tasks: Tasks,
        dialogs: Dialogs,
        zone: tzinfo,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kits, self._tasks, self._dialogs, self._zone, self._clock = kits, tasks, dialogs, zone, clock
        self.state = Chip("", "neutral")
        self.made, self.tested = label("Recovery kit", 15, 600), muted("", 13)
        self.only = muted(RIGHTS[Right.MANAGE_KIT].sentence.removesuffix(" Nothing was changed."), wrap=True)
        self.test = button("Test the kit…", "", "test-tube-diagonal", clicked=self._ask_code)
        self.renew = button("New kit…", "", "printer", clicked=self._ask_passphrase)
        facts = column(row(self.made, self.state, None), self.tested, muted(WHAT, 13, wrap=True), spacing=6)
        self.setLayout(column(Card(facts, self.only, None, WrappingRow(self.test, self.renew))))
        self.show_overview(KitOverview(clock(), None, put_away=True, test_due=False, may_change=False))

    def refresh(self) -> None:
        """Look again."""
        self._tasks.run(self, self._kits.overview, done=self.show_overview)

    def show_overview(self, seen: KitOverview) -> None:
        """Show how it stands."""
        self.state.set_text(*_state(seen))
        tested = f"last tested {self._day(seen.tested_at)}" if seen.tested_at else "not tested yet"
        self.tested.setText(f"Made {self._day(seen.made_at)}, {tested}")
        self.only.setHidden(seen.may_change)
        for each in (self.test, self.renew):
            each.setEnabled(seen.may_change)

    def _day(self, moment: datetime) -> str:
        day: date = moment.astimezone(self._zone).date()
        return long_date(day)

    def _ask_code(self) -> None:
        dialog = KitTestDialog(self)
        dialog.confirmed.connect(
            lambda code: self._tasks.run(
                dialog,
                lambda: self._kits.test(code),
                done=lambda _: self._done(dialog),
                failed=dialog.show_failure,
            )
        )
        dialog.open()

    def _ask_passphrase(self) -> None:
        dialog = PassphraseDialog("New recovery kit", "Go on", MEANING, self)
        dialog.confirmed.connect(
            lambda passphrase: self._tasks.run(
                dialog,
                lambda: self._kits.begin(passphrase),
                done=lambda kit: self._begun(dialog, kit),
                failed=dialog.show_failure,
            )
        )
        dialog.open()

    def _begun(self, asked: PassphraseDialog, new: NewKit) -> None:
        asked.accept()
        dialog = NewKitDialog(KitDesk(self._tasks, self._dialogs, self._clock, self), self)
        dialog.show_kit(Kit(new.clinic_name, new.code, new.names))
        dialog.confirmed.connect(lambda: run_for(dialog, self._tasks, lambda: self._kits.put_in_use(new)))
        dialog.accepted.connect(self.refresh)
        dialog.open()

    def _done(self, dialog: KitTestDialog) -> None:
        dialog.accept()
        self.refresh()


def _state(seen: KitOverview) -> tuple[str, str, str]:
    if not seen.put_away:
        return "Not put away", "warn", "triangle-alert"
    if seen.test_due:
        return "Test is due", "warn", "triangle-alert"
    return "Valid", "ok", "circle-check"

"""Settings, Signing: one's own second factor, and for administrators removing that of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import long_date
from iop_desktop.services.second_factors import (
    Enrolment,
    FactorStanding,
    SecondFactorService,
    SpareCodes,
    spare_codes_pdf,
)
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.layouts import column
from iop_desktop.ui.paper import print_paper, save_paper
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.second_factor_dialogs import EnrolFactorDialog, RemoveFactorDialog, SpareCodesDialog
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, label
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

OFF = "It is off. When it is on, the program asks for a code from an app on your phone after your pass phrase."
TURN_ON = "From then on, the program asks for a code from an authenticator app after your pass phrase."
TURN_OFF = "Your pass phrase alone then opens the records. Your recovery codes stop working."
NEW_SPARES = "You get ten new recovery codes. Those you have now stop working."
T = TypeVar("T")


class SecondFactorCard(QWidget):
    """Each change asks for the person's own pass phrase."""

    def __init__(
        self,
        service: SecondFactorService,
        tasks: Tasks,
        dialogs: Dialogs,
        zone: tzinfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._service, self._tasks, self._dialogs, self._zone = service, tasks, dialogs, zone
        self.how = label("", 13, 500, wrap=True)
        self.turn_on = button("Turn on a second factor…", "", "shield-check", clicked=self._ask_on)
        self.turn_off = button("Turn it off…", "", "x", clicked=self._ask_off)
        self.spares = button("New recovery codes…", "", "printer", clicked=self._ask_spares)
        self.remove = button("Remove somebody else's…", "ghost", clicked=self._ask_remove)
        tools = WrappingRow(self.turn_on, self.spares, self.turn_off, self.remove)
        self.setLayout(column(heading("Second factor", 15), self.how, tools, spacing=10))
        self._show(FactorStanding(None, 0, may_remove=False))

    def refresh(self) -> None:
        """Look again."""
        self._tasks.run(self, self._service.standing, done=self._show)

    def _show(self, standing: FactorStanding) -> None:
        on = standing.since is not None
        if standing.since is not None:
            since = long_date(standing.since.astimezone(self._zone).date())
            left = count_of(standing.spares, "recovery code")
            self.how.setText(f"It is on since {since}; {left} left.")
        else:
            self.how.setText(OFF)
        self.turn_on.setText("Change the phone…" if on else "Turn on a second factor…")
        self.turn_off.setVisible(on)
        self.spares.setVisible(on)
        self.remove.setVisible(standing.may_remove)

    def _ask_on(self) -> None:
        self._ask("Second factor", "Go on", TURN_ON, self._service.begin, self._enrol)

    def _ask_off(self) -> None:
        self._ask("Turn off the second factor", "Turn it off", TURN_OFF, self._service.give_up, lambda _: None)

    def _ask_spares(self) -> None:
        self._ask("New recovery codes", "Make them", NEW_SPARES, self._service.new_spares, self._show_spares)

    def _ask(self, title: str, verb: str, meaning: str, work: Callable[[str], T], done: Callable[[T], object]) -> None:
        dialog = PassphraseDialog(title, verb, meaning, self)

        def worked(answer: T) -> None:
            dialog.accept()
            done(answer)
            self.refresh()

        dialog.confirmed.connect(
            lambda passphrase: self._tasks.run(
                dialog, lambda: work(passphrase), done=worked, failed=dialog.show_failure
            )
        )
        dialog.open()

    def _enrol(self, enrolment: Enrolment) -> None:
        dialog = EnrolFactorDialog(enrolment, self)

        def worked(spares: SpareCodes) -> None:
            dialog.accept()
            self.refresh()
            self._show_spares(spares)

        dialog.confirmed.connect(
            lambda code: self._tasks.run(
                dialog,
                lambda: self._service.confirm(code),
                done=worked,
                failed=lambda error: dialog.show_error(sentence_of(error)),
            )
        )
        dialog.open()

    def _show_spares(self, spares: SpareCodes) -> None:
        dialog = SpareCodesDialog(spares, self)
        make = partial(spare_codes_pdf, spares)
        dialog.print_requested.connect(lambda: print_paper(self._tasks, dialog, "Recovery codes", make))
        dialog.save_requested.connect(
            lambda: save_paper(
                self._tasks,
                self._dialogs,
                dialog,
                "Save the recovery codes",
                "recovery-codes.pdf",
                make,
                dialog.show_error,
            )
        )
        dialog.open()

    def _ask_remove(self) -> None:
        self._tasks.run(self, self._service.others, done=lambda people: self._choose(RemoveFactorDialog(people, self)))

    def _choose(self, dialog: RemoveFactorDialog) -> None:
        dialog.confirmed.connect(
            lambda staff_id, passphrase: self._tasks.run(
                dialog,
                lambda: self._service.remove_for(staff_id, passphrase),
                done=lambda _: dialog.accept(),
                failed=dialog.show_failure,
            )
        )
        dialog.open()

"""Setting up a clinic: the wizard, the use case behind it, and the recovery kit that is shown once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from iop_desktop.rules.vocabulary import Population, Role
from iop_desktop.services.new_clinic import set_up_clinic
from iop_desktop.services.passphrases import Strength, scored
from iop_desktop.services.people_views import ClinicForm, StaffForm
from iop_desktop.services.unlocked import Clock
from iop_desktop.services.vault import SetUp, VaultService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.kit_desk import Kit, KitDesk
from iop_desktop.ui.set_up_form import SetUpForm
from iop_desktop.ui.setup_wizard import SetupWizard
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.window import MainWindow

NO_KEYRING = "This computer has no key store that the program can use."
NO_KEYRING_DETAIL = (
    "Usually a second secret is kept in the computer's key store, so that a copied vault cannot be tried elsewhere. "
    "Without it the vault is protected by the pass phrase alone. Use a long one, and disk encryption."
)


class SetUpDesk(QObject):
    """``made`` carries the open vault as soon as it is open, ``opened`` once the recovery kit is in a safe place."""

    made = Signal(object)
    opened = Signal(object)
    cancelled = Signal()

    def __init__(
        self, window: MainWindow, vault: VaultService, tasks: Tasks, dialogs: Dialogs, clock: Clock, zone_name: str
    ) -> None:
        super().__init__(window)
        self._window, self._vault, self._tasks, self._dialogs = window, vault, tasks, dialogs
        self._zone = zone_name
        self._kits = KitDesk(tasks, dialogs, clock, self)

    def begin(self, measure: Callable[[str], Strength]) -> None:
        """Show the wizard."""
        wizard = SetupWizard(scored(measure))
        wizard.submitted.connect(lambda form: self._set_up(wizard, form, without_device_secret=False))
        wizard.cancelled.connect(self.cancelled)
        self._kits.serve(wizard)
        self._window.show_front(wizard)
        wizard.focus_first()

    def _set_up(self, wizard: SetupWizard, form: SetUpForm, *, without_device_secret: bool) -> None:
        wizard.set_busy(True)
        request = _clinic_form(form, self._zone, without_device_secret)
        self._tasks.run(
            wizard,
            lambda: set_up_clinic(self._vault, request),
            done=lambda made: self._made(wizard, form, made),
            failed=lambda error: self._failed(wizard, form, error),
        )

    def _made(self, wizard: SetupWizard, form: SetUpForm, made: SetUp) -> None:
        self.made.emit(made.unlocked)
        wizard.finished.connect(lambda: self.opened.emit(made.unlocked))
        self._kits.show(wizard, Kit(form.clinic_name, made.recovery_code, (form.administrator_name,)))

    def _failed(self, wizard: SetupWizard, form: SetUpForm, error: BaseException) -> None:
        """No key store is a choice for the person, every other error a sentence."""
        if type(error).__name__ == "KeyringUnavailable" and self._dialogs.ask(
            wizard, NO_KEYRING, f"{sentence_of(error)} {NO_KEYRING_DETAIL}", "Go on with the pass phrase alone"
        ):
            self._set_up(wizard, form, without_device_secret=True)
            return
        wizard.show_error(sentence_of(error))


def _clinic_form(form: SetUpForm, zone: str, without_device_secret: bool) -> ClinicForm:
    administrator = StaffForm(
        login=form.login,
        name=form.administrator_name,
        credentials=form.credentials,
        licence="",
        title="Administrator",
        roles=frozenset({Role.ADMINISTRATOR}),
        needs_cosignature=False,
        supervisor_id=None,
        passphrase=form.passphrase,
        repeated=form.passphrase,
    )
    return ClinicForm(
        clinic_name=form.clinic_name,
        address=form.address,
        zone=zone,
        program_name="Adult IOP",
        population=Population.ADULT,
        administrator=administrator,
        without_device_secret=without_device_secret,
    )

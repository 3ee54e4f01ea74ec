"""Setting up a clinic in four steps."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iop_desktop.ui.set_up_form import SetUpForm
from iop_desktop.ui.set_up_pages import (
    AdministratorFields,
    ClinicFields,
    PassphraseFields,
    RecoveryKit,
    Strength,
    secret_of,
    text_of,
)
from iop_desktop.ui.step_page import StepPage


class SetupWizard(StepPage):
    """``submitted`` carries a ``SetUpForm``."""

    def __init__(self, strength: Strength, parent: QWidget | None = None) -> None:
        self.clinic = ClinicFields()
        self.administrator = AdministratorFields()
        super().__init__(
            (self.clinic, self.administrator),
            PassphraseFields(strength),
            RecoveryKit(),
            verb="Set up the clinic",
            working="Setting up…",
            parent=parent,
        )

    def form(self) -> SetUpForm:
        """What has been typed so far."""
        return SetUpForm(
            clinic_name=text_of(self.clinic.name),
            street=text_of(self.clinic.street),
            city=text_of(self.clinic.city),
            state=text_of(self.clinic.state),
            postal_code=text_of(self.clinic.postal_code),
            administrator_name=text_of(self.administrator.name),
            credentials=text_of(self.administrator.credentials),
            login=text_of(self.administrator.login),
            passphrase=secret_of(self.passphrase.passphrase),
        )

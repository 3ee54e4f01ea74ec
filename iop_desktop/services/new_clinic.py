"""A new clinic begins with the lessons and phrases that come with the program."""

from __future__ import annotations

from iop_desktop.services.curriculum_files import shipped_curriculum
from iop_desktop.services.curriculum_store import add_curriculum
from iop_desktop.services.people_views import ClinicForm
from iop_desktop.services.phrases import PhraseService
from iop_desktop.services.vault import SetUp, VaultService


def set_up_clinic(vault: VaultService, form: ClinicForm) -> SetUp:
    """Make the clinic and give it its curriculum and phrases. Raises what ``VaultService.set_up`` raises."""
    made = vault.set_up(form)
    try:
        add_curriculum(made.unlocked, shipped_curriculum())
        PhraseService(made.unlocked).add_starting()
    except BaseException:
        vault.lock(made.unlocked)
        raise
    return made

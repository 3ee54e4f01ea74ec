"""The invented staff: added by the administrator, and put at the keyboard while history is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from iop_desktop.models.clinic import Staff
from iop_desktop.rules.vocabulary import Population, Role
from iop_desktop.services.demo_calendar import StoryClock
from iop_desktop.services.demo_content import DemoContent, DemoStaff
from iop_desktop.services.people_views import ClinicForm, StaffForm
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlocked import SigningKey, Unlocked
from iop_desktop.services.vault import actor_of


class AtTheKeyboard(Unlocked):
    """The open vault in the hands of one member of staff, for writing the demo's history.

    Signing many sessions would ask for the same pass phrase again and again, half a second each; here the person's key
    is opened once, by the pass phrase, and kept until the history is written.
    """

    def __init__(self, unlocked: Unlocked, staff: Staff, clock: StoryClock) -> None:
        super().__init__(
            unlocked.vault,
            unlocked.doorkeeper,
            clock,
            actor=actor_of(staff),
            clinic_name=unlocked.clinic_name,
            zone=unlocked.zone,
        )
        self._key: SigningKey | None = None

    def reauthenticate(self, passphrase: str) -> SigningKey:
        """The signing key, opened by the pass phrase the first time; the story counts each batch as a fresh opening."""
        if self._key is None:
            self._key = super().reauthenticate(passphrase)
        return dataclasses.replace(self._key, opened_at=self.clock())


def clinic_form(content: DemoContent, zone: str, passphrase: str) -> ClinicForm:
    """What the set-up wizard would give: the clinic, its first program and its administrator."""
    administrator = next(person for person in content.staff if person.role is Role.ADMINISTRATOR)
    program = content.programs[0]
    return ClinicForm(
        clinic_name=content.clinic_name,
        address=content.clinic_address,
        zone=zone,
        program_name=program.name,
        population=Population(program.population),
        administrator=_form(administrator, None, passphrase),
        # A demo stays in its folder: it leaves nothing in the key store of the computer it is looked at on.
        without_device_secret=True,
    )


def add_staff(
    unlocked: Unlocked, content: DemoContent, clock: StoryClock, passphrase: str, added: Callable[[], None]
) -> dict[str, AtTheKeyboard]:
    """Add everybody but the administrator, in the order of the file; returns who can take the keyboard, by login."""
    service = StaffService(unlocked, clock)
    ids: dict[str, UUID] = {}
    for person in content.staff:
        if person.role is not Role.ADMINISTRATOR:
            service.add(_form(person, ids.get(person.supervisor), passphrase))
        ids = {row.login: row.staff_id for row in service.rows()}
        added()
    with unlocked.reading() as db:
        return {staff.login: AtTheKeyboard(unlocked, staff, clock) for staff in db.scalars(select(Staff))}


def _form(person: DemoStaff, supervisor_id: UUID | None, passphrase: str) -> StaffForm:
    return StaffForm(
        login=person.login,
        name=person.name,
        credentials=person.credentials,
        licence=person.licence,
        title=person.title,
        roles=frozenset({person.role}),
        needs_cosignature=supervisor_id is not None,
        supervisor_id=supervisor_id,
        passphrase=passphrase,
        repeated=passphrase,
    )

"""Twelve notes of one session: into a packet, opened, co-signed, answered and joined again, between two clinics."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.clinic import BenchClinic, own_copy
from benchmarks.held_session import hold
from benchmarks.measuring import report, seconds_of
from iop_desktop.rules.vocabulary import Population, Role
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.demo_calendar import StoryClock
from iop_desktop.services.packet_views import CardFile, MadeFile
from iop_desktop.services.people_views import ClinicForm, StaffForm
from iop_desktop.services.staff import StaffService
from iop_desktop.services.vault import VaultService

_ADMINISTRATOR, _REVIEWER = "admin", "reviewer"
_NOTES = 12


def main(place: Path) -> None:
    """Measure each step beyond the pass phrase, which costs what unlocking costs."""
    with own_copy(place) as clinic, tempfile.TemporaryDirectory(dir=place) as folder:
        clock = clinic.story_clock()
        away = _other_clinic(Path(folder) / "away", clinic, clock)
        with clinic.unlocked(clinic.facilitator, clock) as unlocked:
            services = services_of(unlocked, clock)
            notes = hold(clinic, services, clock)[:_NOTES]
            services.signing.sign(notes, clinic.passphrase)
            own = services.partners.my_card(clinic.passphrase)
        with _staff(away, _REVIEWER, clinic, clock) as reviewer:
            card = reviewer.partners.my_card(clinic.passphrase)
        _trust_each_other(clinic, away, own, card, clock)
        _measure(clinic, away, clock)


def _measure(clinic: BenchClinic, away: VaultService, clock: StoryClock) -> None:
    made: list[MadeFile] = []
    with clinic.unlocked(clinic.facilitator, clock) as unlocked:
        services = services_of(unlocked, clock)
        partner = services.packets.supervisors()[0].partner_id
        versions = [row.version_id for row in services.packets.sendable()][:_NOTES]
        phrase = seconds_of(lambda: unlocked.reauthenticate(clinic.passphrase))
        spent = seconds_of(lambda: made.append(services.packets.make(partner, versions, clinic.passphrase)))
        report("packet of 12 notes made, beyond the pass phrase", max(0.0, spent - phrase), "s", 0.5)
        report("packet of 12 notes, size", len(made[0].content) / 1024, "KiB")
    with _staff(away, _REVIEWER, clinic, clock) as reviewer:
        opened = seconds_of(lambda: reviewer.packet_inbox.open(made[0].content, clinic.passphrase))
        report("packet of 12 notes opened, beyond the pass phrase", max(0.0, opened - phrase), "s")
        items = [row.version_id for row in reviewer.reviews.packets.queue()]
        for item in items:
            reviewer.reviews.packets.mark_viewed(item)
        if len(reviewer.reviews.packets.cosign(items, clinic.passphrase).signed) != _NOTES:
            raise RuntimeError("not every note could be co-signed")
        answer = reviewer.packet_inbox.answer(made[0].packet_id, clinic.passphrase)
    with clinic.unlocked(clinic.facilitator, clock) as unlocked:
        answers = services_of(unlocked, clock).packet_answers
        applied = seconds_of(lambda: answers.apply(answer.content, clinic.passphrase))
        report("answer to 12 notes applied, beyond the pass phrase", max(0.0, applied - phrase), "s")


def _other_clinic(folder: Path, clinic: BenchClinic, clock: StoryClock) -> VaultService:
    vault = VaultService(folder, clock, keyring=lambda: None)
    administrator = _form(_ADMINISTRATOR, "Rosa Mendez", Role.ADMINISTRATOR, clinic)
    form = ClinicForm(
        clinic_name="Bright Water Counseling",
        address="",
        zone="America/New_York",
        program_name="Adult IOP",
        population=Population.ADULT,
        administrator=administrator,
        without_device_secret=True,
    )
    made = vault.set_up(form)
    StaffService(made.unlocked, clock).add(_form(_REVIEWER, "Tunde Adeyemi", Role.SUPERVISOR, clinic))
    vault.lock(made.unlocked)
    return vault


def _form(login: str, name: str, role: Role, clinic: BenchClinic) -> StaffForm:
    return StaffForm(
        login=login,
        name=name,
        credentials="LPC-S" if role is Role.SUPERVISOR else "",
        licence="",
        title="",
        roles=frozenset({role}),
        needs_cosignature=False,
        supervisor_id=None,
        passphrase=clinic.passphrase,
        repeated=clinic.passphrase,
    )


@contextmanager
def _staff(vault: VaultService, login: str, clinic: BenchClinic, clock: StoryClock) -> Iterator[Services]:
    """The services of one person of the other clinic."""
    unlocked = vault.unlock(login, clinic.passphrase)
    try:
        yield services_of(unlocked, clock)
    finally:
        vault.lock(unlocked)


def _trust_each_other(
    clinic: BenchClinic, away: VaultService, own: CardFile, card: CardFile, clock: StoryClock
) -> None:
    with _staff(away, _ADMINISTRATOR, clinic, clock) as administrator:
        administrator.partners.trust(own.content, own.fingerprint)
    with clinic.unlocked(_home_administrator(clinic, clock), clock) as unlocked:
        services_of(unlocked, clock).partners.trust(card.content, card.fingerprint)


def _home_administrator(clinic: BenchClinic, clock: StoryClock) -> str:
    with clinic.unlocked(clinic.facilitator, clock) as unlocked:
        rows = services_of(unlocked, clock).staff.rows()
    return next(row.login for row in rows if Role.ADMINISTRATOR in row.roles)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Two clinics with a vault each: the small clinic whose intern needs a co-signature, and another with a supervisor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.packet_views import MadeFile
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.vault import VaultService
from tests import factories
from tests.factories import PASSPHRASE, SmallClinic
from tests.services.writing import Desk
from tests.support.clock import MovableClock

AWAY_ADMINISTRATOR, REVIEWER = "rmendez", "tadeyemi"


def away_clinic(folder: Path, clock: MovableClock) -> VaultService:
    """Another clinic with an administrator and a supervisor, locked."""
    vault = factories.vault_service(folder, clock)
    administrator = factories.staff_form(AWAY_ADMINISTRATOR, "Rosa Mendez", Role.ADMINISTRATOR)
    made = vault.set_up(factories.clinic_form(clinic_name="Bright Water Counseling", administrator=administrator))
    reviewer = factories.staff_form(
        REVIEWER, "Tunde Adeyemi", Role.SUPERVISOR, credentials="PhD, LPC-S", licence="S-2207", title="Supervisor"
    )
    StaffService(made.unlocked, clock).add(reviewer)
    vault.lock(made.unlocked)
    return vault


@contextmanager
def clinic_of_an_author(folder: Path, clock: MovableClock) -> Iterator[Place]:
    """A clinic whose intern has signed four notes that wait; locked at the end."""
    clinic, unlocked = factories.small_clinic(folder, clock)
    clinic.vault.lock(unlocked)
    place = Place(clinic.vault, clock)
    desk = Desk(clinic, place.unlocked(factories.INTERN), clock)
    desk.sign(desk.write_all())
    yield place
    place.lock()


@dataclass
class Place:
    """One vault; whoever is asked for is let in, and whoever was in before is locked out."""

    vault: VaultService
    clock: MovableClock
    inside: dict[str, Unlocked] = field(default_factory=dict)

    def unlocked(self, login: str) -> Unlocked:
        """The vault opened by this person."""
        if login not in self.inside or self.inside[login].is_locked:
            self.lock()
            self.inside = {login: self.vault.unlock(login, PASSPHRASE)}
        return self.inside[login]

    def services(self, login: str) -> Services:
        """The use cases of this person."""
        return services_of(self.unlocked(login), self.clock)

    def lock(self) -> None:
        """Nobody is in."""
        for unlocked in self.inside.values():
            self.vault.lock(unlocked)


@dataclass
class TwoClinics:
    """The author's clinic at home and the supervisor's away."""

    clinic: SmallClinic
    home: Place
    away: Place

    @property
    def clock(self) -> MovableClock:
        return self.home.clock

    @property
    def author(self) -> Services:
        return self.home.services(factories.INTERN)

    @property
    def home_administrator(self) -> Services:
        return self.home.services(factories.ADMINISTRATOR)

    @property
    def reviewer(self) -> Services:
        return self.away.services(REVIEWER)

    @property
    def away_administrator(self) -> Services:
        return self.away.services(AWAY_ADMINISTRATOR)

    def sign_notes(self) -> tuple[UUID, ...]:
        """The intern writes and signs four notes; their versions, in the order of the clients."""
        desk = Desk(self.clinic, self.home.unlocked(factories.INTERN), self.clock)
        notes = desk.write_all()
        assert len(desk.sign(notes).signed) == 4
        return tuple(desk.version_ids(note)[0] for note in notes)

    def pair(self, credential_until: date | None = None) -> UUID:
        """Both administrators trust the card of the other side; the reviewer as the home clinic knows them."""
        card = self.reviewer.partners.my_card(PASSPHRASE)
        self.home_administrator.partners.trust(card.content, card.fingerprint, credential_until)
        partner_id = self.home_administrator.partners.rows()[0].partner_id
        back = self.author.partners.my_card(PASSPHRASE)
        self.away_administrator.partners.trust(back.content, back.fingerprint)
        return partner_id

    def send(self, version_ids: Sequence[UUID]) -> MadeFile:
        """The author makes a packet for the reviewer."""
        partner = self.author.packets.supervisors()[0]
        return self.author.packets.make(partner.partner_id, version_ids, PASSPHRASE)

    def receive(self, packet: MadeFile) -> list[UUID]:
        """The reviewer opens the packet; the items in its order."""
        self.reviewer.packet_inbox.open(packet.content, PASSPHRASE)
        return [row.version_id for row in self.reviewer.reviews.packets.queue()]

    def cosign(self, item_ids: Sequence[UUID]) -> tuple[UUID, ...]:
        """The reviewer reads and co-signs."""
        for item_id in item_ids:
            self.reviewer.reviews.packets.mark_viewed(item_id)
        return self.reviewer.reviews.packets.cosign(item_ids, PASSPHRASE).signed

    def answer(self, packet: MadeFile) -> MadeFile:
        """The reviewer makes an answer."""
        return self.reviewer.packet_inbox.answer(packet.packet_id, PASSPHRASE)

"""An open vault and the member of staff who opened it: what every service works on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from iop_desktop.models import errors
from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultClosed, VaultFull
from iop_desktop.models.keys import wipe
from iop_desktop.models.personal_seal import open_personal
from iop_desktop.rules.refusal import Refusal
from iop_desktop.services.actor import Actor
from iop_desktop.services.disk_room import full_disk
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.errors import NotAllowed, Refused, Stale
from iop_desktop.services.unlock_attempts import TooSoon, WrongPassphrase

Clock = Callable[[], datetime]

_SAME_SCREEN = timedelta(minutes=15)

_STALE = "Somebody else changed this in the meantime. Nothing is lost: look at it again and repeat your change."
_NOT_YOURS = "That pass phrase belongs to another member of staff. Nothing was signed."
_ELSEWHERE = "Your signing key is on a token and not with the records. Nothing was signed: sign with its PIN."
_CLOCK = Refusal(
    "clock",
    "The clock of this computer stands outside the time for which your signing certificate is valid, so nobody could "
    "verify a signature made now. Nothing was signed: set the clock right and sign again, or ask your administrator to "
    "renew the certificate.",
)
_NOT_ONE = Refusal(
    "altered-key",
    "Your signing key and your certificate do not belong together: another program changed them in the records. "
    "Nothing was signed. Ask your administrator to verify the audit log and to restore a backup.",
)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The signing key of the person who has just given the pass phrase; used for one batch and dropped."""

    key: EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate
    root_certificate: x509.Certificate
    opened_at: datetime


class Unlocked:
    """An open vault. Times are aware UTC; ``zone`` is the clinic's. After ``lock`` everything raises VaultClosed."""

    def __init__(
        self, vault: Vault, doorkeeper: Doorkeeper, clock: Clock, *, actor: Actor, clinic_name: str, zone: tzinfo
    ) -> None:
        self.vault = vault
        self.doorkeeper = doorkeeper
        self.clock = clock
        self.actor = actor
        self.clinic_name = clinic_name
        self.zone = zone
        self.notice = ""
        self._opened: dict[tuple[str, UUID], datetime] = {}

    @property
    def engine(self) -> Engine:
        """The database engine. Raises VaultClosed when locked."""
        return self.vault.engine

    @property
    def is_locked(self) -> bool:
        """Whether the database is closed and the keys are gone."""
        return self.vault.is_closed

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """One writing transaction (BEGIN IMMEDIATE), committed at the end of the block, rolled back by any error.

        Raises Stale when a row was changed since it was read, and VaultError for the database and the disk.
        """
        try:
            with self.vault.transaction() as session:
                try:
                    yield session
                    session.flush()
                except StaleDataError:
                    raise Stale(_STALE) from None
        except VaultFull as error:
            raise full_disk(self.vault.folder, error) from error.__cause__

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the database; nothing can be waited for and nothing is written."""
        with self.vault.transaction(readonly=True) as session:
            yield session

    def audit(
        self, session: Session, action: str, subject: UUID | str = "", detail: Mapping[str, Json] | None = None
    ) -> None:
        """Append an entry to the audit chain in the caller's transaction.

        ``action`` is a name such as ``attendance.marked``; ``subject`` the id of what was changed, never a name.
        """
        is_id = isinstance(subject, UUID)
        entry = AuditEntry(
            at=self.clock(),
            action=action,
            actor=self.actor.staff_id,
            subject=action.split(".", maxsplit=1)[0] if is_id else str(subject),
            subject_id=subject if isinstance(subject, UUID) else None,
            details=dict(detail or {}),
        )
        append(session, entry)

    def opened(self, action: str, subject: UUID) -> None:
        """Keep that a chart, a note or a PDF was opened, after it was read.

        A page reads again whenever something changes: what one person opens again within a quarter of an hour counts
        once. A full disk keeps nobody from reading.
        """
        now, what = self.clock(), (action, subject)
        earlier = self._opened.get(what)
        if earlier is not None and abs(now - earlier) < _SAME_SCREEN:
            return
        with contextlib.suppress(VaultFull):
            with self.transaction() as session:
                self.audit(session, action, subject)
            self._opened[what] = now

    def reauthenticate(self, passphrase: str) -> SigningKey:
        """Open the actor's own slot and signing key again; takes one Argon2id run. Raises as ``open_own`` does."""
        return self.open_own(passphrase)[0]

    def open_own(self, passphrase: str) -> tuple[SigningKey, X25519PrivateKey]:
        """The actor's signing key and the private key of their slot; takes one Argon2id run.

        Raises WrongPassphrase (counted, with a growing wait, and in the audit chain at once), TooSoon, NotAllowed for
        who signs with a token, and Refused when the clock stands outside the certificate's validity, because no one
        could verify such a signature.
        """
        if self.is_locked:
            raise VaultClosed
        now = self.clock()
        with self.reading() as session:
            columns = (Staff.certificate, Staff.sealed_signing_key)
            row = session.execute(select(*columns).where(Staff.id == self.actor.staff_id)).one()
            root = session.scalars(select(Clinic.root_certificate)).one()
        if not row.sealed_signing_key:
            raise NotAllowed(_ELSEWHERE)
        certificate = load_certificate(row.certificate)
        require_valid(certificate, now)
        private_key = self.open_own_slot(passphrase)
        try:
            content = open_personal(
                private_key,
                row.sealed_signing_key,
                staff_id=self.actor.staff_id,
                public_hash=public_key_hash(certificate),
            )
        except errors.WrongPassphrase:
            # The pass phrase has just opened the slot: what does not fit is the row.
            raise Refused((_NOT_ONE,)) from None
        return SigningKey(_load_key(content), certificate, load_certificate(root), now), private_key

    def open_own_slot(self, passphrase: str) -> X25519PrivateKey:
        """The actor's own private key, to which personal keys are sealed; takes one Argon2id run.

        Raises WrongPassphrase (counted and in the audit chain), TooSoon and NotAllowed.
        """
        try:
            _, opened = self.doorkeeper.open(self.actor.login, passphrase, reported=True)
        except TooSoon:
            raise
        except WrongPassphrase:
            self._report_failure()
            raise
        opened.wipe()
        if opened.staff_id != str(self.actor.staff_id):
            raise NotAllowed(_NOT_YOURS)
        return opened.private_key

    def _report_failure(self) -> None:
        with self.transaction() as session:
            self.audit(session, "passphrase.refused", self.actor.staff_id)


def require_valid(certificate: x509.Certificate, now: datetime) -> None:
    """Raise Refused when nobody could verify a signature made now with this certificate."""
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Refused((_CLOCK,))


def public_key_hash(certificate: x509.Certificate) -> bytes:
    """SHA-256 of the certificate's SubjectPublicKeyInfo; binds a sealed signing key to its certificate."""
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(spki).digest()


def load_certificate(content: bytes) -> x509.Certificate:
    """A certificate as the vault keeps it (DER)."""
    return x509.load_der_x509_certificate(content)


def _load_key(content: bytearray) -> EllipticCurvePrivateKey:
    try:
        key = load_der_private_key(content, password=None)
    finally:
        wipe(content)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise TypeError("a signing key is an elliptic-curve key")
    return key

"""Signing with a smart card or another PKCS#11 token: a person enrolls one, and goes back to a stored key."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting, Staff
from iop_desktop.rules.certificates import RevocationReason
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.certificates import issue_for, put_certificate, revoke_certificates
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.enrollment import Slot, identity_of
from iop_desktop.services.errors import Refused
from iop_desktop.services.pens import DRIVER_SETTING
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate

if TYPE_CHECKING:
    from iop_desktop.documents.token_signer import KeyOnToken

_TOPICS = frozenset({Topic.STAFF, Topic.SIGNATURES})
_CHALLENGE_BYTES = 32
_NOT_THERE = Refusal("key", "That key is not on a token that is plugged in. Look for it again.", "key")
_TAKEN = Refusal("taken", "Somebody else of this clinic signs with that key already. Choose another one.", "key")
_NO_TOKEN = Refusal("no-token", "You do not sign with a token. Nothing was changed.")
_USUAL_DRIVERS = {
    "linux": (
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib64/opensc-pkcs11.so",
    ),
    "darwin": ("/Library/OpenSC/lib/opensc-pkcs11.so",),
    "win32": (r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll",),
}


@dataclass(frozen=True, slots=True)
class TokenKeyRow:
    """A key that may be enrolled, with the words its token has for it."""

    serial: str
    key_id: str
    words: str


@dataclass(frozen=True, slots=True)
class TokenStanding:
    """How this person signs. ``driver`` is the file last used, or a usual one that is on this computer, or empty."""

    by_token: bool
    serial: str
    driver: str


class TokenService:
    """Use cases of a person's own token. The pass phrase goes on opening the records."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.OWN_ACCOUNT)
    def standing(self) -> TokenStanding:
        """How the person at the keyboard signs now."""
        with self._unlocked.reading() as db:
            staff = self._me(db)
            driver = _driver(db, staff)
        return TokenStanding(bool(staff.token_serial), staff.token_serial, driver or _usual_driver())

    @needs(Right.OWN_ACCOUNT)
    def keys(self, driver: str) -> tuple[TokenKeyRow, ...]:
        """The keys on the tokens that are plugged in. Raises TokenError."""
        from iop_desktop.documents.token_signer import keys_on_tokens

        return tuple(_row(key) for key in keys_on_tokens(driver))

    @needs(Right.OWN_ACCOUNT)
    def enroll(self, driver: str, row: TokenKeyRow, pin: str, passphrase: str) -> Changes:
        """From now on sign with this key: pass phrase and PIN prove who asks, and the token proves that it signs.

        The key stored with the records is forgotten; what it signed stays good. Raises TokenError, Refused,
        WrongPassphrase, TooSoon.
        """
        key = _find(driver, row)
        self._unlocked.open_own_slot(passphrase)
        _prove(key, pin)
        now = self._clock()
        with self._unlocked.transaction() as db:
            staff = self._me(db)
            _require_free(db, staff, key)
            certificate = issue_for(self._unlocked, db, staff, key.public_key, now)
            put_certificate(self._unlocked, db, staff, certificate, now, "token.enrolled")
            staff.token_serial, staff.token_key_id = key.place.serial, key.place.key_id
            staff.sealed_signing_key = b""
            _keep_driver(db, staff, driver)
        return Changes(_TOPICS, "From now on you sign with your token and its PIN.")

    @needs(Right.OWN_ACCOUNT)
    def give_up(self, passphrase: str) -> Changes:
        """Go back to a key stored with the records, for a token that is lost or no longer wanted.

        The token's certificate ends; what it signed stays good. Raises Refused, WrongPassphrase, TooSoon.
        """
        private_key = self._unlocked.open_own_slot(passphrase)
        now = self._clock()
        with self._unlocked.transaction() as db:
            staff = self._me(db)
            if not staff.token_serial:
                raise Refused((_NO_TOKEN,))
            slot = Slot(staff.id, staff.slot_id, staff.slot_public_key, private_key)
            identity = identity_of(staff, slot, clinic_root(db, self._unlocked.vault.keys), now)
            revoke_certificates(db, staff, RevocationReason.REPLACED, now, staff.id)
            certificate = load_certificate(identity.certificate)
            put_certificate(self._unlocked, db, staff, certificate, now, "token.given_up")
            staff.token_serial, staff.token_key_id = "", ""
            staff.sealed_signing_key = identity.sealed_key
        return Changes(_TOPICS, "You sign with your pass phrase again. The token's certificate has ended.")

    def _me(self, db: Database) -> Staff:
        return db.get_one(Staff, self._unlocked.actor.staff_id)


def _find(driver: str, row: TokenKeyRow) -> KeyOnToken:
    from iop_desktop.documents.token_signer import keys_on_tokens

    for key in keys_on_tokens(driver):
        if (key.place.serial, key.place.key_id) == (row.serial, row.key_id):
            return key
    raise Refused((_NOT_THERE,))


def _prove(key: KeyOnToken, pin: str) -> None:
    """Have the token sign something, so that nobody is bound to a key that cannot."""
    from iop_desktop.documents.token_signer import open_token_key

    with open_token_key(key.place, key.public_key, pin) as opened:
        opened.sign(secrets.token_bytes(_CHALLENGE_BYTES), ECDSA(SHA256()))


def _require_free(db: Database, staff: Staff, key: KeyOnToken) -> None:
    others = select(Staff.certificate).where(Staff.id != staff.id)
    if any(load_certificate(content).public_key() == key.public_key for content in db.scalars(others)):
        raise Refused((_TAKEN,))


def _row(key: KeyOnToken) -> TokenKeyRow:
    words = " · ".join(part for part in (key.token, key.label, f"key {key.place.key_id}") if part)
    return TokenKeyRow(key.place.serial, key.place.key_id, words)


def _driver(db: Database, staff: Staff) -> str:
    return db.scalar(select(Setting.value).where(Setting.name == f"{DRIVER_SETTING}{staff.id}")) or ""


def _keep_driver(db: Database, staff: Staff, driver: str) -> None:
    db.merge(Setting(name=f"{DRIVER_SETTING}{staff.id}", value=driver))


def _usual_driver() -> str:
    """The first of the usual drivers that is on this computer."""
    return next((path for path in _USUAL_DRIVERS.get(sys.platform, ()) if Path(path).is_file()), "")

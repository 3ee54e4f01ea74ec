"""What signs in one batch: a stored key that a pass phrase opens, or a key on a token that its PIN opens."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

from iop_desktop.models.clinic import Clinic, Setting, Staff
from iop_desktop.services.certificates import renew_certificate, renewal_reason_of
from iop_desktop.services.checkpoints import Voucher, vouching
from iop_desktop.services.unlocked import SigningKey, Unlocked, load_certificate, require_valid

if TYPE_CHECKING:
    from iop_desktop.documents.seal import Signer
    from iop_desktop.documents.seal import SigningKey as KeyThatSigns

DRIVER_SETTING = "token-driver/"
"""Beginning of the setting that holds the file of a person's PKCS#11 driver."""


@dataclass(frozen=True, slots=True)
class Pen:
    """What signs in one batch, dropped with it: the key of the person who gave the pass phrase or the PIN.

    ``voucher`` is told of each signature, so that the batch ends with a signed checkpoint of the audit log.
    """

    signer: Signer
    fingerprint: str
    opened_at: datetime
    voucher: Voucher


@dataclass(frozen=True, slots=True)
class SecretAsked:
    """What a person is asked for before signing: the PIN of a token or the pass phrase.

    ``renewal`` is a sentence when the certificate is renewed with the next signature.
    """

    by_token: bool
    renewal: str = ""


def secret_asked(unlocked: Unlocked) -> SecretAsked:
    """What this person is asked for."""
    with unlocked.reading() as db:
        staff = db.get_one(Staff, unlocked.actor.staff_id)
        return SecretAsked(bool(staff.token_serial), renewal_reason_of(db, staff, unlocked.clock()))


@contextlib.contextmanager
def open_pen(unlocked: Unlocked, secret: str) -> Iterator[Pen]:
    """The pen of the person at the keyboard for one batch; a certificate that is due is renewed first.

    Raises what ``Unlocked.reauthenticate`` raises, and TokenError when the key is on a token.
    """
    with unlocked.reading() as db:
        by_token = bool(db.get_one(Staff, unlocked.actor.staff_id).token_serial)
    if by_token:
        with _token_pen(unlocked, secret) as pen:
            yield pen
    else:
        with pen_of(unlocked, _renewed(unlocked, unlocked.reauthenticate(secret))) as pen:
            yield pen


@contextlib.contextmanager
def pen_of(unlocked: Unlocked, key: SigningKey) -> Iterator[Pen]:
    """A pen from a stored signing key that was just opened."""
    with _pen(unlocked, key.key, key.certificate, key.root_certificate, key.opened_at, by_pin=False) as pen:
        yield pen


@contextlib.contextmanager
def _pen(
    unlocked: Unlocked,
    key: KeyThatSigns,
    certificate: x509.Certificate,
    root_certificate: x509.Certificate,
    opened_at: datetime,
    *,
    by_pin: bool,
) -> Iterator[Pen]:
    # Loading the signature library takes half a second, so it waits until somebody signs.
    from iop_desktop.documents.seal import Signer

    signer = Signer(key, certificate, root_certificate, by_pin=by_pin)
    fingerprint = certificate.fingerprint(SHA256()).hex()
    with vouching(unlocked, key, fingerprint, by_pin=by_pin) as voucher:
        yield Pen(signer, fingerprint, opened_at, voucher)


def _renewed(unlocked: Unlocked, key: SigningKey) -> SigningKey:
    """The same key with the certificate that holds from now on."""
    return SigningKey(key.key, _current_certificate(unlocked), key.root_certificate, key.opened_at)


def _current_certificate(unlocked: Unlocked) -> x509.Certificate:
    """The person's certificate, renewed if that is due. Who asks has just proved to be that person."""
    now = unlocked.clock()
    with unlocked.reading() as db:
        staff = db.get_one(Staff, unlocked.actor.staff_id)
        if not renewal_reason_of(db, staff, now):
            return load_certificate(staff.certificate)
    with unlocked.transaction() as db:
        staff = db.get_one(Staff, unlocked.actor.staff_id)
        renew_certificate(unlocked, db, staff, now)
        return load_certificate(staff.certificate)


@contextlib.contextmanager
def _token_pen(unlocked: Unlocked, pin: str) -> Iterator[Pen]:
    from iop_desktop.documents.token_signer import TokenPlace, open_token_key

    now = unlocked.clock()
    with unlocked.reading() as db:
        staff = db.get_one(Staff, unlocked.actor.staff_id)
        driver = db.scalar(select(Setting.value).where(Setting.name == f"{DRIVER_SETTING}{staff.id}")) or ""
        root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
    certificate = load_certificate(staff.certificate)
    require_valid(certificate, now)
    public_key = certificate.public_key()
    if not isinstance(public_key, EllipticCurvePublicKey):
        raise TypeError("a signing key is an elliptic-curve key")
    place = TokenPlace(driver, staff.token_serial, staff.token_key_id)
    with contextlib.ExitStack() as opened:
        try:
            key = opened.enter_context(open_token_key(place, public_key, pin))
        except Exception:
            _report_refused_pin(unlocked)
            raise
        current = _current_certificate(unlocked)
        yield opened.enter_context(_pen(unlocked, key, current, root, now, by_pin=True))


def _report_refused_pin(unlocked: Unlocked) -> None:
    with unlocked.transaction() as db:
        unlocked.audit(db, "token.refused", unlocked.actor.staff_id)

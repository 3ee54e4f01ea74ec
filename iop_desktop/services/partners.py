"""People at other laptops: one's own card, and whose card this clinic trusts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from cryptography.x509 import Certificate
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.card import (
    LARGEST_CARD,
    Card,
    card_hash,
    fingerprint_digits,
    make_card,
    read_card,
)
from iop_desktop.documents.packet_faults import Fault
from iop_desktop.documents.pki import certificate_der, fingerprint, hangs_on, issue_for_public_key, signing_key_of
from iop_desktop.documents.qr import NoCode, qr_png, read_qr
from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.credentials import Revocation
from iop_desktop.models.packets import Partner
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.packets import CardFacts, refusals_to_revoke, refusals_to_trust
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.staffing import card_role
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.certificates import revoked_from
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.exchange_keys import own_keys
from iop_desktop.services.packet_refusals import FileRefused, taken_card
from iop_desktop.services.packet_views import CardFile, CardView, PartnerRow
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate

TOPICS = frozenset({Topic.STAFF})
NO_SUCH_PARTNER = "That card is not among those this clinic knows. Nothing was changed; choose it again from the list."
_LARGEST_PICTURE = 30_000_000
_UNREADABLE = "This file cannot be read."
_NO_CARD = "There is no card in this file: neither a card itself nor a picture (PNG or JPEG) of one whole QR code."
_REPLACED = "Replaced by a newer card."


class PartnerService:
    """Use cases of pairing. Nothing here knows a client."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.OWN_ACCOUNT)
    def my_card(self, passphrase: str) -> CardFile:
        """The actor's own card, signed now. Raises WrongPassphrase, TooSoon, Refused."""
        keys = own_keys(self._unlocked, passphrase)
        now = self._clock().replace(microsecond=0)
        with self._unlocked.transaction() as db:
            staff = db.get_one(Staff, self._unlocked.actor.staff_id)
            card = Card(
                clinic_name=clean_text(self._unlocked.clinic_name),
                name=clean_text(staff.name),
                credentials=clean_text(staff.credentials),
                licence=clean_text(staff.licence),
                title=clean_text(staff.title),
                role=card_role(staff.roles),
                root=keys.signing.root_certificate,
                certificate=keys.signing.certificate,
                packet_key=keys.exchange.public_key().public_bytes_raw(),
                made_at=now,
            )
            content = make_card(card, keys.signing.key)
            self._unlocked.audit(db, "card.made", staff.id, {"card": card_hash(content)})
        return CardFile(content, qr_png(content), fingerprint_digits(card_hash(content)))

    @needs(Right.READ_STAFF)
    def read(self, path: Path) -> CardView:
        """The card in a file, or in a picture of its QR code. Nothing is trusted by reading. Raises FileRefused."""
        return _view(_content(path))

    @needs(Right.TRUST_PARTNERS)
    def trust(self, content: bytes, compared: str, credential_until: date | None = None) -> Changes:
        """Trust a card. ``compared`` is the fingerprint as its owner has read it out.

        A supervisor is issued a certificate of this clinic for their own signing key; an earlier card of the same key
        is revoked. Raises FileRefused, Refused.
        """
        card, now = taken_card(lambda: read_card(content)), self._clock()
        today = now.astimezone(self._unlocked.zone).date()
        with self._unlocked.transaction() as db:
            clinic = db.scalars(select(Clinic)).one()
            facts = CardFacts(
                own_clinic=fingerprint(card.root) == fingerprint(load_certificate(clinic.root_certificate)),
                known=db.scalars(select(Partner.id).where(Partner.fingerprint == card_hash(content))).first()
                is not None,
                fingerprint_compared=_digits(compared) == _digits(fingerprint_digits(card_hash(content))),
                certificate_ends_on=card.certificate.not_valid_after_utc.astimezone(self._unlocked.zone).date(),
                credential_until=credential_until,
                today=today,
            )
            _require_none(refusals_to_trust(facts))
            self._replace_earlier(db, card)
            partner = _partner(card, card_hash(content), credential_until)
            partner.issued_certificate = self._issued(db, card) if card.role is Role.SUPERVISOR else None
            partner.trusted_by, partner.trusted_at = self._unlocked.actor.staff_id, now
            db.add(partner)
            detail = {"card": partner.fingerprint, "role": card.role.value, "root": fingerprint(card.root)}
            self._unlocked.audit(db, "partner.trusted", partner.id, detail)
        return Changes(TOPICS, f"{card.name} of {card.clinic_name} is trusted now.")

    @needs(Right.READ_STAFF)
    def rows(self) -> tuple[PartnerRow, ...]:
        """Everybody whose card is or was trusted; revoked ones at the end."""
        query = (
            select(Partner, Staff.name)
            .join(Staff, Staff.id == Partner.trusted_by)
            .order_by(Partner.revoked_at.is_not(None), Partner.name, Partner.id)
        )
        with self._unlocked.reading() as db:
            return tuple(_row(partner, by) for partner, by in db.execute(query))

    @needs(Right.TRUST_PARTNERS)
    def revoke(self, partner_id: UUID, reason: str) -> Changes:
        """Trust a card no more, from now on: its answers and packets are refused. Raises Refused, NotFound."""
        with self._unlocked.transaction() as db:
            partner = partner_of(db, partner_id)
            _require_none(refusals_to_revoke(partner.revoked_at is not None, reason))
            self._revoke(db, partner, reason.strip())
        return Changes(TOPICS, f"{partner.name} of {partner.clinic_name} is not trusted any more.")

    @needs(Right.TRUST_PARTNERS)
    def set_credential_until(self, partner_id: UUID, until: date | None) -> Changes:
        """The day a supervisor's credential ends; after it nothing they sign counts. Raises NotAllowed, NotFound."""
        with self._unlocked.transaction() as db:
            partner = partner_of(db, partner_id)
            partner.credential_until = until
            detail = {"until": until.isoformat() if until else None}
            self._unlocked.audit(db, "partner.credential_set", partner.id, detail)
        return Changes(TOPICS, "Saved.")

    def _replace_earlier(self, db: Database, card: Card) -> None:
        key = signing_key_of(card.certificate)
        for partner in db.scalars(select(Partner).where(Partner.revoked_at.is_(None))):
            if signing_key_of(load_certificate(partner.certificate)) == key:
                self._revoke(db, partner, _REPLACED)
        db.flush()

    def _revoke(self, db: Database, partner: Partner, reason: str) -> None:
        now, actor = self._clock(), self._unlocked.actor.staff_id
        partner.revoked_at, partner.revoked_by, partner.revoke_reason = now, actor, reason
        if partner.issued_certificate is not None:
            issued = load_certificate(partner.issued_certificate)
            db.add(
                Revocation(
                    certificate_sha256=fingerprint(issued),
                    serial=f"{issued.serial_number:x}",
                    reason=reason,
                    revoked_at=revoked_from(db, [fingerprint(issued)], now),
                    revoked_by=actor,
                )
            )
        self._unlocked.audit(db, "partner.revoked", partner.id)

    def _issued(self, db: Database, card: Card) -> bytes:
        """A certificate of this clinic for the supervisor's own key, so that a co-signed note hangs on one root."""
        key = signing_key_of(card.certificate)
        assert key is not None  # a card is read only when its certificate is of this kind
        certificate = issue_for_public_key(
            clinic_root(db, self._unlocked.vault.keys),
            key,
            name=card.name,
            credentials=card.credentials,
            licence=card.licence,
            role_title=card.title,
            email="",
            now=self._clock(),
        )
        return certificate_der(certificate)


def partner_of(db: Database, partner_id: UUID) -> Partner:
    """A partner by id. Raises NotFound."""
    partner = db.get(Partner, partner_id)
    if partner is None:
        raise NotFound(NO_SUCH_PARTNER)
    return partner


def trusted_by_root(db: Database, certificate: Certificate) -> Sequence[Partner]:
    """Unrevoked partners on whose clinic's root this certificate hangs."""
    rows = db.scalars(select(Partner).where(Partner.revoked_at.is_(None)).order_by(Partner.trusted_at.desc()))
    return [row for row in rows if hangs_on(certificate, load_certificate(row.root_certificate))]


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_PICTURE)
    except OSError:
        raise FileRefused(_UNREADABLE, "unreadable") from None
    try:
        if len(content) <= LARGEST_CARD and content[:1] == b"\x01":
            return content
        return read_qr(content)
    except NoCode:
        raise FileRefused(_NO_CARD, Fault.NOT_OURS.value) from None


def _view(content: bytes) -> CardView:
    card = taken_card(lambda: read_card(content))
    return CardView(
        content=content,
        name=card.name,
        credentials=card.credentials,
        licence=card.licence,
        title=card.title,
        role=card.role,
        clinic_name=card.clinic_name,
        made_at=card.made_at,
        fingerprint=fingerprint_digits(card_hash(content)),
    )


def _partner(card: Card, hexadecimal: str, credential_until: date | None) -> Partner:
    return Partner(
        id=new_id(),
        name=card.name,
        credentials=card.credentials,
        licence=card.licence,
        title=card.title,
        role=card.role,
        clinic_name=card.clinic_name,
        root_certificate=certificate_der(card.root),
        certificate=certificate_der(card.certificate),
        packet_key=card.packet_key,
        fingerprint=hexadecimal,
        credential_until=credential_until,
    )


def _row(partner: Partner, trusted_by: str) -> PartnerRow:
    return PartnerRow(
        partner_id=partner.id,
        name=partner.name,
        credentials=partner.credentials,
        title=partner.title,
        role=partner.role,
        clinic_name=partner.clinic_name,
        credential_until=partner.credential_until,
        trusted_at=partner.trusted_at,
        trusted_by=trusted_by,
        revoked_at=partner.revoked_at,
        revoke_reason=partner.revoke_reason,
        fingerprint=fingerprint_digits(partner.fingerprint),
    )


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def _require_none(refusals: tuple[Refusal, ...]) -> None:
    if refusals:
        raise Refused(refusals)

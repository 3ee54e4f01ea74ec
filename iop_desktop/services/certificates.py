"""The certificates of staff: kept for ever, renewed for the same key, ended when somebody leaves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.canonical import Json
from iop_desktop.models.checkpoints import AuditCheckpoint
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.credentials import Revocation, StaffCertificate
from iop_desktop.models.notes import Signature
from iop_desktop.rules.certificates import CertificateFacts, RevocationReason, renewal_reason
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.unlocked import Unlocked, load_certificate


def remember_certificate(db: Database, staff_id: UUID, certificate: bytes, at: datetime) -> None:
    """Keep a certificate (DER) that was issued to somebody; one that is known already is left."""
    digest = sha256(certificate).hexdigest()
    if not db.scalar(select(exists().where(StaffCertificate.sha256 == digest))):
        db.add(StaffCertificate(staff_id=staff_id, certificate=certificate, sha256=digest, issued_at=at))
        db.flush()


def renewal_reason_of(db: Database, staff: Staff, now: datetime) -> str:
    """Why this person's certificate is to be renewed; empty while it is good."""
    from iop_desktop.documents.pki import latest_end, subject_of

    certificate = load_certificate(staff.certificate)
    root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
    wanted = subject_of(root, staff.name, staff.credentials, staff.licence, staff.title)
    ends = certificate.not_valid_after_utc
    return renewal_reason(CertificateFacts(ends, latest_end(root, now), certificate.subject == wanted), now)


def renew_certificate(unlocked: Unlocked, db: Database, staff: Staff, now: datetime) -> None:
    """A new certificate for the same key, in the caller's transaction. The old one stays good for what it signed."""
    public_key = load_certificate(staff.certificate).public_key()
    if not isinstance(public_key, EllipticCurvePublicKey):
        raise TypeError("a signing key is an elliptic-curve key")
    put_certificate(unlocked, db, staff, issue_for(unlocked, db, staff, public_key, now), now, "certificate.renewed")


def issue_for(
    unlocked: Unlocked, db: Database, staff: Staff, public_key: EllipticCurvePublicKey, now: datetime
) -> x509.Certificate:
    """A certificate of the clinic for a key of this person."""
    from iop_desktop.documents.pki import issue_for_public_key

    return issue_for_public_key(
        clinic_root(db, unlocked.vault.keys),
        public_key,
        name=staff.name,
        credentials=staff.credentials,
        licence=staff.licence,
        role_title=staff.title,
        email="",
        now=now,
    )


def put_certificate(
    unlocked: Unlocked, db: Database, staff: Staff, certificate: x509.Certificate, now: datetime, action: str
) -> None:
    """Make a certificate the current one of a person; both are kept, and the audit chain knows both."""
    content = certificate.public_bytes(Encoding.DER)
    remember_certificate(db, staff.id, staff.certificate, load_certificate(staff.certificate).not_valid_before_utc)
    remember_certificate(db, staff.id, content, now)
    detail = {"earlier": sha256(staff.certificate).hexdigest(), "certificate": sha256(content).hexdigest()}
    staff.certificate = content
    unlocked.audit(db, action, staff.id, detail)


def revoke_certificates(db: Database, staff: Staff, reason: RevocationReason, now: datetime, actor: UUID) -> None:
    """No certificate of this person signs any more, in the caller's transaction. Earlier signatures stay good."""
    remember_certificate(db, staff.id, staff.certificate, load_certificate(staff.certificate).not_valid_before_utc)
    revoked = exists().where(Revocation.certificate_sha256 == StaffCertificate.sha256)
    query = select(StaffCertificate).where(StaffCertificate.staff_id == staff.id, ~revoked)
    certificates = db.scalars(query).all()
    revoked_at = revoked_from(db, [kept.sha256 for kept in certificates], now)
    for kept in certificates:
        db.add(
            Revocation(
                certificate_sha256=kept.sha256,
                serial=f"{load_certificate(kept.certificate).serial_number:x}",
                reason=reason.value,
                revoked_at=revoked_at,
                revoked_by=actor,
            )
        )
        details: dict[str, Json] = {"certificate": kept.sha256, "why": reason.value}
        append(db, AuditEntry(now, "certificate.revoked", actor, "certificate", staff.id, details))
    db.flush()


def revoked_from(db: Database, fingerprints: Collection[str], now: datetime) -> datetime:
    """From when certificates that are revoked now count as revoked: after everything they have signed in this vault.

    A signature that was accepted stays good, even if the clock was set back since, or if the clock of the laptop
    where it was made is ahead of this one.
    """
    signed = select(func.max(Signature.signed_at)).where(Signature.certificate_sha256.in_(fingerprints))
    vouched = select(func.max(AuditCheckpoint.signed_at)).where(AuditCheckpoint.certificate_sha256.in_(fingerprints))
    latest = max(now, db.scalar(signed) or now, db.scalar(vouched) or now)
    # Signatures and the list count whole seconds: what was signed in this one came before.
    return latest.replace(microsecond=0) + timedelta(seconds=1)


def revoked_certificates(db: Database) -> dict[int, datetime]:
    """When certificates of the clinic ended, by serial number."""
    rows = db.execute(select(Revocation.serial, Revocation.revoked_at))
    return {int(serial, 16): revoked_at for serial, revoked_at in rows}


def revocation_list(unlocked: Unlocked, db: Database, now: datetime) -> bytes:
    """The list of revoked certificates as other programs read it (DER), signed by the clinic's root."""
    from iop_desktop.documents.revocations import RevokedCertificate, build_crl, flag_of

    root = clinic_root(db, unlocked.vault.keys)
    rows = db.scalars(select(Revocation).order_by(Revocation.revoked_at, Revocation.id))
    return build_crl(
        root, [RevokedCertificate(int(row.serial, 16), row.revoked_at, flag_of(row.reason)) for row in rows], now
    )

"""Whether the signed checkpoints of the audit log are all there and really by the people whose names they bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Database

from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit_chain import Break
from iop_desktop.models.audit_reading import AuditQuery, everything
from iop_desktop.models.checkpoints import AuditCheckpoint
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.credentials import StaffCertificate
from iop_desktop.rules.day_names import long_date
from iop_desktop.services.certificates import revoked_certificates
from iop_desktop.services.checkpoints import CHECKPOINTED, checkpoint_statement
from iop_desktop.services.unlocked import load_certificate

_SOMEBODY = "somebody who is not on record"
_UNREADABLE = "The signed checkpoints cannot be read: they were changed by another program."


@dataclass(frozen=True, slots=True)
class CheckpointProblem:
    """What is wrong with one checkpoint; ``at`` is the entry it is about, 0 where that cannot be read."""

    at: int
    kind: Break
    sentence: str


@dataclass(frozen=True, slots=True)
class CheckpointVerdict:
    """``anchors`` are the ends of the log that somebody's signature vouches for, oldest first."""

    anchors: tuple[Anchor, ...]
    problems: tuple[CheckpointProblem, ...]


@dataclass(frozen=True, slots=True)
class _Certified:
    """A certificate of the clinic that was looked at: whose it is, its key when it is good, from when to when."""

    staff_id: UUID
    key: ec.EllipticCurvePublicKey | None
    begins: datetime
    ends: datetime


def check_checkpoints(db: Database, vault_id: str, zone: tzinfo) -> CheckpointVerdict:
    """Verify every checkpoint's signature and look for those that are gone; about 0.1 ms for each.

    Whether the chain is the one they vouch for is for ``audit_chain.verify`` to say, with the anchors given here.
    """
    try:
        return _checked(db, vault_id, zone)
    except (SQLAlchemyError, LookupError, TypeError, ValueError):
        # SQLite keeps whatever kind of value another program writes.
        return CheckpointVerdict((), (CheckpointProblem(0, Break.CHECKPOINT_FORGED, _UNREADABLE),))


def _checked(db: Database, vault_id: str, zone: tzinfo) -> CheckpointVerdict:
    names: dict[UUID, str] = {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}
    rows = db.execute(select(AuditCheckpoint.__table__).order_by(AuditCheckpoint.number)).all()
    certified = _certificates(db) if rows else {}
    anchors: list[Anchor] = []
    problems = list(_gone(db, {(row.number, row.sequence) for row in rows}))
    for row in rows:
        who = f"{names.get(row.staff_id, _SOMEBODY)} on {long_date(row.signed_at.astimezone(zone).date())}"
        if _is_genuine(row, certified.get(row.certificate_sha256), vault_id):
            anchors.append(Anchor(row.sequence, row.mac, f"the checkpoint signed by {who}"))
        else:
            words = f"Entry {row.sequence:,}: the checkpoint in the name of {who} was not made with that person's key."
            problems.append(CheckpointProblem(row.sequence, Break.CHECKPOINT_FORGED, words))
    return CheckpointVerdict(tuple(anchors), tuple(sorted(problems, key=lambda problem: problem.at)))


def _gone(db: Database, present: set[tuple[int, int]]) -> list[CheckpointProblem]:
    """Checkpoints that the log speaks of and that are not kept where they belong."""
    problems = []
    for entry in everything(db, AuditQuery(actions=(CHECKPOINTED,))):
        if (entry.details.get("number"), entry.sequence) not in present:
            words = f"Entry {entry.sequence:,}: the checkpoint that was signed here is missing."
            problems.append(CheckpointProblem(entry.sequence, Break.CHECKPOINT_GONE, words))
    return problems


def _is_genuine(row: Row[Any], certified: _Certified | None, vault_id: str) -> bool:
    if certified is None or certified.key is None or certified.staff_id != row.staff_id:
        return False
    if not certified.begins <= row.signed_at < certified.ends:
        return False
    end = Anchor(row.sequence, row.mac)
    statement = checkpoint_statement(vault_id, row.number, end, row.staff_id, row.certificate_sha256, row.signed_at)
    try:
        certified.key.verify(row.signature, statement, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, TypeError):
        return False
    return True


def _certificates(db: Database) -> dict[str, _Certified]:
    """Every certificate of the clinic's staff by fingerprint; one that left or was revoked counts until then."""
    root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
    revoked = revoked_certificates(db)
    earlier = db.execute(select(StaffCertificate.staff_id, StaffCertificate.certificate)).all()
    current = db.execute(select(Staff.id, Staff.certificate)).all()
    found = (_certified(staff_id, content, root, revoked) for staff_id, content in (*current, *earlier))
    return dict(each for each in found if each is not None)


def _certified(
    staff_id: UUID, content: bytes, root: x509.Certificate, revoked: Mapping[int, datetime]
) -> tuple[str, _Certified] | None:
    from iop_desktop.documents.pki import hangs_on, signing_key_of

    try:
        certificate = load_certificate(content)
    except (ValueError, TypeError):
        return None
    ends = min(certificate.not_valid_after_utc, revoked.get(certificate.serial_number, certificate.not_valid_after_utc))
    key = signing_key_of(certificate) if hangs_on(certificate, root) else None
    return certificate.fingerprint(hashes.SHA256()).hex(), _Certified(
        staff_id, key, certificate.not_valid_before_utc, ends
    )

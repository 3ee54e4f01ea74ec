"""Signing a certificate of destruction with the key of who confirmed it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.services.pens import Pen
from iop_desktop.services.printed_notes import signature_facts
from iop_desktop.services.signing import seconds_since
from iop_desktop.services.unlocked import Unlocked

if TYPE_CHECKING:
    from iop_desktop.documents.end_certificate import EndCertificate


def signed_certificate(
    db: Database, unlocked: Unlocked, pen: Pen, certificate: EndCertificate, meaning: str, now: datetime
) -> bytes:
    """The certificate as a signed PDF, which ``iop-desktop verify`` checks like every other paper."""
    from iop_desktop.documents.end_certificate import render_end_certificate
    from iop_desktop.documents.seal import certify

    staff = db.get_one(Staff, unlocked.actor.staff_id)
    facts = signature_facts(staff, meaning, now, str(unlocked.zone))
    return certify(
        render_end_certificate(certificate, facts, now),
        pen.signer,
        facts,
        location=unlocked.clinic_name,
        seconds_since_authentication=seconds_since(pen.opened_at, now),
    )

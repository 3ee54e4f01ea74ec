"""Notes to be rendered, signed and read: an invented clinic, its staff and one member."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import pypdfium2
from cryptography import x509

from iop_desktop.documents import pki
from iop_desktop.documents.note_pdf import render_note
from iop_desktop.documents.note_record import NoteRecord
from iop_desktop.documents.seal import Signer, certify, cosign
from iop_desktop.documents.sign_in_sheet import SignInSheet
from iop_desktop.documents.signature_facts import SignatureFacts

NOW = datetime.now(UTC).replace(microsecond=0)
"""The real time: other programs judge certificates by the clock of the computer."""
STILL = datetime(2026, 11, 24, 17, 5, 9, tzinfo=UTC)
CLINIC = "Cedar Bridge Recovery"
CLIENT = "Zoë Łukaszewicz-Nguyễn"
DIGEST = "0f1e2d3c4b5a6978" * 4
NOTE_ID = "0193f2a1-b2c3-7000-8000-1234567890ab"
OPENED_BEFORE = 7
"""Seconds between the pass phrase and the signature."""
RECORD = NoteRecord(
    clinic_name=CLINIC,
    clinic_address="12 Main St, Riverton",
    program_name="Adult IOP",
    title="Group Progress Note",
    note_id=NOTE_ID,
    version=1,
    client_name=CLIENT,
    client_number="M-1001",
    date_of_birth=date(1988, 2, 29),
    header=(
        ("Group", "Morning IOP, session 14"),
        ("Session", "Tuesday, November 24, 2026, 9:00 AM to 12:00 PM (180 min)"),
        ("Attendance", "Present, 9:00 AM to 12:00 PM, 180 minutes"),
        ("Facilitator", "Dana Whitfield, LPC-A"),
        ("Number present", "10"),
    ),
    sections=(
        ("Data: the group", ("Topic: Urge surfing.", "Segments delivered: check-in; teaching.")),
        (
            "Data: this member",
            ("Participation: Active. Affect: Even.", "Named three triggers & used <b>urge surfing</b>."),
        ),
        ("Assessment", ("Goal: thirty days without use.",)),
        ("Plan", ("Practice with sister.",)),
    ),
    late_entry=False,
    digest=DIGEST,
    needs_cosignature=True,
)
FINAL = replace(RECORD, needs_cosignature=False)
LONG_NAME = "Wilhelmina-Anastasia Featherstonehaugh-Cholmondeley de la Cruz y Montemayor-Ortega"
SHEET = SignInSheet(
    clinic_name=CLINIC,
    group_name="Morning IOP",
    session="Session 14",
    when="Tuesday, November 24, 2026, 9:00 AM to 12:00 PM",
    topic="Cravings rise and fall",
    facilitator="Dana Whitfield, LPC-A",
    cofacilitator="",
    place="Room 2",
    names=("Zoë Ł.", "Amara O.", "Tenzin"),
    created=STILL,
)


def author(signed_at: datetime = NOW, **changes: Any) -> SignatureFacts:
    """What the author's signature says."""
    facts = SignatureFacts(
        name="Dana Whitfield",
        credentials="LPC-A",
        licence="LPC-44812",
        role_title="Group facilitator",
        meaning="Author of this note",
        signed_at=signed_at,
        zone="America/New_York",
    )
    return replace(facts, **changes)


def supervisor(signed_at: datetime = NOW, **changes: Any) -> SignatureFacts:
    """What the supervisor's signature says."""
    facts = SignatureFacts(
        name="Sam Rivera",
        credentials="PhD, LPC-S",
        licence="S-2207",
        role_title="Clinical supervisor",
        meaning="Reviewed and co-signed",
        signed_at=signed_at,
        zone="America/New_York",
    )
    return replace(facts, **changes)


@dataclass(frozen=True)
class SampleClinic:
    """A clinic with its root; it signs as its author and its supervisor."""

    name: str = CLINIC
    made_at: datetime = NOW - timedelta(days=1)

    @cached_property
    def signing_root(self) -> pki.SigningRoot:
        return pki.new_root(self.name, self.made_at)

    @property
    def root(self) -> x509.Certificate:
        return self.signing_root.certificate

    @cached_property
    def author(self) -> Signer:
        return self.signer(author())

    @cached_property
    def supervisor(self) -> Signer:
        return self.signer(supervisor())

    def signer(self, facts: SignatureFacts, now: datetime | None = None) -> Signer:
        """A key and certificate for whoever the facts name."""
        key, certificate = pki.issue_certificate(
            self.signing_root,
            name=facts.name,
            credentials=facts.credentials,
            licence=facts.licence,
            role_title=facts.role_title,
            email="",
            now=now or self.made_at,
        )
        return Signer(key, certificate, self.root)

    def certified(self, record: NoteRecord, facts: SignatureFacts | None = None, signer: Signer | None = None) -> bytes:
        """The record rendered and signed by its author."""
        facts = facts or author()
        pdf = render_note(record, facts, facts.signed_at)
        return certify(
            pdf, signer or self.author, facts, location=self.name, seconds_since_authentication=OPENED_BEFORE
        )

    def cosigned(self, pdf: bytes, facts: SignatureFacts | None = None, signer: Signer | None = None) -> bytes:
        """The certified note with the supervisor's signature."""
        facts, signer = facts or supervisor(), signer or self.supervisor
        return cosign(pdf, signer, facts, DIGEST, location=self.name, seconds_since_authentication=OPENED_BEFORE)


@dataclass(frozen=True)
class SignedNotes:
    """One record in each state a document can be in."""

    clinic: SampleClinic
    unsigned: bytes
    half: bytes
    """Signed by the author; a co-signature is still required."""
    final: bytes
    """Signed by the author; nothing more is required."""
    both: bytes


def pages_text(pdf: bytes) -> list[str]:
    """The text of each page as a reader sees it, each run of white space as one space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages_text(pdf))

"""What the pages show and take of cards, packets and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.vocabulary import NoteKind, Role
from iop_desktop.services.note_views import NotReady


@dataclass(frozen=True, slots=True)
class CardFile:
    """One's own card: ``content`` for a file, ``picture`` a PNG with the same as a QR code, and what is read aloud."""

    content: bytes = field(repr=False)
    picture: bytes = field(repr=False)
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card that was read, before anybody trusts it. ``fingerprint`` is compared with its owner by voice."""

    content: bytes = field(repr=False)
    name: str
    credentials: str
    licence: str
    title: str
    role: Role
    clinic_name: str
    made_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A person at another laptop whose card is trusted, or was until ``revoked_at``."""

    partner_id: UUID
    name: str
    credentials: str
    title: str
    role: Role
    clinic_name: str
    credential_until: date | None
    trusted_at: datetime
    trusted_by: str
    revoked_at: datetime | None
    revoke_reason: str
    fingerprint: str

    @property
    def signed_name(self) -> str:
        """Name with credentials."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


@dataclass(frozen=True, slots=True)
class SendableRow:
    """A signed note of one's own that waits for a co-signature. ``sent_to`` and ``sent_at``: its latest packet."""

    version_id: UUID
    note_id: UUID
    client_name: str
    group_name: str
    session_on: date
    kind: NoteKind
    signed_at: datetime
    sent_to: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A packet or answer to be saved and handed over; its name says nothing."""

    packet_id: UUID
    name: str
    content: bytes = field(repr=False)
    notes: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What an answer did: ids of notes co-signed and returned, and what had no effect with its reasons."""

    packet_id: UUID
    cosigned: tuple[UUID, ...]
    returned: tuple[UUID, ...]
    refused: tuple[NotReady, ...]


@dataclass(frozen=True, slots=True)
class PacketOpened:
    """A packet is in this vault now."""

    packet_id: UUID
    clinic_name: str
    sender: str
    notes: int


@dataclass(frozen=True, slots=True)
class PacketReview:
    """A note of another clinic in front of the supervisor; its pages are the signed document."""

    item_id: UUID
    clinic_name: str
    client_name: str
    author: str
    group_name: str
    session_on: date
    kind: NoteKind
    version: int
    signed_at: datetime
    earlier_comments: tuple[str, ...]
    viewed: bool
    decision: PacketDecision | None


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """A packet with decisions: ``unsent`` of them have not been in any answer yet, ``open`` notes are undecided."""

    packet_id: UUID
    clinic_name: str
    sender: str
    decided: int
    unsent: int
    open: int
    received_at: datetime

"""What a packet and its answer say about themselves: the least that the supervisor's queue and the author need."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self, TypeVar
from uuid import UUID

from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.strict_json import LONGEST_TEXT, Fields, one_text, read_json, to_text, write_json
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.vocabulary import NoteKind

FORMAT = 1
REQUEST, ANSWER = "request", "answer"
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PacketItem:
    """One signed version that is to be reviewed. ``sha256`` is of its PDF, ``digest`` of its record."""

    version_id: UUID
    note_id: UUID
    version: int
    kind: NoteKind
    client_name: str = field(repr=False)
    author: str
    group_name: str
    session_on: date
    signed_at: datetime
    digest: str
    sha256: str
    comments: tuple[str, ...] = field(default=(), repr=False)

    def as_data(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "version_id": str(self.version_id),
            "note_id": str(self.note_id),
            "version": self.version,
            "kind": self.kind.value,
            "client_name": self.client_name,
            "author": self.author,
            "group_name": self.group_name,
            "session_on": self.session_on.isoformat(),
            "signed_at": self.signed_at.isoformat(),
            "digest": self.digest,
            "sha256": self.sha256,
            "comments": list(self.comments),
        }

    @classmethod
    def from_data(cls, data: object) -> Self:
        """The item again. Raises FileFault (DAMAGED)."""
        fields = Fields(data)
        item = cls(
            version_id=fields.uuid("version_id"),
            note_id=fields.uuid("note_id"),
            version=fields.number("version"),
            kind=_one_of(NoteKind, fields.words("kind")),
            client_name=fields.words("client_name"),
            author=fields.words("author"),
            group_name=fields.words("group_name"),
            session_on=fields.day("session_on"),
            signed_at=fields.moment("signed_at"),
            digest=fields.sha256("digest"),
            sha256=fields.sha256("sha256"),
            comments=fields.each("comments", one_text),
        )
        fields.end()
        return item


@dataclass(frozen=True, slots=True)
class PacketManifest:
    """A packet of notes for one supervisor.

    ``certificate`` (DER) is the sender's, ``root`` the SHA-256 of the home clinic's root certificate, ``recipient`` the
    SHA-256 of the packet key it is sealed for. ``issued`` (DER) is the certificate the home clinic has issued for the
    supervisor's own signing key, ``reply_key`` the sender's packet key for the answer.
    """

    packet_id: UUID
    created: datetime
    clinic_name: str
    certificate: bytes = field(repr=False)
    reply_key: bytes = field(repr=False)
    recipient: str
    root: str
    issued: bytes = field(repr=False)
    items: tuple[PacketItem, ...]

    def as_bytes(self) -> bytes:
        """The bytes that are signed."""
        return write_json(
            {
                "format": FORMAT,
                "kind": REQUEST,
                "packet_id": str(self.packet_id),
                "created": self.created.isoformat(),
                "clinic_name": self.clinic_name,
                "certificate": to_text(self.certificate),
                "reply_key": to_text(self.reply_key),
                "recipient": self.recipient,
                "root": self.root,
                "issued": to_text(self.issued),
                "items": [item.as_data() for item in self.items],
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The manifest again. Raises FileFault: NEWER, OTHER_KIND, DAMAGED."""
        fields = _opened(content, REQUEST)
        manifest = cls(
            packet_id=fields.uuid("packet_id"),
            created=fields.moment("created"),
            clinic_name=fields.words("clinic_name"),
            certificate=fields.content("certificate"),
            reply_key=fields.content("reply_key"),
            recipient=fields.sha256("recipient"),
            root=fields.sha256("root"),
            issued=fields.content("issued"),
            items=fields.each("items", PacketItem.from_data),
        )
        fields.end()
        _require_distinct([item.version_id for item in manifest.items])
        return manifest


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on one passage of a note."""

    section: str = field(repr=False)
    passage: str = field(repr=False)
    comment: str = field(repr=False)

    def as_data(self) -> dict[str, Any]:
        """Plain values."""
        return {"section": self.section, "passage": self.passage, "comment": self.comment}

    @classmethod
    def from_data(cls, data: object) -> Self:
        """The remark again. Raises FileFault (DAMAGED)."""
        fields = Fields(data)
        remark = cls(*(fields.text(name, LONGEST_TEXT) for name in ("section", "passage", "comment")))
        fields.end()
        return remark


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """What became of one version: co-signed (``sha256`` of the bytes to append), or returned with a comment."""

    version_id: UUID
    decision: PacketDecision
    decided_at: datetime
    sha256: str = ""
    comment: str = field(default="", repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)

    def as_data(self) -> dict[str, Any]:
        """Plain values."""
        head = {
            "version_id": str(self.version_id),
            "decision": self.decision.value,
            "decided_at": self.decided_at.isoformat(),
        }
        if self.decision is PacketDecision.COSIGNED:
            return {**head, "sha256": self.sha256}
        return {**head, "comment": self.comment, "remarks": [remark.as_data() for remark in self.remarks]}

    @classmethod
    def from_data(cls, data: object) -> Self:
        """The item again. Raises FileFault (DAMAGED)."""
        fields = Fields(data)
        head = fields.uuid("version_id"), _one_of(PacketDecision, fields.words("decision")), fields.moment("decided_at")
        if head[1] is PacketDecision.COSIGNED:
            item = cls(*head, sha256=fields.sha256("sha256"))
        else:
            comment = fields.text("comment", LONGEST_TEXT)
            item = cls(*head, comment=comment, remarks=fields.each("remarks", Remark.from_data))
        fields.end()
        return item


@dataclass(frozen=True, slots=True)
class AnswerManifest:
    """The supervisor's answer. ``certificate`` (DER) is the one the home clinic issued to the supervisor."""

    answer_id: UUID
    packet_id: UUID
    created: datetime
    certificate: bytes = field(repr=False)
    recipient: str
    items: tuple[AnswerItem, ...]

    def as_bytes(self) -> bytes:
        """The bytes that are signed."""
        return write_json(
            {
                "format": FORMAT,
                "kind": ANSWER,
                "answer_id": str(self.answer_id),
                "packet_id": str(self.packet_id),
                "created": self.created.isoformat(),
                "certificate": to_text(self.certificate),
                "recipient": self.recipient,
                "items": [item.as_data() for item in self.items],
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The manifest again. Raises FileFault: NEWER, OTHER_KIND, DAMAGED."""
        fields = _opened(content, ANSWER)
        manifest = cls(
            answer_id=fields.uuid("answer_id"),
            packet_id=fields.uuid("packet_id"),
            created=fields.moment("created"),
            certificate=fields.content("certificate"),
            recipient=fields.sha256("recipient"),
            items=fields.each("items", AnswerItem.from_data),
        )
        fields.end()
        _require_distinct([item.version_id for item in manifest.items])
        return manifest


def _opened(content: bytes, kind: str) -> Fields:
    fields = read_json(content)
    if fields.number("format") != FORMAT:
        raise FileFault(Fault.NEWER)
    found = fields.words("kind")
    if found != kind:
        raise FileFault(Fault.OTHER_KIND if found in (REQUEST, ANSWER) else Fault.DAMAGED)
    return fields


def _one_of(kind: type[E], text: str) -> E:
    try:
        return kind(text)
    except ValueError:
        raise FileFault(Fault.DAMAGED) from None


def _require_distinct(ids: list[UUID]) -> None:
    if not ids or len(set(ids)) < len(ids):
        raise FileFault(Fault.DAMAGED)

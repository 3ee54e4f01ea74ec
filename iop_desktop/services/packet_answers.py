"""The author's side again: a supervisor's answer is joined to the note it is about, once, or refused whole.

The base of every co-signature is the document of this vault; the answer brings only what was appended to it, and the
two together are verified strictly before anything is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.x509 import Certificate
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.packet import Answer, open_answer
from iop_desktop.documents.packet_manifest import AnswerItem
from iop_desktop.models.base import new_id
from iop_desktop.models.notes import Note, NoteVersion, Return, Signature
from iop_desktop.models.notes import Remark as KeptRemark
from iop_desktop.models.packets import PacketAnswer, PacketOut, PacketOutItem, Partner
from iop_desktop.models.people import Client
from iop_desktop.rules.names import display_name
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.packets import ApplyingFacts, PartnerFacts, refusals_of_supervisor, refusals_to_apply
from iop_desktop.rules.record import Record
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.returns import Remark, refusals_of_remarks
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import AUTHORING, Meaning, NoteState
from iop_desktop.services import packet_refusals
from iop_desktop.services.errors import Refused
from iop_desktop.services.exchange_keys import own_keys
from iop_desktop.services.note_views import NotReady
from iop_desktop.services.packet_refusals import FileRefused, taken
from iop_desktop.services.packet_views import Applied
from iop_desktop.services.rights import needs
from iop_desktop.services.signature_entries import signature_detail
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate

if TYPE_CHECKING:
    from iop_desktop.documents.verification import SignerSeen

_LONGEST_SECTION = 120


@dataclass(frozen=True, slots=True)
class _Target:
    """The version an item of the answer is about, as it stands here."""

    item: AnswerItem
    version: NoteVersion
    note: Note
    client_name: str
    author: Signature
    facts: ApplyingFacts


@dataclass(frozen=True, slots=True)
class _Cosigned:
    """A document with the supervisor's signature, verified."""

    pdf: bytes
    signer: SignerSeen
    signed_at: datetime


class PacketAnswerService:
    """The use case of opening an answer."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.SEND_PACKETS)
    def apply(self, content: bytes, passphrase: str) -> Applied:
        """Take an answer: its co-signatures complete the notes, its returns send them back with their comments.

        What is no genuine answer to a packet of the actor raises FileRefused and has no effect at all. A note that
        has gone on since is left as it is and listed; when that is true of all, Refused is raised and the answer
        counts as not opened. Raises WrongPassphrase and TooSoon.
        """
        keys = own_keys(self._unlocked, passphrase)
        answer = taken(lambda: open_answer(content, keys.exchange), packet_refusals.PACKET_GIVEN)
        with self._unlocked.reading() as db:
            packet, partner = self._origin(db, answer)
            bases = _bases(db, packet, answer)
        root, issued = keys.signing.root_certificate, partner.issued_certificate or b""
        cosigned = {
            item.version_id: _joined(bases[item.version_id], delta, root, load_certificate(issued))
            for item, delta in zip(answer.manifest.items, answer.appended, strict=True)
            if item.decision is PacketDecision.COSIGNED
        }
        with self._unlocked.transaction() as db:
            # Between the two transactions somebody may have revoked the trust or opened the same answer elsewhere.
            _, partner = self._origin(db, answer)
            return self._apply(db, answer, partner, cosigned, sha256(content).hexdigest())

    def _origin(self, db: Database, answer: Answer) -> tuple[PacketOut, Partner]:
        """The packet this answers and the supervisor it was for. Raises FileRefused, Refused."""
        packet = db.get(PacketOut, answer.manifest.packet_id)
        if packet is None or packet.staff_id != self._unlocked.actor.staff_id:
            raise FileRefused(packet_refusals.ANSWER_UNKNOWN, "unknown-packet")
        partner = db.get_one(Partner, packet.partner_id)
        if partner.issued_certificate != answer.manifest.certificate:
            raise FileRefused(packet_refusals.ANSWER_FORGED, "forged")
        if db.get(PacketAnswer, answer.manifest.answer_id) is not None:
            raise FileRefused(packet_refusals.ANSWER_AGAIN, "replayed")
        _require_supervisor(partner, self._clock().astimezone(self._unlocked.zone).date())
        return packet, partner

    def _apply(
        self, db: Database, answer: Answer, partner: Partner, cosigned: dict[UUID, _Cosigned], hexadecimal: str
    ) -> Applied:
        done: dict[PacketDecision, list[UUID]] = {decision: [] for decision in PacketDecision}
        refused: list[NotReady] = []
        for item in answer.manifest.items:
            target = self._target(db, item, cosigned.get(item.version_id))
            refusals = self._refusals(target, partner)
            if refusals:
                refused.append(NotReady(target.note.id, target.note.client_id, target.client_name, refusals))
                continue
            if item.decision is PacketDecision.COSIGNED:
                self._complete(db, target, partner, cosigned[item.version_id])
            else:
                self._return(db, target, partner)
            db.flush()
            done[item.decision].append(target.note.id)
        if not any(done.values()):
            raise Refused(tuple(dict.fromkeys(reason for each in refused for reason in each.reasons)))
        self._remember(db, answer, hexadecimal, done)
        return Applied(
            answer.manifest.packet_id,
            tuple(done[PacketDecision.COSIGNED]),
            tuple(done[PacketDecision.RETURNED]),
            tuple(refused),
        )

    def _target(self, db: Database, item: AnswerItem, cosigned: _Cosigned | None) -> _Target:
        version, note, author, client = db.execute(
            select(NoteVersion, Note, Signature, Client)
            .join(Note, Note.id == NoteVersion.note_id)
            .join(Client, Client.id == Note.client_id)
            .join(Signature, (Signature.note_version_id == NoteVersion.id) & (Signature.meaning.in_(AUTHORING)))
            .where(NoteVersion.id == item.version_id)
        ).one()
        newest = db.scalar(select(func.max(NoteVersion.number)).where(NoteVersion.note_id == note.id))
        is_cosigned = select(Signature.id).where(
            Signature.note_version_id == version.id, Signature.meaning == Meaning.COSIGNED
        )
        facts = ApplyingFacts(
            state=note.state,
            newest=newest == version.number,
            returned=db.scalar(select(Return.id).where(Return.note_version_id == version.id)) is not None,
            cosigned=db.scalar(is_cosigned) is not None,
            author_signed_at=author.signed_at,
            decided_at=cosigned.signed_at if cosigned is not None else item.decided_at,
            now=self._clock(),
        )
        name = display_name(client.first_name, client.last_name, client.preferred_name)
        return _Target(item, version, note, name, author, facts)

    def _refusals(self, target: _Target, partner: Partner) -> tuple[Refusal, ...]:
        item = target.item
        empty = item.decision is PacketDecision.RETURNED and not clean_text(item.comment)
        day = target.facts.decided_at.astimezone(self._unlocked.zone).date()
        return (
            refusals_to_apply(target.facts)
            or _of_supervisor(partner, day)
            or (packet_refusals.ANSWER_EMPTY,) * empty
            or refusals_of_remarks(Record.from_data(target.version.record), _remarks(item))
        )

    def _complete(self, db: Database, target: _Target, partner: Partner, cosigned: _Cosigned) -> None:
        signature = Signature(
            id=new_id(),
            note_version_id=target.version.id,
            partner_id=partner.id,
            meaning=Meaning.COSIGNED,
            name=partner.name,
            credentials=partner.credentials,
            licence=partner.licence,
            signed_at=cosigned.signed_at,
            zone=str(self._unlocked.zone),
            digest=target.version.digest,
            certificate_sha256=cosigned.signer.fingerprint,
            pdf=cosigned.pdf,
            pdf_sha256=sha256(cosigned.pdf).hexdigest(),
        )
        db.add(signature)
        target.note.state = NoteState.COMPLETE
        detail = {**signature_detail(target.version, signature), "partner": str(partner.id)}
        self._unlocked.audit(db, "note.cosigned", target.note.id, detail)

    def _return(self, db: Database, target: _Target, partner: Partner) -> None:
        row = Return(
            id=new_id(),
            note_version_id=target.version.id,
            partner_id=partner.id,
            comment=clean_text(target.item.comment),
            returned_at=target.item.decided_at,
        )
        db.add(row)
        db.flush()
        db.add_all(
            KeptRemark(
                return_id=row.id,
                position=position,
                section=remark.section[:_LONGEST_SECTION],
                passage=remark.passage,
                comment=remark.comment,
            )
            for position, remark in enumerate(_remarks(target.item), 1)
        )
        target.note.state = NoteState.RETURNED
        detail = {"version": str(target.version.id), "partner": str(partner.id)}
        self._unlocked.audit(db, "note.returned", target.note.id, detail)

    def _remember(self, db: Database, answer: Answer, hexadecimal: str, done: dict[PacketDecision, list[UUID]]) -> None:
        manifest = answer.manifest
        db.add(
            PacketAnswer(
                id=manifest.answer_id,
                packet_id=manifest.packet_id,
                sha256=hexadecimal,
                applied_by=self._unlocked.actor.staff_id,
                applied_at=self._clock(),
            )
        )
        counts = {decision.value: len(notes) for decision, notes in done.items()}
        self._unlocked.audit(db, "packet.applied", manifest.packet_id, {"answer": str(manifest.answer_id), **counts})


def _remarks(item: AnswerItem) -> tuple[Remark, ...]:
    """The remarks as they are kept: what came from outside reads as it is."""
    return tuple(
        Remark(clean_text(each.section), clean_text(each.passage), clean_text(each.comment)) for each in item.remarks
    )


def _bases(db: Database, packet: PacketOut, answer: Answer) -> dict[UUID, Signature]:
    """The author's signature of each version, as it went into the packet. Raises FileRefused."""
    wanted: Sequence[UUID] = [item.version_id for item in answer.manifest.items]
    rows = db.execute(
        select(PacketOutItem, Signature)
        .join(Signature, Signature.note_version_id == PacketOutItem.note_version_id)
        .where(
            PacketOutItem.packet_id == packet.id,
            PacketOutItem.note_version_id.in_(wanted),
            Signature.meaning.in_(AUTHORING),
        )
    )
    found = {
        item.note_version_id: signature
        for item, signature in rows
        if sha256(signature.pdf).hexdigest() == item.pdf_sha256
    }
    if set(found) != set(wanted):
        raise FileRefused(packet_refusals.ANSWER_NOT_SENT, "not-sent")
    return found


def _joined(author: Signature, appended: bytes, root: Certificate, issued: Certificate) -> _Cosigned:
    """The document of this vault with the supervisor's signature. Raises FileRefused unless all of it verifies."""
    from iop_desktop.documents.pki import fingerprint
    from iop_desktop.documents.verification import verify_note

    pdf = author.pdf + appended
    expected = [author.certificate_sha256, fingerprint(issued)]
    verdict = verify_note(pdf, [root], expected_signers=expected)
    signer = verdict.signers[-1] if verdict.signers else None
    if not verdict.ok or signer is None or signer.signed_at is None or signer.meaning != Meaning.COSIGNED.label:
        raise FileRefused(packet_refusals.ANSWER_NOT_VALID, "not-valid")
    return _Cosigned(pdf, signer, signer.signed_at)


def _of_supervisor(partner: Partner, day: date) -> tuple[Refusal, ...]:
    return refusals_of_supervisor(
        PartnerFacts(partner.role, partner.revoked_at is not None, partner.credential_until, day)
    )


def _require_supervisor(partner: Partner, day: date) -> None:
    refusals = _of_supervisor(partner, day)
    if refusals:
        raise Refused(refusals)

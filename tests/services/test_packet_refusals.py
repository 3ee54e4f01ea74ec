"""Packets and answers that are refused: with a plain sentence, and without any effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import select

from iop_desktop.documents import pki
from iop_desktop.documents.packet import key_hash, make_answer, make_packet, open_answer, open_packet
from iop_desktop.documents.packet_manifest import AnswerItem
from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.notes import Note, Return, Signature
from iop_desktop.models.packets import PacketAnswer, PacketIn, PacketInItem, PacketOut
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.returns import Remark
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.exchange_keys import own_keys
from iop_desktop.services.packet_refusals import FileRefused
from iop_desktop.services.packet_views import MadeFile
from iop_desktop.services.packets import PacketService
from tests import factories
from tests.factories import PASSPHRASE
from tests.services.two_clinics import AWAY_ADMINISTRATOR, REVIEWER, Place, TwoClinics

HOME_TABLES = (Note, Signature, Return, PacketOut, PacketAnswer)
AWAY_TABLES = (PacketIn, PacketInItem)


@pytest.fixture
def versions(two: TwoClinics) -> tuple[UUID, ...]:
    found = two.sign_notes()
    two.pair()
    return found


@pytest.fixture
def packet(two: TwoClinics, versions: tuple[UUID, ...]) -> MadeFile:
    """Two notes on their way."""
    return two.send(versions[:2])


@pytest.fixture
def answer(two: TwoClinics, packet: MadeFile) -> MadeFile:
    """Both co-signed."""
    two.cosign(two.receive(packet))
    return two.answer(packet)


def rows(place: Place, login: str, tables: tuple[Any, ...]) -> list[Any]:
    """Everything that could have changed."""
    with place.unlocked(login).reading() as db:
        found = []
        for table in tables:
            for row in db.scalars(select(table)):
                found.append({name: getattr(row, name) for name in table.__table__.columns.keys()})  # noqa: SIM118, PERF401  a column collection is no dict
        return found


@contextmanager
def no_effect(place: Place, login: str, tables: tuple[Any, ...], fault: str) -> Iterator[None]:
    """What runs inside is refused for this reason, says so plainly, and changes no row."""
    before = rows(place, login, tables)
    with pytest.raises((FileRefused, Refused)) as refused:
        yield
    error = refused.value
    assert fault == (error.refusals[0].code if isinstance(error, Refused) else getattr(error, "fault", ""))
    assert error.sentence.endswith(".")
    assert rows(place, login, tables) == before


def apply(two: TwoClinics, content: bytes, fault: str) -> None:
    """The author opens an answer that is refused."""
    with no_effect(two.home, factories.INTERN, HOME_TABLES, fault):
        two.author.packet_answers.apply(content, PASSPHRASE)


def opens(two: TwoClinics, content: bytes, fault: str) -> None:
    """The reviewer opens a packet that is refused."""
    with no_effect(two.away, REVIEWER, AWAY_TABLES, fault):
        two.reviewer.packet_inbox.open(content, PASSPHRASE)


def test_a_packet_is_opened_once(two: TwoClinics, packet: MadeFile) -> None:
    two.receive(packet)
    opens(two, packet.content, "replayed")


@pytest.mark.parametrize("place", [0, 1, 50, 85, 95, 4_000, -1])
def test_an_altered_packet_is_refused(two: TwoClinics, packet: MadeFile, place: int) -> None:
    content = bytearray(packet.content)
    content[place] ^= 0x10
    opens(two, bytes(content), "newer" if place == 0 else "closed")


def test_files_that_are_no_packets_are_refused(two: TwoClinics, packet: MadeFile) -> None:
    opens(two, b"", "not-ours")
    opens(two, packet.content[:-5], "not-ours")
    opens(two, b"%PDF-1.7", "not-ours")


def test_a_packet_for_somebody_else_is_refused(two: TwoClinics, packet: MadeFile) -> None:
    services = two.home.services(factories.SUPERVISOR)
    with pytest.raises(FileRefused) as refused:
        services.packet_inbox.open(packet.content, PASSPHRASE)
    assert refused.value.fault == "closed"
    with pytest.raises(NotAllowed):
        two.author.packet_inbox.open(packet.content, PASSPHRASE)


def test_a_packet_and_an_answer_are_told_apart(two: TwoClinics, packet: MadeFile, answer: MadeFile) -> None:
    reviewer_key = own_keys(two.away.unlocked(REVIEWER), PASSPHRASE).exchange
    author_key = own_keys(two.home.unlocked(factories.INTERN), PASSPHRASE).exchange
    found = open_answer(answer.content, author_key)
    to_reviewer = make_answer(
        replace(found.manifest, recipient=key_hash(reviewer_key.public_key())),
        found.appended,
        own_keys(two.away.unlocked(REVIEWER), PASSPHRASE).signing.key,
        reviewer_key.public_key(),
    )
    opens(two, to_reviewer, "other-kind")
    sent = open_packet(packet.content, reviewer_key)
    to_author = make_packet(
        replace(sent.manifest, recipient=key_hash(author_key.public_key())),
        sent.pdfs,
        own_keys(two.home.unlocked(factories.INTERN), PASSPHRASE).signing.key,
        author_key.public_key(),
    )
    apply(two, to_author, "other-kind")


def test_an_unknown_sender_is_refused(two: TwoClinics, versions: tuple[UUID, ...], packet: MadeFile) -> None:
    partner = two.away_administrator.partners.rows()[0]
    two.away_administrator.partners.revoke(partner.partner_id, "Laptop lost.")
    opens(two, packet.content, "unknown-sender")


def test_a_stranger_with_a_clinic_of_their_own_is_refused(two: TwoClinics, packet: MadeFile) -> None:
    """The packet is rebuilt by somebody who knows the reviewer's card but belongs to no trusted clinic."""
    reviewer_key = own_keys(two.away.unlocked(REVIEWER), PASSPHRASE).exchange
    sent = open_packet(packet.content, reviewer_key)
    root = pki.new_root("Harbor Light Recovery", two.clock())
    key, certificate = pki.issue_certificate(
        root, name="Dana Whitfield", credentials="", licence="", role_title="", email="", now=two.clock()
    )
    manifest = replace(sent.manifest, packet_id=uuid4(), certificate=pki.certificate_der(certificate))
    opens(two, make_packet(manifest, sent.pdfs, key, reviewer_key.public_key()), "unknown-sender")


def changed_packet(two: TwoClinics, packet: MadeFile, change: Callable[[Any], Any]) -> bytes:
    """A packet changed and signed anew by its genuine sender."""
    reviewer_key = own_keys(two.away.unlocked(REVIEWER), PASSPHRASE).exchange
    sent = open_packet(packet.content, reviewer_key)
    changed = change(sent)
    key = own_keys(two.home.unlocked(factories.INTERN), PASSPHRASE).signing.key
    return make_packet(changed.manifest, changed.pdfs, key, reviewer_key.public_key())


def test_a_note_that_is_not_as_signed_is_refused(two: TwoClinics, packet: MadeFile) -> None:
    def longer(sent: Any) -> Any:
        pdfs = (sent.pdfs[0] + b"\n% more", *sent.pdfs[1:])
        first = replace(sent.manifest.items[0], sha256=sha256(pdfs[0]).hexdigest())
        return replace(sent, pdfs=pdfs, manifest=replace(sent.manifest, items=(first, *sent.manifest.items[1:])))

    def other_record(sent: Any) -> Any:
        first = replace(sent.manifest.items[0], digest="ab" * 32)
        return replace(sent, manifest=replace(sent.manifest, items=(first, *sent.manifest.items[1:])))

    opens(two, changed_packet(two, packet, longer), "altered")
    opens(two, changed_packet(two, packet, other_record), "altered")


def test_a_certificate_for_another_key_is_refused(two: TwoClinics, packet: MadeFile) -> None:
    def own(sent: Any) -> Any:
        return replace(sent, manifest=replace(sent.manifest, issued=sent.manifest.certificate))

    def broken(sent: Any) -> Any:
        return replace(sent, manifest=replace(sent.manifest, issued=b"none"))

    opens(two, changed_packet(two, packet, own), "other-key")
    opens(two, changed_packet(two, packet, broken), "damaged")


def test_what_the_reviewer_cannot_do(two: TwoClinics, packet: MadeFile) -> None:
    items = two.receive(packet)
    reviews = two.reviewer.reviews.packets
    outcome = reviews.cosign(items, PASSPHRASE)
    assert {reason.code for each in outcome.not_ready for reason in each.reasons} == {"not-viewed"}
    for comment, code in ((" ", "comment"), ("x" * 20_001, "too-long")):
        with pytest.raises(Refused) as refused:
            reviews.return_note(items[0], comment)
        assert refused.value.refusals[0].code == code
    two.cosign(items[:1])
    assert [reason.code for reason in reviews.cosign(items[:1], PASSPHRASE).not_ready[0].reasons] == ["decided"]
    with pytest.raises(Refused):
        reviews.return_note(items[0], "Too late.")
    with pytest.raises(NotFound):
        reviews.view(uuid4())
    with pytest.raises(NotAllowed):
        two.away.services(AWAY_ADMINISTRATOR).reviews.packets.view(items[0])
    two.away_administrator.partners.revoke(two.away_administrator.partners.rows()[0].partner_id, "Moved away.")
    with pytest.raises(Refused) as refused:
        two.reviewer.reviews.packets.return_note(items[1], "Say more.")
    assert refused.value.refusals[0].code == "revoked"


def test_a_clock_outside_the_certificate_signs_nothing(two: TwoClinics, packet: MadeFile) -> None:
    items = two.receive(packet)
    two.reviewer.reviews.packets.mark_viewed(items[0])
    two.clock.advance(minutes=-60)
    outcome = two.reviewer.reviews.packets.cosign(items[:1], PASSPHRASE)
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["clock"]


def test_a_clock_set_back_signs_nothing(two: TwoClinics, packet: MadeFile) -> None:
    two.clock.advance(hours=3)
    items = two.receive(packet)
    two.reviewer.reviews.packets.mark_viewed(items[0])
    two.clock.advance(hours=-2)
    outcome = two.reviewer.reviews.packets.cosign(items[:1], PASSPHRASE)
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["clock-log"]


def test_an_answer_counts_once(two: TwoClinics, answer: MadeFile) -> None:
    two.author.packet_answers.apply(answer.content, PASSPHRASE)
    apply(two, answer.content, "replayed")


@pytest.mark.parametrize("place", [0, 1, 50, 85, 95, 4_000, -1])
def test_an_altered_answer_is_refused(two: TwoClinics, answer: MadeFile, place: int) -> None:
    content = bytearray(answer.content)
    content[place] ^= 0x10
    apply(two, bytes(content), "newer" if place == 0 else "closed")


def test_only_the_author_opens_the_answer(two: TwoClinics, answer: MadeFile) -> None:
    for place, login in ((two.home, factories.LICENSED), (two.home, factories.SUPERVISOR), (two.away, REVIEWER)):
        with pytest.raises(FileRefused) as refused:
            place.services(login).packet_answers.apply(answer.content, PASSPHRASE)
        assert refused.value.fault == "closed"


def changed_answer(
    two: TwoClinics,
    answer: MadeFile,
    change: Callable[[Any], Any],
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """An answer changed and signed anew by the genuine reviewer, or with another key."""
    author_key = own_keys(two.home.unlocked(factories.INTERN), PASSPHRASE).exchange
    found = change(open_answer(answer.content, author_key))
    genuine = own_keys(two.away.unlocked(REVIEWER), PASSPHRASE).signing.key
    appended = [delta for delta in found.appended if delta]
    return make_answer(found.manifest, appended, key or genuine, author_key.public_key())


def test_an_answer_to_another_clinics_packet_is_refused(two: TwoClinics, answer: MadeFile) -> None:
    def other(found: Any) -> Any:
        return replace(found, manifest=replace(found.manifest, packet_id=uuid4()))

    apply(two, changed_answer(two, answer, other), "unknown-packet")


def test_an_answer_by_somebody_else_is_refused(two: TwoClinics, answer: MadeFile) -> None:
    apply(two, changed_answer(two, answer, lambda found: found, ec.generate_private_key(ec.SECP256R1())), "forged")
    own = own_keys(two.home.unlocked(factories.INTERN), PASSPHRASE).signing

    def mine(found: Any) -> Any:
        return replace(found, manifest=replace(found.manifest, certificate=pki.certificate_der(own.certificate)))

    apply(two, changed_answer(two, answer, mine, own.key), "forged")


def test_an_answer_about_notes_that_were_not_sent_is_refused(
    two: TwoClinics, versions: tuple[UUID, ...], answer: MadeFile
) -> None:
    def about(version_id: UUID) -> Callable[[Any], Any]:
        item = AnswerItem(version_id, PacketDecision.RETURNED, two.clock(), comment="Change it.")
        return lambda found: replace(
            found, appended=(), manifest=replace(found.manifest, answer_id=uuid4(), items=(item,))
        )

    apply(two, changed_answer(two, answer, about(versions[3])), "not-sent")
    apply(two, changed_answer(two, answer, about(uuid4())), "not-sent")


def test_a_signature_that_does_not_fit_is_refused(two: TwoClinics, answer: MadeFile) -> None:
    def with_deltas(deltas: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]) -> Callable[[Any], Any]:
        def change(found: Any) -> Any:
            appended = deltas(found.appended)
            items = tuple(
                replace(item, sha256=sha256(delta).hexdigest())
                for item, delta in zip(found.manifest.items, appended, strict=True)
            )
            return replace(found, appended=appended, manifest=replace(found.manifest, items=items))

        return change

    swapped = with_deltas(lambda deltas: deltas[::-1])
    longer = with_deltas(lambda deltas: (deltas[0] + b"\n% and more", *deltas[1:]))
    flipped = with_deltas(lambda deltas: (deltas[0][:9_000] + b"0" + deltas[0][9_001:], *deltas[1:]))
    for change in (swapped, longer, flipped):
        apply(two, changed_answer(two, answer, change), "not-valid")


def test_a_return_without_words_is_refused(two: TwoClinics, packet: MadeFile) -> None:
    items = two.receive(packet)
    two.reviewer.reviews.packets.return_note(items[0], "Say more.")
    answer = two.answer(packet)

    def silent(found: Any) -> Any:
        item = replace(found.manifest.items[0], comment=" \u202e ")
        return replace(found, manifest=replace(found.manifest, items=(item,)))

    apply(two, changed_answer(two, answer, silent), "comment")


def test_a_remark_on_words_that_are_not_there_is_refused(two: TwoClinics, packet: MadeFile) -> None:
    items = two.receive(packet)
    two.reviewer.reviews.packets.return_note(items[0], "Say more.", [Remark("Plan", "words nobody wrote", "Why?")])
    apply(two, two.answer(packet).content, "passage")


def test_a_revoked_supervisor_is_refused(two: TwoClinics, answer: MadeFile) -> None:
    partner = two.home_administrator.partners.rows()[0]
    two.home_administrator.partners.revoke(partner.partner_id, "Left the practice.")
    apply(two, answer.content, "revoked")
    assert two.author.packets.supervisors() == ()
    with pytest.raises(Refused):
        two.author.packets.make(partner.partner_id, [], PASSPHRASE)


def test_a_supervisor_whose_credential_has_ended_is_refused(two: TwoClinics, answer: MadeFile) -> None:
    partner = two.home_administrator.partners.rows()[0]
    ended = two.clock().date() - timedelta(days=1)
    two.home_administrator.partners.set_credential_until(partner.partner_id, ended)
    apply(two, answer.content, "credential-ended")
    assert two.author.packets.supervisors() == ()
    two.home_administrator.partners.set_credential_until(partner.partner_id, None)
    assert len(two.author.packet_answers.apply(answer.content, PASSPHRASE).cosigned) == 2


def test_an_answer_to_an_older_version_has_no_effect(two: TwoClinics, answer: MadeFile) -> None:
    """The clinic's own supervisor returned one note meanwhile, and its author has signed a new version."""
    home_supervisor = two.home.services(factories.SUPERVISOR).cosigning
    row = home_supervisor.queue()[0]
    home_supervisor.return_note(row.version_id, "Say more.")
    author = two.author
    view = author.notes.open(row.note_id)
    saved = author.notes.save(row.note_id, view.revision, replace(view.draft, plan="Another plan for the week."))
    author.notes.mark_shown(row.note_id, saved.digest)
    author.signing.sign([row.note_id], PASSPHRASE)
    applied = author.packet_answers.apply(answer.content, PASSPHRASE)
    assert len(applied.cosigned) == 1
    assert [(each.note_id, each.reasons[0].code) for each in applied.refused] == [(row.note_id, "newer-version")]
    assert not author.records.versions(row.note_id)[1].complete


def test_an_answer_to_a_note_returned_or_cosigned_here_has_no_effect(two: TwoClinics, answer: MadeFile) -> None:
    home_supervisor = two.home.services(factories.SUPERVISOR).cosigning
    sent = [row.version_id for row in home_supervisor.queue()][:2]
    home_supervisor.return_note(sent[0], "Say more.")
    home_supervisor.mark_viewed(sent[1])
    home_supervisor.cosign([sent[1]], PASSPHRASE)
    with no_effect(two.home, factories.INTERN, HOME_TABLES, "returned"):
        two.author.packet_answers.apply(answer.content, PASSPHRASE)


def test_an_answer_from_a_wrong_clock_has_no_effect(two: TwoClinics, packet: MadeFile) -> None:
    items = two.receive(packet)
    two.clock.advance(hours=5)
    two.cosign(items)
    content = two.answer(packet).content
    two.clock.advance(hours=-5)
    apply(two, content, "clock")


def test_which_notes_are_not_sent(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    partner = two.author.packets.supervisors()[0].partner_id

    def refused(packets: PacketService, *version_ids: UUID) -> str:
        with pytest.raises(Refused) as error:
            packets.make(partner, version_ids, PASSPHRASE)
        return error.value.refusals[0].code

    assert refused(two.author.packets) == "nothing"
    assert refused(two.home.services(factories.LICENSED).packets, versions[0]) == "not-author"
    assert two.home.services(factories.LICENSED).packets.sendable() == ()
    two.home.services(factories.SUPERVISOR).cosigning.return_note(versions[0], "Say more.")
    assert refused(two.author.packets, *versions[:2]) == "state"
    for unknown in ((partner, uuid4()), (uuid4(), versions[1])):
        with pytest.raises(NotFound):
            two.author.packets.make(unknown[0], unknown[1:], PASSPHRASE)
    with two.home.unlocked(factories.INTERN).reading() as db:
        assert db.scalars(select(PacketOut)).all() == []
        assert not any("packet.made" in event.body for event in db.scalars(select(AuditEvent)))


def test_a_packet_key_that_changed_is_not_used_any_more(two: TwoClinics, packet: MadeFile) -> None:
    """The packet was made for the key on the trusted card, whatever the reviewer's vault holds."""
    with two.home.unlocked(factories.INTERN).reading() as db:
        sent = db.scalars(select(PacketOut)).one()
    assert sent.id == packet.packet_id
    key = own_keys(two.away.unlocked(REVIEWER), PASSPHRASE).exchange
    manifest = open_packet(packet.content, key).manifest
    assert sent.manifest_sha256 == sha256(manifest.as_bytes()).hexdigest()
    assert manifest.recipient == key_hash(X25519PublicKey.from_public_bytes(key.public_key().public_bytes_raw()))
    assert (
        x509.load_der_x509_certificate(manifest.issued).issuer
        != x509.load_der_x509_certificate(manifest.certificate).subject
    )

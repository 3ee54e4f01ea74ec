"""Notes go to a supervisor at another laptop and come back, between two real vaults."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.notes import Remark as KeptRemark
from iop_desktop.models.notes import Return, Signature
from iop_desktop.models.packets import ExchangeKey, PacketInItem
from iop_desktop.rules.returns import Remark
from iop_desktop.rules.vocabulary import Meaning, NoteState
from iop_desktop.services.errors import NotFound
from iop_desktop.services.packet_refusals import FileRefused
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from tests import factories
from tests.factories import PASSPHRASE
from tests.services.two_clinics import REVIEWER, TwoClinics
from tests.support.refusals import codes_of


@pytest.fixture
def versions(two: TwoClinics) -> tuple[UUID, ...]:
    """Four signed notes, and the clinics are paired."""
    found = two.sign_notes()
    two.pair()
    return found


def audit_of(two: TwoClinics) -> list[tuple[str, str]]:
    """Action and text of every entry on both sides."""
    found = []
    for place in (two.home, two.away):
        with next(iter(place.inside.values())).reading() as db:
            bodies = [json.loads(event.body) for event in db.scalars(select(AuditEvent))]
        found += [(body["action"], json.dumps(body, ensure_ascii=False)) for body in bodies]
    return found


def test_a_note_goes_there_and_comes_back_cosigned(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    before = two.author.records.pdf(versions[0])
    packet = two.send(versions[:2])
    assert packet.notes == 2
    assert two.author.packets.sendable()[0].sent_to == "Tunde Adeyemi"
    items = two.receive(packet)
    two.clock.advance(hours=3)
    assert two.cosign(items) == tuple(items)
    assert two.reviewer.reviews.packets.queue() == ()
    answer = two.answer(packet)
    assert len(answer.content) < len(before) * 2
    applied = two.author.packet_answers.apply(answer.content, PASSPHRASE)
    assert (len(applied.cosigned), applied.returned, applied.refused) == (2, (), ())
    for version_id in versions[:2]:
        assert two.author.records.verify(version_id) == ()
    after = two.author.records.pdf(versions[0])
    assert after.startswith(before)
    version = two.author.records.versions(applied.cosigned[0])[0]
    assert version.complete
    assert [(row.meaning, row.name, row.credentials) for row in version.signatures] == [
        (Meaning.AUTHOR, "Dana Whitfield", "MSW Intern"),
        (Meaning.COSIGNED, "Tunde Adeyemi", "PhD, LPC-S"),
    ]
    assert version.signatures[1].signed_at == two.clock()
    assert [row.version_id for row in two.author.packets.sendable()] == list(versions[2:])


def test_what_came_in_a_packet_stands_every_check_of_the_records(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    packet = two.send(versions[:2])
    items = two.receive(packet)
    two.cosign(items[:1])
    two.reviewer.reviews.packets.return_note(items[1], "Name the coping skill.")
    two.author.packet_answers.apply(two.answer(packet).content, PASSPHRASE)
    assert RecordCheckService(two.home.unlocked(factories.INTERN)).verify_all().problems == ()
    assert RecordCheckService(two.away.unlocked(REVIEWER)).verify_all().problems == ()
    two.clock.advance(days=2)
    two.home_administrator.partners.revoke(two.home_administrator.partners.rows()[0].partner_id, "Left.")
    assert two.home_administrator.records.verify(versions[0]) == ()
    assert RecordCheckService(two.home.unlocked(factories.ADMINISTRATOR)).verify_all().problems == ()


@pytest.mark.parametrize("minutes", [0, 10])
def test_a_cosignature_stays_good_when_its_clock_was_ahead_and_trust_ends(
    two: TwoClinics, versions: tuple[UUID, ...], minutes: int
) -> None:
    packet = two.send(versions[:1])
    two.clock.advance(minutes=minutes)
    two.cosign(two.receive(packet))
    answer = two.answer(packet)
    two.clock.advance(minutes=-minutes)
    two.author.packet_answers.apply(answer.content, PASSPHRASE)
    two.home_administrator.partners.revoke(two.home_administrator.partners.rows()[0].partner_id, "Left.")
    assert RecordCheckService(two.home.unlocked(factories.ADMINISTRATOR)).verify_all().problems == ()


def test_a_note_comes_back_with_comments(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    packet = two.send(versions[:2])
    items = two.receive(packet)
    remarks = (Remark("Plan", "Friday", "Which hour?"),)
    two.reviewer.reviews.packets.return_note(items[0], " Name the coping skill. ", remarks)
    two.cosign(items[1:])
    applied = two.author.packet_answers.apply(two.answer(packet).content, PASSPHRASE)
    assert (len(applied.cosigned), len(applied.returned)) == (1, 1)
    note = two.author.notes.open(applied.returned[0])
    assert (note.state, note.editable) == (NoteState.RETURNED, True)
    assert (note.return_comment, note.returned_by) == ("Name the coping skill.", "Tunde Adeyemi")
    with two.home.unlocked(factories.INTERN).reading() as db:
        remark = db.scalars(select(KeptRemark)).one()
        returned = db.scalars(select(Return)).one()
    assert (remark.section, remark.passage, remark.comment) == ("Plan", "Friday", "Which hour?")
    assert returned.supervisor_id is None


def test_a_packet_may_be_answered_in_parts(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    packet = two.send(versions[:3])
    items = two.receive(packet)
    with pytest.raises(NotFound):
        two.answer(packet)
    assert two.reviewer.packet_inbox.answers_due() == ()
    two.cosign(items[:1])
    due = two.reviewer.packet_inbox.answers_due()[0]
    assert (due.decided, due.unsent, due.open, due.clinic_name) == (1, 1, 2, "Harbor Light Recovery")
    first = two.answer(packet)
    assert two.reviewer.packet_inbox.answers_due()[0].unsent == 0
    two.cosign(items[1:])
    second = two.answer(packet)
    assert (first.notes, second.notes) == (1, 2)
    assert len(two.author.packet_answers.apply(second.content, PASSPHRASE).cosigned) == 2
    assert len(two.author.packet_answers.apply(first.content, PASSPHRASE).cosigned) == 1
    # A lost answer can be made once more; where it was applied already it has no effect.
    again = two.answer(packet)
    assert again.notes == 3
    assert codes_of(lambda: two.author.packet_answers.apply(again.content, PASSPHRASE)) == ["cosigned"]


def test_the_queue_shows_where_a_note_comes_from(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    two.receive(two.send(versions))
    two.clock.advance(days=2)
    rows = two.reviewer.reviews.packets.queue()
    assert {(row.clinic, row.age_days, row.viewed, row.version) for row in rows} == {
        ("Harbor Light Recovery", 2, False, 1)
    }
    assert rows[0].client_name == "Amara Okonkwo"
    assert rows[0].author == "Dana Whitfield, MSW Intern"
    view = two.reviewer.reviews.packets.view(rows[0].version_id)
    assert (view.clinic_name, view.group_name, view.viewed) == ("Harbor Light Recovery", "Morning IOP", False)
    pages = two.reviewer.reviews.packets.preview(rows[0].version_id, 1.0)
    assert pages[0].width > 500
    two.reviewer.reviews.packets.mark_viewed(rows[0].version_id)
    two.reviewer.reviews.packets.mark_viewed(rows[0].version_id)
    assert two.reviewer.reviews.packets.view(rows[0].version_id).viewed
    assert not two.reviewer.cosigning.queue()


def test_earlier_comments_travel_with_a_new_version(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    packet = two.send(versions[:1])
    two.reviewer.reviews.packets.return_note(two.receive(packet)[0], "Say more about the trigger.")
    note_id = two.author.packet_answers.apply(two.answer(packet).content, PASSPHRASE).returned[0]
    view = two.author.notes.open(note_id)
    saved = two.author.notes.save(note_id, view.revision, replace(view.draft, response="Payday was the trigger."))
    two.author.notes.mark_shown(note_id, saved.digest)
    two.author.signing.sign([note_id], PASSPHRASE)
    second = two.author.records.versions(note_id)[1].version_id
    item = two.receive(two.send([second]))[0]
    review = two.reviewer.reviews.packets.view(item)
    assert (review.version, review.earlier_comments) == (2, ("Say more about the trigger.",))


def test_nothing_that_names_a_client_is_in_file_name_or_audit(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    packet = two.send(versions)
    assert packet.name != two.send(versions[:1]).name
    two.cosign(two.receive(packet)[:1])
    two.reviewer.reviews.packets.return_note(
        two.reviewer.reviews.packets.queue()[0].version_id, "Too short, Amara said."
    )
    two.author.packet_answers.apply(two.answer(packet).content, PASSPHRASE)
    entries = audit_of(two)
    for word in ("Okonkwo", "Amara", "Too short", "Núñez"):
        assert word not in packet.name
        assert not any(word in text for _, text in entries)
    assert {
        "exchange_key.made",
        "card.made",
        "partner.trusted",
        "packet.made",
        "packet.opened",
        "packet_item.reviewed",
        "packet_item.cosigned",
        "packet_item.returned",
        "packet.answered",
        "packet.applied",
        "note.cosigned",
        "note.returned",
    } <= {action for action, _ in entries}


def test_each_packet_key_is_sealed_for_its_owner(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    with two.home.unlocked(factories.INTERN).reading() as db:
        row = db.scalars(select(ExchangeKey)).one()
        assert db.scalars(select(Signature.staff_id)).first() == row.staff_id
    first = row.public_key
    two.author.partners.my_card(PASSPHRASE)
    with two.home.unlocked(factories.INTERN).reading() as db:
        assert db.scalars(select(ExchangeKey.public_key)).one() == first


def test_who_comes_back_with_the_recovery_kit_gets_new_keys(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    packet = two.send(versions[:1])
    item = two.receive(packet)
    two.cosign(item)
    answer = two.answer(packet)
    two.home.lock()
    other = "harbor meadow candle willow stone"
    recovered = two.clinic.vault.recover(factories.INTERN, two.clinic.recovery_code, other, other)
    two.home.inside = {factories.INTERN: recovered.unlocked}
    with pytest.raises(FileRefused) as refused:
        two.author.packet_answers.apply(answer.content, other)
    assert refused.value.fault == "closed"
    # The earlier key is gone with the slot; the note can be sent anew.
    assert two.author.packets.make(two.author.packets.supervisors()[0].partner_id, versions[:1], other).notes == 1


def test_a_wrong_pass_phrase_does_nothing(two: TwoClinics, versions: tuple[UUID, ...]) -> None:
    packet = two.send(versions[:1])
    items = two.receive(packet)
    two.reviewer.reviews.packets.mark_viewed(items[0])
    wrong = "not the pass phrase at all"
    for call in (
        lambda: two.author.packets.make(two.author.packets.supervisors()[0].partner_id, versions[:1], wrong),
        lambda: two.reviewer.reviews.packets.cosign(items, wrong),
        lambda: two.reviewer.partners.my_card(wrong),
    ):
        with pytest.raises(WrongPassphrase):
            call()
        two.clock.advance(minutes=10)
    with two.away.unlocked(REVIEWER).reading() as db:
        assert db.scalars(select(PacketInItem.decision)).one() is None

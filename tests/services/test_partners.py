"""Pairing two clinics: cards, who trusts them, and how trust ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from iop_desktop.documents.pki import fingerprint, hangs_on
from iop_desktop.models.base import new_id
from iop_desktop.models.credentials import Revocation
from iop_desktop.models.packets import Partner
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.packet_refusals import FileRefused
from iop_desktop.services.packet_views import CardFile
from iop_desktop.services.unlocked import load_certificate
from tests import factories
from tests.factories import PASSPHRASE
from tests.services.two_clinics import TwoClinics


@pytest.fixture
def card(two: TwoClinics) -> CardFile:
    """The reviewer's card."""
    return two.reviewer.partners.my_card(PASSPHRASE)


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in error.value.refusals]


@pytest.mark.parametrize("form", ["file", "picture"])
def test_a_card_is_read_from_a_file_and_a_picture(two: TwoClinics, card: CardFile, tmp_path: Path, form: str) -> None:
    path = tmp_path / "card"
    path.write_bytes(card.content if form == "file" else card.picture)
    view = two.home_administrator.partners.read(path)
    assert (view.name, view.credentials, view.licence, view.title, view.role, view.clinic_name) == (
        "Tunde Adeyemi",
        "PhD, LPC-S",
        "S-2207",
        "Supervisor",
        Role.SUPERVISOR,
        "Bright Water Counseling",
    )
    assert (view.content, view.fingerprint) == (card.content, card.fingerprint)
    assert two.home_administrator.partners.rows() == ()


def test_what_is_no_card_is_refused(two: TwoClinics, card: CardFile, tmp_path: Path) -> None:
    partners = two.home_administrator.partners
    path = tmp_path / "card"
    for content in (b"", b"words", card.content[:-4], b"\x01", card.picture[:500]):
        path.write_bytes(content)
        with pytest.raises(FileRefused) as refused:
            partners.read(path)
        assert refused.value.sentence.endswith("Nothing was changed.")
    with pytest.raises(FileRefused):
        partners.read(tmp_path / "nowhere")
    with pytest.raises(FileRefused):
        partners.trust(b"words", card.fingerprint)


def test_trusting_a_supervisor_issues_a_certificate_for_their_own_key(two: TwoClinics, card: CardFile) -> None:
    two.home_administrator.partners.trust(card.content, card.fingerprint.replace(" ", ""))
    row = two.home_administrator.partners.rows()[0]
    assert (row.signed_name, row.trusted_by, row.revoked_at) == ("Tunde Adeyemi, PhD, LPC-S", "Priya Nair", None)
    assert row.fingerprint == card.fingerprint
    with two.home.unlocked(factories.ADMINISTRATOR).reading() as db:
        partner = db.scalars(select(Partner)).one()
    issued = load_certificate(partner.issued_certificate or b"")
    own = load_certificate(partner.certificate)
    assert issued.public_key() == own.public_key()
    assert hangs_on(own, load_certificate(partner.root_certificate))
    assert not hangs_on(issued, load_certificate(partner.root_certificate))


def test_an_author_is_trusted_without_a_certificate(two: TwoClinics) -> None:
    card = two.author.partners.my_card(PASSPHRASE)
    two.away_administrator.partners.trust(card.content, card.fingerprint)
    with two.away.unlocked("rmendez").reading() as db:
        assert db.scalars(select(Partner.issued_certificate)).one() is None
    assert two.reviewer.packets.supervisors() == ()


def test_who_trusts_what(two: TwoClinics, card: CardFile) -> None:
    with pytest.raises(NotAllowed):
        two.author.partners.trust(card.content, card.fingerprint)
    partners = two.home_administrator.partners
    with pytest.raises(Refused) as refused:
        partners.trust(card.content, card.fingerprint[:-1])
    assert codes(refused) == ["fingerprint"]
    with pytest.raises(Refused) as refused:
        partners.trust(card.content, card.fingerprint, two.clock().date() - timedelta(days=1))
    assert codes(refused) == ["credential-ended"]
    own = two.author.partners.my_card(PASSPHRASE)
    with pytest.raises(Refused) as refused:
        two.home_administrator.partners.trust(own.content, own.fingerprint)
    assert codes(refused) == ["own-clinic"]
    two.home_administrator.partners.trust(card.content, card.fingerprint)
    with pytest.raises(Refused) as refused:
        two.home_administrator.partners.trust(card.content, card.fingerprint)
    assert codes(refused) == ["known"]
    two.clock.advance(days=366 * 12)
    with pytest.raises(Refused) as refused:
        two.home_administrator.partners.trust(card.content, card.fingerprint)
    assert codes(refused) == ["known", "expired"]


def test_a_newer_card_replaces_the_earlier_one(two: TwoClinics, card: CardFile) -> None:
    two.home_administrator.partners.trust(card.content, card.fingerprint)
    two.clock.advance(days=1)
    newer = two.reviewer.partners.my_card(PASSPHRASE)
    two.home_administrator.partners.trust(newer.content, newer.fingerprint)
    rows = two.home_administrator.partners.rows()
    assert [(row.fingerprint, row.revoke_reason) for row in rows] == [
        (newer.fingerprint, ""),
        (card.fingerprint, "Replaced by a newer card."),
    ]


def test_trust_is_revoked_with_a_reason(two: TwoClinics, card: CardFile) -> None:
    two.home_administrator.partners.trust(card.content, card.fingerprint)
    partner_id = two.home_administrator.partners.rows()[0].partner_id
    with pytest.raises(NotAllowed):
        two.author.partners.revoke(partner_id, "Laptop lost.")
    with pytest.raises(Refused) as refused:
        two.home_administrator.partners.revoke(partner_id, "")
    assert codes(refused) == ["reason"]
    two.home_administrator.partners.revoke(partner_id, " Laptop lost. ")
    row = two.home_administrator.partners.rows()[0]
    assert (row.revoke_reason, row.revoked_at) == ("Laptop lost.", two.clock())
    with two.home.unlocked(factories.ADMINISTRATOR).reading() as db:
        revoked = db.scalars(select(Revocation)).one()
        issued = load_certificate(db.scalars(select(Partner.issued_certificate)).one() or b"")
    assert (revoked.certificate_sha256, int(revoked.serial, 16)) == (fingerprint(issued), issued.serial_number)
    with pytest.raises(Refused) as refused:
        two.home_administrator.partners.revoke(partner_id, "Again.")
    assert codes(refused) == ["revoked"]
    with pytest.raises(NotAllowed):
        two.author.partners.set_credential_until(partner_id, None)
    with pytest.raises(NotFound):
        two.home_administrator.partners.revoke(new_id(), "Who?")

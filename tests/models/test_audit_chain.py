"""The audit chain: whatever is changed in it afterwards is found."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit_chain import AuditEntry, AuditVerdict, append, head, verify
from iop_desktop.models.database import AUDIT_KEY, Vault
from iop_desktop.models.triggers import drop_triggers

from .conftest import NOW, Records

ENTRIES = 6


@pytest.fixture
def chained(records: Records) -> Iterator[Vault]:
    with records.open() as vault:
        for number in range(ENTRIES):
            with vault.transaction() as session:
                entry = AuditEntry(NOW, "note.signed", uuid.uuid4(), "note", uuid.uuid4(), {"number": number})
                append(session, entry)
        yield vault


def verdict_of(vault: Vault, anchors: tuple[Anchor, ...] = ()) -> AuditVerdict:
    with vault.transaction(readonly=True) as session:
        return verify(session, anchors)


def end_of(vault: Vault) -> Anchor:
    with vault.transaction(readonly=True) as session:
        end = head(session)
    assert end is not None
    return end


def tamper(vault: Vault, *statements: str) -> None:
    """Someone with the key and another program, who takes the triggers away first."""
    with vault.transaction() as session:
        drop_triggers(session.connection())
        for statement in statements:
            session.execute(text(statement))


def test_a_chain_without_entries_is_whole(records: Records) -> None:
    with records.open() as vault:
        assert verdict_of(vault) == AuditVerdict(True, 0)
        with vault.transaction(readonly=True) as session:
            assert head(session) is None


def test_an_untouched_chain_is_whole(chained: Vault) -> None:
    assert verdict_of(chained) == AuditVerdict(True, ENTRIES)
    assert end_of(chained).sequence == ENTRIES
    assert verdict_of(chained, (end_of(chained),)).ok


def test_an_entry_says_what_happened(chained: Vault) -> None:
    actor, subject = uuid.uuid4(), uuid.uuid4()
    at = datetime.datetime(2026, 11, 24, 12, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
    with chained.transaction() as session:
        end = append(session, AuditEntry(at, "note.returned", actor, "note", subject, {"words": 3}))
        body = session.execute(text("SELECT body FROM audit_event ORDER BY sequence DESC")).scalars().first()
    content = json.loads(str(body))
    assert len(content.pop("previous")) == 64
    assert content == {
        "sequence": end.sequence,
        "at": "2026-11-24T17:30:00.000000Z",
        "action": "note.returned",
        "actor": str(actor),
        "subject": "note",
        "subject_id": str(subject),
        "details": {"words": 3},
    }


@pytest.mark.parametrize(
    ("statements", "at", "words"),
    [
        (["UPDATE audit_event SET body = replace(body, 'signed', 'viewed') WHERE sequence = 3"], 3, "was changed"),
        (["UPDATE audit_event SET mac = zeroblob(32) WHERE sequence = 1"], 1, "was changed"),
        (["UPDATE audit_event SET body = CAST(body AS BLOB) WHERE sequence = 2"], 2, "was changed"),
        (["UPDATE audit_event SET mac = 'text' WHERE sequence = 2"], 2, "was changed"),
        (["DELETE FROM audit_event WHERE sequence = 4"], 4, "missing here"),
        (["DELETE FROM audit_event WHERE sequence = 1"], 1, "missing here"),
        (["DELETE FROM audit_event WHERE sequence > 4"], 5, "end are missing"),
        (["DELETE FROM audit_event"], 1, "end are missing"),
        (["DELETE FROM audit_head"], 7, "end are missing"),
        (
            [
                "UPDATE audit_event SET sequence = 99 WHERE sequence = 2",
                "UPDATE audit_event SET sequence = 2 WHERE sequence = 3",
                "UPDATE audit_event SET sequence = 3 WHERE sequence = 99",
            ],
            2,
            "does not follow",
        ),
        (
            [
                "DELETE FROM audit_event WHERE sequence = 2",
                "UPDATE audit_event SET sequence = sequence - 1 WHERE sequence > 2",
                "UPDATE audit_head SET sequence = sequence - 1",
            ],
            2,
            "does not follow",
        ),
        (["INSERT INTO audit_event SELECT 7, body, mac FROM audit_event WHERE sequence = 6"], 7, "does not follow"),
    ],
)
def test_what_was_changed_is_found(chained: Vault, statements: list[str], at: int, words: str) -> None:
    tamper(chained, *statements)
    verdict = verdict_of(chained)
    assert not verdict.ok
    assert verdict.at == at
    assert words in verdict.problem


def test_a_chain_cut_with_its_head_is_found_by_an_anchor_alone(chained: Vault) -> None:
    anchor = end_of(chained)
    tamper(
        chained,
        "DELETE FROM audit_event WHERE sequence > 4",
        "UPDATE audit_head SET sequence = 4, mac = (SELECT mac FROM audit_event WHERE sequence = 4)",
    )
    assert verdict_of(chained).ok
    verdict = verdict_of(chained, (anchor,))
    assert not verdict.ok
    assert verdict.at == ENTRIES
    assert "older than a copy" in verdict.problem


def test_a_rewritten_history_is_found_by_an_anchor(chained: Vault) -> None:
    verdict = verdict_of(chained, (Anchor(3, bytes(32)),))
    assert (verdict.ok, verdict.at) == (False, 3)
    assert "rewritten" in verdict.problem


def test_another_key_fits_nothing(chained: Vault) -> None:
    with Session(chained.engine, info={AUDIT_KEY: bytearray(32)}) as session:
        assert verify(session).at == 1


def test_a_session_that_is_not_the_vaults_has_no_chain(chained: Vault) -> None:
    with Session(chained.engine) as session, pytest.raises(LookupError):
        append(session, AuditEntry(NOW, "note.signed"))


def test_an_entry_needs_a_zone(chained: Vault) -> None:
    with chained.transaction() as session, pytest.raises(ValueError, match="time zone"):
        append(session, AuditEntry(datetime.datetime(2026, 11, 24), "note.signed"))
    assert verdict_of(chained).ok


def test_a_failed_change_leaves_no_entry(chained: Vault) -> None:
    def fail() -> None:
        with chained.transaction() as session:
            append(session, AuditEntry(NOW, "note.signed"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert verdict_of(chained) == AuditVerdict(True, ENTRIES)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_head SET sequence = 1",
        "UPDATE audit_head SET sequence = sequence + 2",
        "UPDATE audit_head SET mac = zeroblob(32)",
        "DELETE FROM audit_head",
        "REPLACE INTO audit_head VALUES (1, 2, zeroblob(32))",
    ],
)
def test_the_head_only_moves_one_step_forward(chained: Vault, statement: str) -> None:
    with pytest.raises(IntegrityError, match="kept for ever"), chained.transaction() as session:
        session.execute(text(statement))
    assert verdict_of(chained).ok

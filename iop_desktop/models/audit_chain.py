"""The audit chain: each change leaves an entry in the same transaction, linked to the one before by a keyed hash.

Anyone who has the vault open has the key, so the chain proves that entries were made by this program with the vault
open and were not altered since; who made them is what signatures are for.
"""

from __future__ import annotations

import datetime
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.canonical import Json, canonical
from iop_desktop.models.database import AUDIT_KEY

_MAC_BYTES = 32
_NO_MAC = bytes(_MAC_BYTES)
_HEAD_ID = 1
_BATCH = 1000
_LAST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What happened. ``details`` holds identifiers, counts and codes; never a note's text or a pass phrase."""

    at: datetime.datetime
    action: str
    actor: uuid.UUID | None = None
    subject: str = ""
    subject_id: uuid.UUID | None = None
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's end at one moment, kept outside the database to notice an older database put back."""

    sequence: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Whether the chain is whole; ``problem`` is empty or a plain sentence, ``at`` the first entry that is wrong."""

    ok: bool
    entries: int
    problem: str = ""
    at: int | None = None


def append(session: Session, entry: AuditEntry) -> Anchor:
    """Add ``entry`` in the caller's transaction (made by ``Vault.transaction``) and return the new end of the chain.

    Raises ValueError for a time without zone and LookupError when the session carries no audit key.
    """
    end = head(session)
    sequence = (end.sequence if end else 0) + 1
    body = _body(entry, sequence, end.mac if end else _NO_MAC)
    mac = hmac.digest(_key(session), body, "sha256")
    session.execute(insert(AuditEvent).values(sequence=sequence, body=body.decode(), mac=mac))
    if end is None:
        session.execute(insert(AuditHead).values(id=_HEAD_ID, sequence=sequence, mac=mac))
    else:
        session.execute(update(AuditHead).where(AuditHead.id == _HEAD_ID).values(sequence=sequence, mac=mac))
    return Anchor(sequence, mac)


def head(session: Session) -> Anchor | None:
    """The end of the chain as the head row has it, or None before the first entry."""
    row = session.execute(select(AuditHead.sequence, AuditHead.mac).with_for_update()).one_or_none()
    return None if row is None else Anchor(row.sequence, row.mac)


def newest_at(session: Session) -> datetime.datetime | None:
    """The latest time among the last entries: what was already there when the clock is asked again.

    Older entries do not count, so that a clock that once stood years ahead does not stop the clinic for years.
    """
    last = select(AuditEvent.body).order_by(AuditEvent.sequence.desc()).limit(_LAST_ENTRIES)
    times = [datetime.datetime.fromisoformat(json.loads(body)["at"]) for body in session.scalars(last)]
    return max(times, default=None)


def verify(session: Session, anchors: Sequence[Anchor] = ()) -> AuditVerdict:
    """Recompute the whole chain (about 11 us an entry) and compare it with the head row and with ``anchors``."""
    key = _key(session)
    expected = {anchor.sequence: anchor.mac for anchor in anchors}
    rows = session.execute(
        select(AuditEvent.sequence, AuditEvent.body, AuditEvent.mac)
        .order_by(AuditEvent.sequence)
        .execution_options(yield_per=_BATCH)
    )
    count, previous = 0, _NO_MAC
    for sequence, body, mac in rows:
        problem = _problem(count + 1, sequence, body, mac, key, previous)
        if not problem and expected.pop(sequence, mac) != mac:
            problem = "The history up to here was rewritten."
        if problem:
            return AuditVerdict(False, count, problem, count + 1)
        count, previous = count + 1, mac
    return _verdict_of_end(count, previous, head(session), expected)


def _key(session: Session) -> bytearray:
    key: bytearray | None = session.info.get(AUDIT_KEY)
    if key is None:
        raise LookupError("this session was not made by the vault")
    return key


def _body(entry: AuditEntry, sequence: int, previous: bytes) -> bytes:
    if entry.at.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return canonical(
        {
            "sequence": sequence,
            "previous": previous.hex(),
            "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "action": entry.action,
            "actor": str(entry.actor) if entry.actor else None,
            "subject": entry.subject,
            "subject_id": str(entry.subject_id) if entry.subject_id else None,
            "details": entry.details,
        }
    )


def _problem(expected: int, sequence: int, body: object, mac: object, key: bytearray, previous: bytes) -> str:
    if sequence != expected:
        return "An entry is missing here."
    # SQLite keeps whatever kind of value another program writes.
    if not isinstance(body, str) or not isinstance(mac, bytes):
        return "This entry was changed."
    if not hmac.compare_digest(hmac.digest(key, body.encode(), "sha256"), mac):
        return "This entry was changed."
    content = json.loads(body)
    if content["sequence"] != sequence or content["previous"] != previous.hex():
        return "This entry does not follow the one before it."
    return ""


def _verdict_of_end(count: int, mac: bytes, end: Anchor | None, missing: Mapping[int, bytes]) -> AuditVerdict:
    if (end.sequence if end else 0) != count or (end.mac if end else _NO_MAC) != mac:
        return AuditVerdict(False, count, "Entries at the end are missing.", count + 1)
    if missing:
        return AuditVerdict(False, count, "These records are older than a copy known to exist.", min(missing))
    return AuditVerdict(True, count)

"""The audit chain: each change leaves an entry in the same transaction, linked to the one before by a keyed hash.

Anyone who has the vault open has the key, so the chain proves that entries were made by this program with the vault
open and were not altered since; who made them is what signatures are for.
"""

from __future__ import annotations

import datetime
import hmac
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.canonical import Json, canonical
from iop_desktop.models.database import AUDIT_KEY
from iop_desktop.models.keyed_hash import keyed_hash

_MAC_BYTES = 32
_NO_MAC = bytes(_MAC_BYTES)
_HEAD_ID = 1
_LINK = '"previous":"'
_BATCH = 2000
_LAST_ENTRIES = 200
# Put together once, and on the tables themselves: every use case that changes or opens something waits for these.
_EVENTS, _HEADS = (cast("Table", each.__table__) for each in (AuditEvent, AuditHead))
_READ_HEAD = select(_HEADS.c.sequence, _HEADS.c.mac).with_for_update()
_ADD = insert(_EVENTS)
_ADD_HEAD = insert(_HEADS)
_MOVE_HEAD = (
    update(_HEADS).where(_HEADS.c.id == _HEAD_ID).values(sequence=bindparam("new_sequence"), mac=bindparam("new_mac"))
)
Told = Callable[[int, int], object]
"""Called with the number of entries that were read and the number there are; may raise to stop."""


class Break(StrEnum):
    """In what way a chain is broken."""

    GAP = "gap"
    ALTERED = "altered"
    UNLINKED = "unlinked"
    CUT = "cut"
    OLDER = "older"
    REWRITTEN = "rewritten"
    CHECKPOINT_GONE = "checkpoint-gone"
    CHECKPOINT_FORGED = "checkpoint-forged"


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
class AuditVerdict:
    """Whether the chain is whole; ``problem`` is empty or a plain sentence, ``at`` the first entry that is wrong.

    From there on nothing is proved, so ``entries`` counts the sound ones before it; ``kind`` says what was done.
    """

    ok: bool
    entries: int
    problem: str = ""
    at: int | None = None
    kind: Break | None = None


def append(session: Session, entry: AuditEntry) -> Anchor:
    """Add ``entry`` in the caller's transaction (made by ``Vault.transaction``) and return the new end of the chain.

    Raises ValueError for a time without zone and LookupError when the session carries no audit key.
    """
    end = head(session)
    sequence = (end.sequence if end else 0) + 1
    body = body_of(entry, sequence, end.mac if end else _NO_MAC)
    mac = hmac.digest(_key(session), body, "sha256")
    connection = session.connection()
    connection.execute(_ADD, {"sequence": sequence, "body": body.decode(), "mac": mac})
    if end is None:
        connection.execute(_ADD_HEAD, {"id": _HEAD_ID, "sequence": sequence, "mac": mac})
    else:
        connection.execute(_MOVE_HEAD, {"new_sequence": sequence, "new_mac": mac})
    return Anchor(sequence, mac)


def head(session: Session) -> Anchor | None:
    """The end of the chain as the head row has it, or None before the first entry."""
    row = session.connection().execute(_READ_HEAD).one_or_none()
    return None if row is None else Anchor(row.sequence, row.mac)


def newest_at(session: Session) -> datetime.datetime | None:
    """The latest time among the last entries: what was already there when the clock is asked again.

    Older entries do not count, so that a clock that once stood years ahead does not stop the clinic for years.
    """
    last = select(AuditEvent.body).order_by(AuditEvent.sequence.desc()).limit(_LAST_ENTRIES)
    times = [datetime.datetime.fromisoformat(json.loads(body)["at"]) for body in session.scalars(last)]
    return max(times, default=None)


def mac_at(session: Session, sequence: int) -> bytes | None:
    """The keyed hash of one entry, or None when there is no such entry."""
    return session.scalars(select(AuditEvent.mac).where(AuditEvent.sequence == sequence)).one_or_none()


def verify(session: Session, anchors: Sequence[Anchor] = (), told: Told | None = None) -> AuditVerdict:
    """Recompute the whole chain and compare it with the head row and with ``anchors``.

    Reads in parts, so that memory does not grow with the chain; stops at the first entry that is wrong.
    """
    hashed, end = keyed_hash(_key(session)), head(session)
    kept: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        kept.setdefault(anchor.sequence, []).append(anchor)
    count, previous, whole = 0, _NO_MAC, end.sequence if end else 0
    for rows in _parts(session):
        for row in rows:
            broken = _broken(count + 1, row, hashed, previous)
            if broken is None and count + 1 in kept:
                broken = _against(kept.pop(count + 1), row[2])
            if broken is not None:
                return AuditVerdict(False, count, broken[1], count + 1, broken[0])
            count, previous = count + 1, row[2]
        if told is not None:
            told(count, max(whole, count))
    return _verdict_of_end(count, previous, end, kept)


def _parts(session: Session) -> Iterator[Sequence[Any]]:
    """Rows (sequence, body, mac) in order, so many at a time, straight from the driver: objects would cost half."""
    cursor = session.connection().connection.cursor()
    try:
        cursor.execute("SELECT sequence, body, mac FROM audit_event ORDER BY sequence")
        while rows := cursor.fetchmany(_BATCH):
            yield rows
    finally:
        cursor.close()


def _key(session: Session) -> bytearray:
    key: bytearray | None = session.info.get(AUDIT_KEY)
    if key is None:
        raise LookupError("this session was not made by the vault")
    return key


def body_of(entry: AuditEntry, sequence: int, previous: bytes) -> bytes:
    """The canonical text of an entry at its place in the chain. Raises ValueError for a time without zone."""
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


def _broken(
    expected: int, row: Sequence[Any], hashed: Callable[[bytes], bytes], previous: bytes
) -> tuple[Break, str] | None:
    """What is wrong with a row, or None."""
    sequence, body, mac = row
    if sequence != expected:
        missing = f"Entries {expected} to {sequence - 1} are" if sequence > expected + 1 else "An entry is"
        return Break.GAP, f"{missing} missing here."
    # SQLite keeps whatever kind of value another program writes.
    if type(body) is not str or type(mac) is not bytes:
        return Break.ALTERED, "This entry was changed."
    if not hmac.compare_digest(hashed(body.encode()), mac):
        return Break.ALTERED, "This entry was changed."
    # The spelling is canonical and the hash fits, so the last such words are those of the entry itself: a quotation
    # mark inside a text after it would be escaped.
    if not body.startswith(_link(sequence, previous), body.rfind(_LINK)):
        return Break.UNLINKED, "This entry does not follow the one before it."
    return None


def _link(sequence: int, previous: bytes) -> str:
    return f'{_LINK}{previous.hex()}","sequence":{sequence},"subject":'


def _against(anchors: Sequence[Anchor], mac: bytes) -> tuple[Break, str] | None:
    for anchor in anchors:
        if anchor.mac != mac:
            return Break.REWRITTEN, f"The history up to here was rewritten{_compared(anchor)}."
    return None


def _compared(anchor: Anchor) -> str:
    return f": it is not the one that {anchor.source} knows" if anchor.source else ""


def _verdict_of_end(count: int, mac: bytes, end: Anchor | None, kept: Mapping[int, Sequence[Anchor]]) -> AuditVerdict:
    if (end.sequence if end else 0) != count or (end.mac if end else _NO_MAC) != mac:
        return AuditVerdict(False, count, "Entries at the end are missing.", count + 1, Break.CUT)
    if kept:
        at = min(kept)
        source = kept[at][0].source or "a copy known to exist"
        problem = f"These records are older than {source}: entries up to {max(kept)} were there."
        return AuditVerdict(False, count, problem, at, Break.OLDER)
    return AuditVerdict(True, count)

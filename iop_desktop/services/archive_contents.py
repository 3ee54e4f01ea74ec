"""What goes into an archive: every row of each client as JSON, the signed PDFs, the sessions, the certificates."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Row, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.chart_rows import key_of, rows_of_chart
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.people import Admission, Client
from iop_desktop.models.tables import Base

# What the rows of clients refer to; without it they cannot be read.
AROUND = (
    *("program", "treatment_group", "group_session", "session_break"),
    *("group_part", "rule_override", "session_document"),
    *("delivery", "delivered_segment"),
)
# Of staff only what a signature names; keys and logins stay behind.
_STAFF = ("id", "name", "credentials", "licence", "title", "roles", "left_on")
_CERTIFICATES = ("staff_certificate", "revocation")


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of the archive: its name in it, what kind it is, and its content."""

    name: str
    kind: str
    content: bytes


def clients_of(db: Database, program_id: UUID | None) -> tuple[tuple[UUID, str], ...]:
    """Clients ever admitted to a program, or to any, with their record numbers, in their order."""
    query = select(Client.id, Client.record_number).join(Admission, Admission.client_id == Client.id).distinct()
    if program_id is not None:
        query = query.where(Admission.program_id == program_id)
    return tuple((key, number) for key, number in db.execute(query.order_by(Client.record_number)))


def client_files(db: Database, client_id: UUID, number: int) -> Iterator[ArchivedFile]:
    """The chart as JSON and each signed PDF of one client, in a folder with a running number."""
    connection, folder = db.connection(), f"clients/{number:05}"
    chart: dict[str, list[dict[str, Any]]] = {}
    for name, keys in sorted(rows_of_chart(connection, client_id).items()):
        if name == "session_document":
            continue
        table = Base.metadata.tables[name]
        key = key_of(table)
        rows = connection.execute(select(table).where(key.in_(keys)).order_by(key)).all()
        if name == "signature":
            for row in rows:
                yield ArchivedFile(f"{folder}/{row.id}.pdf", "document", row.pdf)
        chart[name] = [_plain(table.c, row) for row in rows]
    yield ArchivedFile(f"{folder}/chart.json", "chart", _json(chart))


def shared_files(db: Database, program_id: UUID | None) -> Iterator[ArchivedFile]:
    """Groups, sessions and lessons, the staff who signed, papers of the program's sessions, what proves signatures."""
    connection = db.connection()
    around: dict[str, list[dict[str, Any]]] = {}
    for name in (*AROUND, *_CERTIFICATES):
        table = Base.metadata.tables[name]
        query = select(table).order_by(table.c.id)
        if name == "session_document" and program_id is not None:
            # A paper names everybody who was there, so that of another program stays out.
            ours = select(Session.id).join(Group, Group.id == Session.group_id).where(Group.program_id == program_id)
            query = query.where(table.c.session_id.in_(ours))
        rows = connection.execute(query).all()
        if name == "session_document":
            for row in rows:
                yield ArchivedFile(f"sessions/{row.id}.pdf", "paper", row.pdf)
        around[name] = [_plain(table.c, row) for row in rows]
    staff = Base.metadata.tables["staff"]
    columns = [staff.c[name] for name in _STAFF]
    around["staff"] = [_plain(columns, row) for row in connection.execute(select(*columns).order_by(staff.c.id))]
    clinic = Base.metadata.tables["clinic"]
    row = connection.execute(select(clinic.c.name, clinic.c.address, clinic.c.zone, clinic.c.root_certificate)).one()
    yield ArchivedFile("root-certificate.der", "certificate", row.root_certificate)
    around["clinic"] = [{"name": row.name, "address": row.address, "zone": row.zone}]
    yield ArchivedFile("around.json", "chart", _json(around))


def index_json(head: dict[str, Any], files: Iterable[dict[str, Any]]) -> bytes:
    """The index: what the archive is, and each file with its length and digest."""
    return _json({**head, "files": list(files)})


def _plain(columns: Iterable[Column[Any]], row: Row[Any]) -> dict[str, Any]:
    # A PDF is a file of its own.
    found = zip((column.name for column in columns), row, strict=True)
    return {name: _value(value) for name, value in found if name != "pdf"}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()

"""Clients as rows of a list: three statements whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, Membership
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.services.people_views import ClientRow


def client_rows(db: Database, query: Select[Client], on: date) -> tuple[ClientRow, ...]:
    """The clients of ``query`` (which selects ``Client``) in its order, with program and groups on the day ``on``."""
    clients = list(db.scalars(query))
    ids = [client.id for client in clients]
    programs, groups = _programs(db, ids, on), _groups(db, ids, on)
    return tuple(_row(client, programs.get(client.id, ""), groups.get(client.id, "")) for client in clients)


def current_membership(on: date) -> ColumnElement[bool]:
    """Memberships that count on a day."""
    return (Membership.first_on <= on) & or_(Membership.last_on.is_(None), Membership.last_on >= on)


def member_count(db: Database, group_id: UUID, on: date) -> int:
    """How many members a group has on a day, whoever asks."""
    return db.scalars(
        select(func.count(Membership.id)).where(Membership.group_id == group_id, current_membership(on))
    ).one()


def current_admission(on: date) -> ColumnElement[bool]:
    """Episodes of care that last on a day."""
    return (Admission.admitted_on <= on) & or_(Admission.discharged_on.is_(None), Admission.discharged_on >= on)


def _programs(db: Database, ids: Collection[UUID], on: date) -> dict[UUID, str]:
    query = (
        select(Admission.client_id, Program.name)
        .join(Program, Program.id == Admission.program_id)
        .where(Admission.client_id.in_(ids), current_admission(on))
        .order_by(Program.name)
    )
    return _joined(db, query)


def _groups(db: Database, ids: Collection[UUID], on: date) -> dict[UUID, str]:
    query = (
        select(Membership.client_id, Group.name)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.client_id.in_(ids), current_membership(on))
        .order_by(Group.name)
    )
    return _joined(db, query)


def _joined(db: Database, query: Select[UUID, str]) -> dict[UUID, str]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for client_id, name in db.execute(query):
        found[client_id].append(name)
    return {client_id: ", ".join(names) for client_id, names in found.items()}


def _row(client: Client, program: str, groups: str) -> ClientRow:
    name = display_name(client.first_name, client.last_name, client.preferred_name)
    return ClientRow(
        client_id=client.id,
        record_number=client.record_number,
        name=name,
        initials=initials_of(name),
        pronouns=client.pronouns,
        date_of_birth=client.date_of_birth,
        program=program,
        groups=groups,
    )

"""How members are named on papers that others may see, as the clinic chose it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting
from iop_desktop.models.people import Client
from iop_desktop.rules.sign_in import SheetNames, SheetPerson, sheet_names

SHEET_NAMES_SETTING = "sign_in.names"


def chosen_style(db: Database) -> SheetNames:
    """What the clinic chose."""
    setting = db.get(Setting, SHEET_NAMES_SETTING)
    return SheetNames(setting.value) if setting is not None else SheetNames.INITIAL


def names_on_sheets(db: Database, client_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The name of each of these clients; empty where the clinic prints numbers only."""
    rows = db.execute(
        select(Client.id, Client.first_name, Client.last_name, Client.preferred_name).where(Client.id.in_(client_ids))
    )
    people = {client_id: SheetPerson(first, last, preferred) for client_id, first, last, preferred in rows}
    names = sheet_names([people[client_id] for client_id in client_ids], chosen_style(db))
    return dict(zip(client_ids, names, strict=True))

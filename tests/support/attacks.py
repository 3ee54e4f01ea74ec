"""What somebody does to the records with the vault open and another program, past the services."""

from __future__ import annotations

import hmac
import json
from typing import Any

from sqlalchemy import text

from iop_desktop.models.canonical import canonical
from iop_desktop.models.triggers import drop_triggers, install_triggers
from iop_desktop.services.unlocked import Unlocked


def attack(unlocked: Unlocked, *statements: str, **values: Any) -> None:
    """Run statements without the database's own protection, and put it back so that it does not tell."""
    with unlocked.transaction() as db:
        drop_triggers(db.connection())
    with unlocked.vault.raw_connection() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement, {name: value for name, value in values.items() if f":{name}" in statement})
        connection.commit()
    with unlocked.transaction() as db:
        install_triggers(db.connection())


def rewrite(unlocked: Unlocked, at: int) -> None:
    """Somebody who took the audit key from memory changes an entry and links every later one anew."""
    key = bytes(unlocked.vault.keys.audit_key)
    with unlocked.transaction() as db:
        drop_triggers(db.connection())
        rows = db.execute(text("SELECT sequence, body FROM audit_event WHERE sequence >= :at ORDER BY 1"), {"at": at})
        mac = b""
        for sequence, body in rows.all():
            content = json.loads(body)
            content |= {"previous": mac.hex()} if mac else {"actor": None}
            made = canonical(content)
            mac = hmac.digest(key, made, "sha256")
            values = {"sequence": sequence, "body": made.decode(), "mac": mac}
            db.execute(text("UPDATE audit_event SET body = :body, mac = :mac WHERE sequence = :sequence"), values)
        db.execute(text("UPDATE audit_head SET mac = :mac"), {"mac": mac})
        install_triggers(db.connection())


def cut(unlocked: Unlocked, at: int) -> None:
    """The end goes with its head row, so that the chain alone looks whole."""
    attack(
        unlocked,
        f"DELETE FROM audit_event WHERE sequence > {at}",
        f"UPDATE audit_head SET sequence = {at}, mac = (SELECT mac FROM audit_event WHERE sequence = {at})",
    )

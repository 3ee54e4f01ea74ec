"""Words typed into a dialog that has no draft of its own, kept in the records when the lock closes the dialog.

They are one person's and come back when the same dialog about the same thing is opened again: whoever may not open it
any more does not see them again. They stand in a setting named after the person, inside the encrypted records.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting
from iop_desktop.rules.rights import Right
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

KEPT_FOR = timedelta(days=14)
LONGEST_WORDS = 20_000
"""Of one field; what is longer is cut there, as no dialog takes more."""
_PREFIX = "words."
Words = Mapping[str, str]
"""What stood in the fields of one dialog, by the names of the fields."""


class KeptWordsService:
    """Use cases of the window. A dialog is named ``kind:id``; nothing of the words is in the audit log."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.OWN_ACCOUNT)
    def keep(self, dialogs: Mapping[str, Words]) -> None:
        """Keep what was typed into these dialogs; what was kept of them before is replaced."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            _forget_old(db, now - KEPT_FOR)
            kept = self._mine(db)
            for name, words in dialogs.items():
                fields = {field: text[:LONGEST_WORDS] for field, text in words.items()}
                kept[name] = {"at": now.isoformat(), "fields": fields}
            _write(db, self._name, kept)
            self._unlocked.audit(db, "words.kept", self._unlocked.actor.staff_id, {"dialogs": len(dialogs)})

    @needs(Right.OWN_ACCOUNT)
    def mine(self) -> Mapping[str, Words]:
        """What was kept of this person's dialogs in the last 14 days, by dialog. It stays until ``drop``."""
        since = self._clock() - KEPT_FOR
        with self._unlocked.reading() as db:
            kept = self._mine(db)
        return {
            name: {str(field): str(text) for field, text in found["fields"].items()}
            for name, found in kept.items()
            if _at(found) >= since
        }

    @needs(Right.OWN_ACCOUNT)
    def drop(self, dialog: str) -> None:
        """The dialog was sent or closed by its writer: its words are not kept any more."""
        with self._unlocked.transaction() as db:
            kept = self._mine(db)
            if kept.pop(dialog, None) is not None:
                _write(db, self._name, kept)
                self._unlocked.audit(db, "words.dropped", self._unlocked.actor.staff_id)

    @property
    def _name(self) -> str:
        return f"{_PREFIX}{self._unlocked.actor.staff_id.hex}"

    def _mine(self, db: Database) -> dict[str, Any]:
        return _read(db.get(Setting, self._name))


def forget_words(db: Database, ids: Collection[UUID]) -> None:
    """What anybody typed about these things goes with them; in the caller's transaction."""
    gone = {str(key) for key in ids}
    for row in db.scalars(_rows()).all():
        kept = _read(row)
        _write(db, row.name, {name: each for name, each in kept.items() if not gone & set(name.split(":"))})


def _forget_old(db: Database, before: datetime) -> None:
    """Also of people who never come back."""
    for row in db.scalars(_rows()).all():
        _write(db, row.name, {name: each for name, each in _read(row).items() if _at(each) >= before})


def _rows() -> Any:
    return select(Setting).where(Setting.name.startswith(_PREFIX, autoescape=True))


def _read(row: Setting | None) -> dict[str, Any]:
    return dict(json.loads(row.value)) if row is not None else {}


def _at(kept: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(kept["at"])


def _write(db: Database, name: str, kept: Mapping[str, Any]) -> None:
    if not kept:
        db.execute(delete(Setting).where(Setting.name == name))
        return
    row = db.get(Setting, name)
    if row is None:
        row = Setting(name=name)
        db.add(row)
    row.value = json.dumps(kept, ensure_ascii=False)
    db.flush()

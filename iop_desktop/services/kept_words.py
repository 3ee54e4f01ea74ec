"""Words typed into a dialog that has no draft of its own, kept in the records when the lock closes the dialog.

They are one person's and come back when the same dialog about the same thing is opened again: whoever may not open it
any more does not see them again. They stand inside the encrypted records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.writing import KeptWords
from iop_desktop.rules.rights import Right
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

KEPT_FOR = timedelta(days=14)
LONGEST_WORDS = 20_000
"""Of one field; what is longer is cut there, as no dialog takes more."""
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
        now, me = self._clock(), self._unlocked.actor.staff_id
        with self._unlocked.transaction() as db:
            # Also of people who never come back.
            db.execute(delete(KeptWords).where(KeptWords.kept_at < now - KEPT_FOR))
            db.execute(delete(KeptWords).where(KeptWords.staff_id == me, KeptWords.dialog.in_(dialogs)))
            for name, words in dialogs.items():
                fields = {field: text[:LONGEST_WORDS] for field, text in words.items()}
                db.add(KeptWords(staff_id=me, dialog=name, fields=fields, kept_at=now))
            self._unlocked.audit(db, "words.kept", me, {"dialogs": len(dialogs)})

    @needs(Right.OWN_ACCOUNT)
    def mine(self) -> Mapping[str, Words]:
        """What was kept of this person's dialogs in the last 14 days, by dialog. It stays until ``drop``."""
        mine = KeptWords.staff_id == self._unlocked.actor.staff_id
        query = select(KeptWords).where(mine, KeptWords.kept_at >= self._clock() - KEPT_FOR)
        with self._unlocked.reading() as db:
            return {kept.dialog: dict(kept.fields) for kept in db.scalars(query.order_by(KeptWords.id))}

    @needs(Right.OWN_ACCOUNT)
    def drop(self, dialog: str) -> None:
        """The dialog was sent or closed by its writer: its words are not kept any more."""
        me = self._unlocked.actor.staff_id
        with self._unlocked.transaction() as db:
            kept = db.scalars(select(KeptWords).where(KeptWords.staff_id == me, KeptWords.dialog == dialog)).first()
            if kept is not None:
                db.delete(kept)
                self._unlocked.audit(db, "words.dropped", me)


def forget_words(db: Database, ids: Collection[UUID]) -> None:
    """What anybody typed about these things goes with them; in the caller's transaction."""
    gone = {str(key) for key in ids}
    for kept in db.scalars(select(KeptWords)):
        if gone & set(kept.dialog.split(":")):
            db.delete(kept)

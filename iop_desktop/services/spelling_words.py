"""Word lists of an author and of the clinic, and the names that nobody misspells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Contact
from iop_desktop.models.people import Client
from iop_desktop.models.writing import SpellingWord
from iop_desktop.rules.rights import Right
from iop_desktop.rules.spelling import folded, name_words, plain_word, refusals_of_word
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.errors import Refused
from iop_desktop.services.need_to_know import require_session
from iop_desktop.services.rights import needs, require
from iop_desktop.services.room_facts import room_facts
from iop_desktop.services.spelling import Speller, clinical_words, load_engine
from iop_desktop.services.unlocked import Unlocked

_TOPICS = frozenset({Topic.WRITING})


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word somebody added. ``personal`` ones are the author's own, the others the clinic's."""

    word: str
    personal: bool
    may_change: bool


class SpellingWordService:
    """Use cases of the word lists. A word stands in no audit entry and no log."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @property
    def may_change_clinics(self) -> bool:
        """Whether words may be added for the clinic from here."""
        return self._unlocked.actor.may(Right.CLINIC_PHRASES)

    @needs(Right.OWN_PHRASES)
    def speller(self) -> Speller:
        """Read the dictionary and the word lists; takes up to a second."""
        return Speller(load_engine(), self.words())

    @needs(Right.OWN_PHRASES)
    def words(self) -> tuple[str, ...]:
        """The words of the field, of the clinic and of the author."""
        with self._unlocked.reading() as db:
            mine = SpellingWord.staff_id == self._unlocked.actor.staff_id
            kept = db.scalars(select(SpellingWord.word).where(mine | SpellingWord.staff_id.is_(None)))
            return (*clinical_words(), *kept)

    @needs(Right.OWN_PHRASES)
    def rows(self) -> tuple[WordRow, ...]:
        """The words that were added, the author's own and the clinic's, by word."""
        with self._unlocked.reading() as db:
            mine = SpellingWord.staff_id == self._unlocked.actor.staff_id
            kept = db.scalars(select(SpellingWord).where(mine | SpellingWord.staff_id.is_(None))).all()
            rows = [self._row(each.word, personal=each.staff_id is not None) for each in kept]
        return tuple(sorted(rows, key=lambda row: (folded(row.word), not row.personal)))

    def _row(self, word: str, *, personal: bool) -> WordRow:
        return WordRow(word, personal, self._may_change(personal=personal))

    @needs(Right.OWN_PHRASES)
    def add(self, word: str, *, personal: bool) -> Changes:
        """Take a word as right from now on; a word that is known already stays. Raises Refused, NotAllowed."""
        word = plain_word(word.strip())
        self._require_right(personal=personal)
        refusals = refusals_of_word(word)
        if refusals:
            raise Refused(refusals)
        staff_id = self._unlocked.actor.staff_id if personal else None
        with self._unlocked.transaction() as db:
            same = select(SpellingWord.word).where(SpellingWord.staff_id.is_not_distinct_from(staff_id))
            if folded(word) not in {folded(kept) for kept in db.scalars(same)}:
                db.add(SpellingWord(id=new_id(), staff_id=staff_id, word=word))
                self._unlocked.audit(db, "spelling.added", "", {"clinic": not personal})
        whose = "your" if personal else "the clinic's"
        return Changes(_TOPICS, f"The word is in {whose} list.", Undo("Undo", partial(self.remove, word, personal)))

    @needs(Right.OWN_PHRASES)
    def remove(self, word: str, personal: bool) -> Changes:
        """No longer take a word as right. Raises NotAllowed."""
        self._require_right(personal=personal)
        staff_id = self._unlocked.actor.staff_id if personal else None
        with self._unlocked.transaction() as db:
            for kept in db.scalars(select(SpellingWord).where(SpellingWord.staff_id.is_not_distinct_from(staff_id))):
                if folded(kept.word) == folded(word):
                    db.delete(kept)
                    self._unlocked.audit(db, "spelling.removed", "", {"clinic": not personal})
        again = Undo("Undo", lambda: self.add(word, personal=personal))
        return Changes(_TOPICS, "The word is no longer in the list.", again)

    @needs(Right.WRITE_NOTES)
    def names(self, session_id: UUID) -> frozenset[str]:
        """The words, folded, of the names of the session's members and of the staff. Raises NotFound."""
        with self._unlocked.reading() as db:
            require_session(db, self._unlocked, session_id)
            room = room_facts(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)
            return _names(db, Client.id.in_([member.client_id for member in room.members]))

    @needs(Right.WRITE_NOTES)
    def names_of_contacts(self) -> frozenset[str]:
        """The words, folded, of the names of the author's own contacts and of the staff."""
        own = select(Contact.client_id).where(Contact.staff_id == self._unlocked.actor.staff_id)
        with self._unlocked.reading() as db:
            return _names(db, Client.id.in_(own))

    def _may_change(self, *, personal: bool) -> bool:
        return personal or self._unlocked.actor.may(Right.CLINIC_PHRASES)

    def _require_right(self, *, personal: bool) -> None:
        if not personal:
            require(self._unlocked.actor, Right.CLINIC_PHRASES)


def _names(db: Database, clients: ColumnElement[bool]) -> frozenset[str]:
    named = db.execute(select(Client.first_name, Client.last_name, Client.preferred_name).where(clients)).all()
    return name_words([*db.scalars(select(Staff.name)), *(name for client in named for name in client)])

"""Phrases of an author and of the clinic: kept, changed, taken away and brought back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models import writing
from iop_desktop.models.base import new_id
from iop_desktop.paths import resource
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.phrases import Phrase, clean_abbreviation, refusals_of_phrase
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.errors import NotFound, Refused, Stale
from iop_desktop.services.rights import needs, require
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import count_of

_TOPICS = frozenset({Topic.WRITING})
_GONE = "That phrase is no longer kept. Nothing was changed; choose it again from the list."
_STALE = "Somebody else changed this phrase in the meantime. Your text is still here; open the phrase again to compare."


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """One phrase as it is kept; ``revision`` goes back with a change."""

    phrase_id: UUID
    revision: int
    phrase: Phrase
    may_change: bool


@dataclass(frozen=True, slots=True)
class PhraseForm:
    """What is to be kept. Without ``phrase_id`` it is a new phrase; ``personal`` is then the author's own."""

    abbreviation: str
    text: str
    personal: bool = True
    phrase_id: UUID | None = None
    revision: int = 0


class PhraseService:
    """Use cases of phrases. Everybody keeps their own; supervisors and administrators keep the clinic's."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @property
    def may_change_clinics(self) -> bool:
        """Whether the clinic's phrases may be changed from here."""
        return self._unlocked.actor.may(Right.CLINIC_PHRASES)

    @needs(Right.OWN_PHRASES)
    def rows(self) -> tuple[PhraseRow, ...]:
        """The author's own and the clinic's phrases, by abbreviation; an own one stands before the clinic's."""
        with self._unlocked.reading() as db:
            rows = [self._row(found) for found in db.scalars(select(writing.Phrase).where(self._in_reach()))]
        return tuple(sorted(rows, key=lambda row: (row.phrase.abbreviation, not row.phrase.personal)))

    @needs(Right.OWN_PHRASES)
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases to write with."""
        return tuple(row.phrase for row in self.rows())

    @needs(Right.OWN_PHRASES)
    def save(self, form: PhraseForm) -> Changes:
        """Keep a new or changed phrase. Raises Refused, NotAllowed, NotFound, and Stale for an old revision."""
        abbreviation, text = clean_abbreviation(form.abbreviation), clean_text(form.text)
        with self._unlocked.transaction() as db:
            found = self._found(db, form) if form.phrase_id else None
            personal = found.staff_id is not None if found else form.personal
            self._require_right(personal=personal)
            refusals = refusals_of_phrase(abbreviation, text, self._taken(db, personal, form.phrase_id))
            if refusals:
                raise Refused(refusals)
            if found is None:
                undo = partial(self.delete, self._add(db, abbreviation, text, personal=personal))
            else:
                before = PhraseForm(found.abbreviation, found.text, personal, found.id, found.revision + 1)
                found.abbreviation, found.text = abbreviation, text
                self._unlocked.audit(db, "phrase.changed", found.id)
                undo = partial(self.save, before)
        return Changes(_TOPICS, "The phrase is kept.", Undo("Undo", undo))

    @needs(Right.OWN_PHRASES)
    def delete(self, phrase_id: UUID) -> Changes:
        """Take a phrase away; notes written with it stay as they are. Raises NotFound, NotAllowed."""
        with self._unlocked.transaction() as db:
            found = self._get(db, phrase_id)
            self._require_right(personal=found.staff_id is not None)
            again = PhraseForm(found.abbreviation, found.text, found.staff_id is not None)
            db.delete(found)
            self._unlocked.audit(db, "phrase.deleted", phrase_id)
        return Changes(_TOPICS, "The phrase is gone. Notes keep their words.", Undo("Undo", partial(self.save, again)))

    @needs(Right.CLINIC_PHRASES)
    def add_starting(self) -> Changes:
        """Give the clinic the phrases that come with the program, except where it has the abbreviation already.

        Raises NotAllowed.
        """
        with self._unlocked.transaction() as db:
            taken = self._taken(db, personal=False)
            new = {key: text for key, text in starting_phrases().items() if key not in taken}
            for abbreviation, text in new.items():
                self._add(db, abbreviation, text, personal=False)
        return Changes(_TOPICS, f"{count_of(len(new), 'phrase')} added for the clinic.")

    def _add(self, db: Database, abbreviation: str, text: str, *, personal: bool) -> UUID:
        staff_id = self._unlocked.actor.staff_id if personal else None
        phrase = writing.Phrase(id=new_id(), staff_id=staff_id, abbreviation=abbreviation, text=text)
        db.add(phrase)
        self._unlocked.audit(db, "phrase.added", phrase.id, {"clinic": not personal})
        return phrase.id

    def _row(self, found: writing.Phrase) -> PhraseRow:
        personal = found.staff_id is not None
        may = self._may_change(personal=personal)
        return PhraseRow(found.id, found.revision, Phrase(found.abbreviation, found.text, personal), may)

    def _in_reach(self) -> ColumnElement[bool]:
        kept = writing.Phrase
        return (kept.staff_id == self._unlocked.actor.staff_id) | kept.staff_id.is_(None)

    def _get(self, db: Database, phrase_id: UUID) -> writing.Phrase:
        found = db.get(writing.Phrase, phrase_id)
        if found is None or found.staff_id not in (None, self._unlocked.actor.staff_id):
            raise NotFound(_GONE)
        return found

    def _found(self, db: Database, form: PhraseForm) -> writing.Phrase:
        assert form.phrase_id is not None
        found = self._get(db, form.phrase_id)
        if found.revision != form.revision:
            raise Stale(_STALE)
        return found

    def _taken(self, db: Database, personal: bool, besides: UUID | None = None) -> set[str]:
        staff_id = self._unlocked.actor.staff_id if personal else None
        kept = writing.Phrase
        query = select(kept.id, kept.abbreviation).where(kept.staff_id.is_not_distinct_from(staff_id))
        return {abbreviation for phrase_id, abbreviation in db.execute(query) if phrase_id != besides}

    def _may_change(self, *, personal: bool) -> bool:
        return personal or self._unlocked.actor.may(Right.CLINIC_PHRASES)

    def _require_right(self, *, personal: bool) -> None:
        if not personal:
            require(self._unlocked.actor, Right.CLINIC_PHRASES)


@cache
def starting_phrases() -> Mapping[str, str]:
    """Text by abbreviation of the phrases that come with the program."""
    found: dict[str, str] = tomllib.loads(resource("phrases.toml").read_text(encoding="utf-8"))["phrases"]
    return found

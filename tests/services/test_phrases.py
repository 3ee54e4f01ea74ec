"""Phrases on a real vault: whose they are, who changes them, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.rules.phrases import Phrase, refusals_of_phrase
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import NotAllowed, NotFound, Stale
from iop_desktop.services.phrases import PhraseForm, PhraseService, starting_phrases
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN, LICENSED, SUPERVISOR
from tests.services.conftest import AsStaff
from tests.support.refusals import codes_of

NEXT = PhraseForm(";Next", "Practice ‹skill› before ‹day›.")


def undone(changes: Changes) -> None:
    assert changes.undo is not None
    changes.undo.call()


def test_an_own_phrase_is_kept_for_its_author_alone(as_staff: AsStaff) -> None:
    mine = PhraseService(as_staff(INTERN))
    mine.save(NEXT)
    assert mine.phrases() == (Phrase("next", NEXT.text),)
    assert PhraseService(as_staff(LICENSED)).phrases() == ()


def test_the_clinics_phrases_reach_everybody_and_own_ones_stand_first(as_staff: AsStaff) -> None:
    PhraseService(as_staff(SUPERVISOR)).save(PhraseForm("next", "Next step: ‹step›.", personal=False))
    mine = PhraseService(as_staff(INTERN))
    mine.save(NEXT)
    assert [phrase.personal for phrase in mine.phrases()] == [True, False]
    assert [row.may_change for row in mine.rows()] == [True, False]


def test_a_facilitator_does_not_change_the_clinics(as_staff: AsStaff) -> None:
    theirs = PhraseService(as_staff(SUPERVISOR))
    theirs.save(PhraseForm("next", "Next step: ‹step›.", personal=False))
    row = theirs.rows()[0]
    mine = PhraseService(as_staff(INTERN))
    changes: tuple[Callable[[], Changes], ...] = (
        lambda: mine.save(PhraseForm("more", "More.", personal=False)),
        lambda: mine.save(PhraseForm("next", "Mine.", phrase_id=row.phrase_id, revision=row.revision)),
        lambda: mine.delete(row.phrase_id),
        mine.add_starting,
    )
    for change in changes:
        with pytest.raises(NotAllowed):
            change()
    assert mine.phrases() == (row.phrase,)


def test_a_change_can_be_undone(unlocked: Unlocked) -> None:
    mine = PhraseService(unlocked)
    added = mine.save(NEXT)
    row = mine.rows()[0]
    changed = mine.save(PhraseForm("step", "Other ‹words›.", phrase_id=row.phrase_id, revision=row.revision))
    assert mine.phrases() == (Phrase("step", "Other ‹words›."),)
    undone(changed)
    assert mine.phrases() == (row.phrase,)
    deleted = mine.delete(row.phrase_id)
    assert mine.phrases() == ()
    undone(deleted)
    assert mine.phrases() == (row.phrase,)
    with pytest.raises(NotFound):
        undone(added)


def test_a_stale_change_is_refused(unlocked: Unlocked) -> None:
    mine = PhraseService(unlocked)
    mine.save(NEXT)
    row = mine.rows()[0]
    change = PhraseForm("next", "Changed.", phrase_id=row.phrase_id, revision=row.revision)
    mine.save(change)
    with pytest.raises(Stale):
        mine.save(change)


def test_what_cannot_be_kept_is_refused(unlocked: Unlocked) -> None:
    mine = PhraseService(unlocked)
    mine.save(NEXT)
    assert codes_of(lambda: mine.save(PhraseForm("next", "Do ‹this"))) == ["taken", "stops"]
    row = mine.rows()[0]
    mine.save(PhraseForm("next", "Same abbreviation.", phrase_id=row.phrase_id, revision=row.revision))


def test_another_authors_phrase_is_not_found(as_staff: AsStaff) -> None:
    mine = PhraseService(as_staff(INTERN))
    mine.save(NEXT)
    row = mine.rows()[0]
    with pytest.raises(NotFound):
        PhraseService(as_staff(LICENSED)).delete(row.phrase_id)


def test_starting_phrases_fill_what_is_free(as_staff: AsStaff) -> None:
    theirs = PhraseService(as_staff(SUPERVISOR))
    theirs.save(PhraseForm("next", "Our own ‹step›.", personal=False))
    theirs.add_starting()
    phrases = {phrase.abbreviation: phrase.text for phrase in theirs.phrases()}
    assert phrases == {**starting_phrases(), "next": "Our own ‹step›."}
    theirs.add_starting()
    assert len(theirs.phrases()) == len(phrases)


def test_starting_phrases_are_frames_to_be_filled() -> None:
    for abbreviation, text in starting_phrases().items():
        assert refusals_of_phrase(abbreviation, text) == ()
        assert "‹" in text


def test_the_audit_names_no_words(unlocked: Unlocked) -> None:
    mine = PhraseService(unlocked)
    mine.save(NEXT)
    mine.delete(mine.rows()[0].phrase_id)
    with unlocked.reading() as db:
        bodies = db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence.desc()).limit(2)).all()
    assert "phrase.deleted" in bodies[0]
    assert "phrase.added" in bodies[1]
    assert "Practice" not in "".join(bodies)

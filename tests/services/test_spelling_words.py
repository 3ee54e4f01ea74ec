"""Word lists on a real vault, and the names of a session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.contacts import ContactService
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.spelling_words import SpellingWordService, WordRow
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN, LICENSED, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


def test_an_own_word_is_right_for_its_author_alone(as_staff: AsStaff) -> None:
    mine = SpellingWordService(as_staff(INTERN))
    mine.add("hygge", personal=True)
    assert mine.speller().knows("Hygge")
    assert not SpellingWordService(as_staff(LICENSED)).speller().knows("hygge")


def test_a_word_of_the_clinic_is_right_for_everybody(as_staff: AsStaff) -> None:
    SpellingWordService(as_staff(SUPERVISOR)).add("hygge", personal=False)
    mine = SpellingWordService(as_staff(INTERN))
    assert mine.speller().knows("hygge")
    with pytest.raises(NotAllowed):
        mine.add("fika", personal=False)
    with pytest.raises(NotAllowed):
        mine.remove("hygge", False)


def test_adding_can_be_undone(unlocked: Unlocked) -> None:
    words = SpellingWordService(unlocked)
    changes = words.add("Hygge", personal=True)
    words.add("hygge", personal=True)
    assert [word for word in words.words() if word.casefold() == "hygge"] == ["Hygge"]
    assert changes.undo is not None
    changes.undo.call()
    assert "Hygge" not in words.words()


def test_added_words_are_listed_and_taken_out_again(as_staff: AsStaff) -> None:
    SpellingWordService(as_staff(SUPERVISOR)).add("fika", personal=False)
    words = SpellingWordService(as_staff(INTERN))
    words.add("Hygge", personal=True)
    assert words.rows() == (WordRow("fika", False, False), WordRow("Hygge", True, True))
    removed = words.remove("hygge", True)
    assert [row.word for row in words.rows()] == ["fika"]
    assert removed.undo is not None
    removed.undo.call()
    assert [row.word for row in words.rows()] == ["fika", "hygge"]


def test_only_words_are_taken(unlocked: Unlocked) -> None:
    with pytest.raises(Refused):
        SpellingWordService(unlocked).add("two words", personal=True)


def test_names_of_members_and_staff_are_right(unlocked: Unlocked, clinic: SmallClinic) -> None:
    names = SpellingWordService(unlocked).names(clinic.session_id)
    assert {"okonkwo", "pepe", "josé", "núñez", "o'hara", "tenzin", "whitfield", "maren"} <= names
    with pytest.raises(NotFound):
        SpellingWordService(unlocked).names(clinic.group_id)


def test_names_of_ones_own_contacts_are_right(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    unlocked = as_staff(INTERN)
    assert "okonkwo" not in SpellingWordService(unlocked).names_of_contacts()
    details = ContactDetails(
        ContactKind.PHONE, ContactMode.AUDIO, clock() - timedelta(minutes=20), clock(), note_format=NoteFormat.DAP
    )
    ContactService(unlocked, clock).create(clinic.client_ids[0], details)
    assert {"okonkwo", "amara", "whitfield"} <= SpellingWordService(unlocked).names_of_contacts()
    assert "okonkwo" not in SpellingWordService(as_staff(LICENSED)).names_of_contacts()

"""The shipped dictionary read by both engines, and the words it lacks."""

from __future__ import annotations

import pytest

from iop_desktop.services.spelling import Engine, Speller, clinical_words, load_engine


@pytest.fixture(scope="module", params=[False, True], ids=["chunspell", "spylls"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return load_engine(without_chunspell=request.param)


@pytest.mark.parametrize("word", ["Monday", "didn't", "group", "counselor", "clients'", "café"])
def test_the_dictionary_knows_common_words(engine: Engine, word: str) -> None:
    assert Speller(engine).knows(word)


@pytest.mark.parametrize("word", ["recieved", "beleive", "ideaton"])
def test_misspellings_are_not_known(engine: Engine, word: str) -> None:
    assert not Speller(engine, clinical_words()).knows(word)


@pytest.mark.parametrize("word", ["ideation", "Buprenorphine", "naltrexone's", "psychoeducation", "Suboxone"])
def test_words_of_the_field_come_from_the_clinical_list(engine: Engine, word: str) -> None:
    assert not Speller(engine).knows(word)
    assert Speller(engine, clinical_words()).knows(word)


@pytest.mark.parametrize(
    ("word", "meant"), [("recieved", "received"), ("ideaton", "ideation"), ("Naltrexon", "Naltrexone")]
)
def test_what_was_meant_is_suggested(engine: Engine, word: str, meant: str) -> None:
    suggestions = Speller(engine, clinical_words()).suggest(word)
    assert meant in suggestions
    assert len(suggestions) == len(set(suggestions)) <= 7


def test_words_of_the_field_are_suggested_first(engine: Engine) -> None:
    assert Speller(engine, clinical_words()).suggest("ideaton")[0] == "ideation"


def test_other_word_lists_change_the_answer(engine: Engine) -> None:
    speller = Speller(engine)
    assert not speller.knows("hygge")
    speller.set_words(["Hygge"])
    assert speller.knows("hygge")
    speller.set_words([])
    assert not speller.knows("hygge")


def test_the_clinical_list_is_long_and_adds_to_the_dictionary() -> None:
    words = clinical_words()
    assert len(words) >= 400
    assert len({word.casefold() for word in words}) == len(words)
    engine = load_engine()
    assert not [word for word in words if engine.spell(word)]

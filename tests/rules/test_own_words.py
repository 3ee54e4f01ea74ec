"""How much of a note is in its own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.own_words import (
    FLOOR,
    NOTHING_OWN,
    WARN_FROM,
    Level,
    OwnWords,
    Part,
    compared_text,
    own_words,
    read_part,
    stock_shingles,
)
from scripts.own_words_table import FINE, precision_and_recall, read_pairs, table
from tests.support.source import ROOT

TEXT = "She named two early signs from Friday. The hour after supper is the hardest for her. She will call her sister."
DOC = (ROOT / "docs" / "own-words.md").read_text(encoding="utf-8")


def judged(text: str, *others: str, stock: tuple[str, ...] = ()) -> OwnWords:
    read = [read_part(Part(f"note-{number}", {"response": other})) for number, other in enumerate(others)]
    return own_words(read_part(Part("own", {"response": text})), read, stock_shingles(stock))


@pytest.mark.parametrize(
    ("text", "others", "level"),
    [
        (TEXT, (), Level.FINE),
        ("", ("",), Level.FINE),
        (" .,; ", (TEXT,), Level.FINE),
        (TEXT, ("He rode the bus and was proud of it.",), Level.FINE),
        (TEXT, (TEXT,), Level.REFUSED),
        (TEXT, (TEXT.upper().replace(".", " !\n"),), Level.REFUSED),
        (TEXT, (TEXT.replace("She", "He").replace(" her ", " him "),), Level.REFUSED),
        (TEXT, ("Nothing alike here.", TEXT.replace("Friday", "Sunday")), Level.WARN),
        (TEXT, (TEXT + " She also brought the card.",), Level.WARN),
        ("Shared one trigger.", ("Shared one trigger.",), Level.REFUSED),
        ("Shared one trigger.", ("Shared one trigger. Then he told of the bus and the shop.",), Level.FINE),
        ("Yes.", ("No.",), Level.FINE),
    ],
)
def test_levels(text: str, others: tuple[str, ...], level: Level) -> None:
    found = judged(text, *others)
    assert found.level is level
    assert (found.refusal is None) == (level is Level.FINE)


def test_shared_sentences_are_named_with_their_note() -> None:
    found = judged(
        "He rode the bus. Called his aunt; she was glad. He rode the bus.",
        "She called her aunt.",
        "I rode. She rode the bus.",
    )
    assert [(each.sentence, each.key) for each in found.shared] == [("He rode the bus.", "note-1")]
    assert found.key == "note-1"


@pytest.mark.parametrize(
    ("other", "keys"),
    [
        ("She rode the bus past the old shop today.", ["note-0"]),
        ("She rode the bus by another way home.", []),
        ("They rode the bus past the shop.", ["note-0"]),
    ],
)
def test_a_sentence_that_is_nearly_the_same_is_shown_too(other: str, keys: list[str]) -> None:
    assert [each.key for each in judged("He rode the bus past the old shop.", other).shared] == keys


def test_the_nearest_note_gives_the_score() -> None:
    near = TEXT.replace("Friday", "Sunday")
    found = judged(TEXT, "The hour after supper is the hardest for her.", near)
    assert (found.key, found.level) == ("note-1", Level.WARN)
    assert found.score > WARN_FROM
    assert found.own_percent == round(100 - found.score * 100)
    assert judged(TEXT, "Another thing.").key == ""


def test_the_response_alone_may_not_be_copied() -> None:
    mine = read_part(Part("a", {"response": TEXT, "plan": "Call the line on Monday."}))
    theirs = read_part(Part("b", {"response": TEXT, "plan": "Walk with the neighbor at noon every day."}))
    assert own_words(mine, (theirs,)).level is Level.REFUSED
    plan = read_part(Part("c", {"response": "", "plan": "Call the line on Monday."}))
    assert (
        own_words(plan, (read_part(Part("d", {"outreach": "", "plan": "Call the line on Tuesday."})),)).refusal is None
    )


@pytest.mark.parametrize(
    "texts",
    [
        {"response": "\u200b".join(TEXT)},
        {"response": TEXT.replace("a", "\N{CYRILLIC SMALL LETTER A}").replace("e", "\N{CYRILLIC SMALL LETTER IE}")},
        {"response": ". ".join(reversed(TEXT.rstrip(".").split(". "))) + "."},
        {"response": "Fine today.", "said": TEXT},
        {"response": "Fine today.", "assessment": TEXT, "plan": "Walk home."},
    ],
)
def test_a_copy_in_disguise_is_still_a_copy(texts: dict[str, str]) -> None:
    theirs = read_part(Part("b", {"response": TEXT, "plan": "Call the line on Monday."}))
    assert own_words(read_part(Part("a", texts)), (theirs,)).level is Level.REFUSED


def test_few_words_in_another_field_are_no_copy() -> None:
    mine = read_part(Part("a", {"response": "Told of the bus and of his aunt who called.", "said": "Fine today."}))
    theirs = read_part(Part("b", {"response": "Fine today.", "plan": "Call the line on Monday."}))
    assert own_words(mine, (theirs,)).level is Level.FINE


def test_another_name_does_not_make_a_text_an_own_one() -> None:
    first = read_part(Part("a", {"response": "Ana said that Ana's sister called."}, ("Ana", "María Lima")))
    second = read_part(Part("b", {"response": "José said that José’s sister called."}, ("José", "")))
    assert own_words(second, (first,)).level is Level.REFUSED


PHRASE = "Practice ‹skill› three times before ‹day› and bring the card to the next group."


def test_the_fixed_words_of_phrases_do_not_count() -> None:
    filled = "Practice the STOP steps three times before Monday and bring the card to the next group."
    own = " He told of the bus, the shop and his aunt who was glad to hear it."
    other = filled.replace("the STOP steps", "breathing") + " She brought the letter and read two lines of it aloud."
    assert judged(filled + own, other).score > judged(filled + own, other, stock=(PHRASE,)).score
    assert judged(filled + own, other, stock=(PHRASE,)).level is Level.FINE
    assert judged(filled + own, filled, stock=("Practice the STOP steps three times.",)).score > 0


def test_a_text_of_phrases_alone_asks_for_a_reason() -> None:
    bare = "Three times before the group. Bring the card."
    found = judged(bare, "Something else.", stock=(bare,))
    assert (found.level, found.refusal.code if found.refusal else "") == (Level.WARN, "own-words-phrases")
    assert not judged(bare, bare + " And more.", stock=(bare,)).shared
    assert judged(bare, bare, stock=(bare,)).level is Level.REFUSED


def test_a_text_nearly_all_of_phrases_asks_for_a_reason() -> None:
    long = "Sat with the group for the whole hour. Listened to each of the others. Spoke twice about the week. "
    stock = stock_shingles([long])
    found = own_words(read_part(Part("a", {"response": long + "He told of the bus."})), (), stock)
    assert (found.level, found.refusal) == (Level.WARN, NOTHING_OWN)
    enough = long + "He told of the bus, of the shop at the corner and of the way home at night."
    assert own_words(read_part(Part("a", {"response": enough})), (), stock).level is Level.FINE


def test_what_was_compared_does_not_depend_on_case_and_punctuation() -> None:
    one, two = {"response": "He  called.", "plan": "Rest"}, {"plan": "rest!", "response": "he called"}
    assert compared_text(Part("a", one)) == compared_text(Part("b", two))
    assert compared_text(Part("a", one)) != compared_text(Part("a", {"response": "Rest", "plan": "He called."}))


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_score_is_a_share_and_identical_text_is_always_refused(one: str, two: str) -> None:
    found = judged(one, two)
    assert 0 <= found.score <= 1
    assert (found.level is Level.FINE) == (found.refusal is None)
    again = judged(one, two, one)
    assert again.level is (Level.REFUSED if read_part(Part("", {"x": one})).whole else Level.FINE)


@given(st.lists(st.sampled_from(["bus", "shop", "call", "aunt", "walk"]), min_size=1, max_size=FLOOR + 1))
def test_a_short_text_inside_another_warns_only_from_the_floor_on(words: list[str]) -> None:
    text = " ".join(words)
    found = judged(text, f"{text}. Then the rest of the hour was silent.")
    shingles = len(read_part(Part("", {"x": text})).shingles)
    assert found.score == shingles / FLOOR


def test_every_kind_of_pair_is_written_often_enough() -> None:
    pairs = read_pairs()
    kinds = [pair.kind for pair in pairs]
    assert len(pairs) >= 120
    assert all(kinds.count(kind) >= 30 for kind in ("individual", "edited", "cloned", "templated"))
    assert len({(pair.first, pair.second) for pair in pairs}) == len(pairs)


def test_every_clone_is_refused_and_nothing_else() -> None:
    refused = {pair for pair in read_pairs() if pair.measured().level is Level.REFUSED}
    assert refused == {pair for pair in read_pairs() if pair.expect == "refused"}


def test_the_documented_table_is_what_is_measured() -> None:
    assert table() in DOC
    assert f"**{WARN_FROM:.2f}**" in DOC
    found = re.search(rf"\| {WARN_FROM:.2f} \| (0\.\d+) \| (0\.\d+) \|", DOC)
    assert found is not None
    warned = [(pair, 1.0 if pair.measured().level is not Level.FINE else 0.0) for pair in read_pairs()]
    assert precision_and_recall(warned, 1.0) == pytest.approx((float(found[1]), float(found[2])), abs=0.0005)
    assert min(float(found[1]), float(found[2])) >= 0.95
    assert {pair.expect for pair, _ in warned} == {FINE, "warn", "refused"}

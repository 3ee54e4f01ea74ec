"""Lists of a lesson as people type them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.lesson_lines import entries_of, facts_of, lines_from, lines_from_facts, numbers_in

ENTRY = st.from_regex(r"[A-Za-z][A-Za-z ]{0,20}[a-z.]", fullmatch=True).map(lambda text: " ".join(text.split()))


@given(st.lists(ENTRY, max_size=6))
def test_entries_come_back_as_they_were(entries: list[str]) -> None:
    assert entries_of(lines_from(entries)) == entries


@given(st.lists(st.tuples(ENTRY, st.lists(st.integers(1, 30), max_size=4)), max_size=5))
def test_facts_come_back_as_they_were(facts: list[tuple[str, list[int]]]) -> None:
    content = {"facts": [{"text": text, "sources": sources} for text, sources in facts]}
    assert facts_of(lines_from_facts(content)) == content["facts"]


def test_a_fact_without_brackets_has_no_source_yet() -> None:
    assert facts_of("It rains.\n\nIt snows [in May]. [2,3 ]\n") == [
        {"text": "It rains.", "sources": []},
        {"text": "It snows [in May].", "sources": [2, 3]},
    ]


def test_an_entry_of_several_lines_becomes_one() -> None:
    assert lines_from(["one\ntwo", "three"]) == "one two\nthree"
    assert numbers_in("slides 1, 12 and x3") == [1, 12, 3]

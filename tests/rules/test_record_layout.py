"""The sections of a record in every format."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, Element, LayoutPart, NoteLayout, refusals_of_layout
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import Record, compose
from iop_desktop.rules.record_layout import PlanWords, lay_out, member_texts
from iop_desktop.rules.vocabulary import NoteFormat
from tests.rules.complete_facts import FACTS

DRAFT = replace(
    FACTS.draft, said="“I drove past the bar.”\n“Twice.”", assessment="Cravings ease; transport is a barrier."
)
WHOLE = replace(FACTS, draft=DRAFT, problem="Alcohol use puts work at risk.")
GOAL = ("Goal: Stay sober for 30 days", "Objective: Name three early signs")
GROUP = (
    "Topic: Early signs. Lesson: Early signs, from Foundations.",
    "Segments delivered: Check-in; Practice (shortened).",
    "Taught the chain.",
    "Led practice.",
)
SEEN, MOVED = "Participation: Active. Affect: Even.", "Movement toward the goal: Some."
SAID = ("In the member's words: “I drove past the bar.”", "“Twice.”")
RESPONSE = ("Named two signs.", "Asked a peer for feedback.")
MEANS = "Clinical meaning: Cravings ease; transport is a barrier."
DENIED = "Denied suicidal and homicidal ideation."
PROBLEM = "Problem: Alcohol use puts work at risk."
PLAN = ("Plan", ("Call sponsor.",))
SECTIONS = {
    NoteFormat.DAP: (
        ("Data: the group", GROUP),
        ("Data: this member", (SEEN, *SAID, *RESPONSE)),
        ("Assessment", (*GOAL, MOVED, MEANS, DENIED)),
        PLAN,
    ),
    NoteFormat.BIRP: (
        ("Behavior", (SEEN, *SAID)),
        ("Intervention", GROUP),
        ("Response", (*RESPONSE, *GOAL, MOVED, MEANS)),
        ("Risk", (DENIED,)),
        PLAN,
    ),
    NoteFormat.SOAP: (
        ("Subjective", ("“I drove past the bar.”", "“Twice.”")),
        ("Objective: the group", GROUP),
        ("Objective: this member", (SEEN, *RESPONSE)),
        ("Assessment", (*GOAL, MOVED, MEANS, DENIED)),
        PLAN,
    ),
    NoteFormat.GIRP: (
        ("Goal", (PROBLEM, *GOAL)),
        ("Intervention", GROUP),
        ("Response", (SEEN, *SAID, *RESPONSE, MOVED, MEANS)),
        ("Risk", (DENIED,)),
        PLAN,
    ),
    NoteFormat.PIE: (
        ("Problem", (PROBLEM, *GOAL)),
        ("Intervention", GROUP),
        ("Evaluation", (SEEN, *SAID, *RESPONSE, MOVED, MEANS)),
        ("Risk", (DENIED,)),
        PLAN,
    ),
}


@pytest.mark.parametrize("note_format", list(NoteFormat))
def test_each_format_lays_the_same_facts_out_in_its_own_order(note_format: NoteFormat) -> None:
    assert compose(replace(WHOLE, note_format=note_format)).sections == SECTIONS[note_format]


@pytest.mark.parametrize("note_format", list(NoteFormat))
def test_a_clinic_renames_and_reorders(note_format: NoteFormat) -> None:
    own = NoteLayout(
        (
            LayoutPart("What comes next", (Element.PLAN,)),
            LayoutPart("All the rest", tuple(each for each in Element if each is not Element.PLAN)),
        )
    )
    record = compose(replace(WHOLE, note_format=note_format, layout=own))
    assert [title for title, _ in record.sections] == ["What comes next", "All the rest"]
    assert record.sections[0][1] == ("Call sponsor.",)
    assert record.sections[1][1] == (*GROUP, SEEN, *SAID, *RESPONSE, MEANS, PROBLEM, *GOAL, MOVED, DENIED)


def test_a_part_of_which_nothing_is_known_is_left_out() -> None:
    record = compose(replace(FACTS, note_format=NoteFormat.SOAP))
    assert "Subjective" not in dict(record.sections)


def test_a_note_of_one_client_speaks_of_no_group() -> None:
    held = {**member_texts(DRAFT, PlanWords("", "", "", has_goals=False)), Element.GROUP: ("Reviewed the week.",)}
    titles = [title for title, _ in lay_out(DEFAULT_LAYOUTS[NoteFormat.DAP], held, alone=True)]
    assert titles == ["Data: the contact", "Data: the client", "Assessment", "Plan"]


def test_what_is_not_known_of_the_plan_is_not_said() -> None:
    held = member_texts(NoteDraft(), PlanWords("", "", "", has_goals=True))
    assert not any(held.values())
    assert member_texts(DRAFT, PlanWords("", "", "", has_goals=False))[Element.PROGRESS] == (
        "Progress in this session: Some.",
    )


def test_a_record_of_the_first_form_reads_as_it_was_signed() -> None:
    old = {
        "schema": "iop-desktop/note/1",
        "title": "Group Progress Note",
        "header": [["Group", "Morning Group, session 17"]],
        "sections": [["Data: the group", ["Topic: Early signs."]], ["Risk", []]],
        "draft": {"response": "Named two signs."},
    }
    record = Record.from_data(old)
    assert record.sections == (("Data: the group", ("Topic: Early signs.",)), ("Risk", ()))
    assert NoteDraft.from_data(old["draft"]) == NoteDraft(response="Named two signs.")  # type: ignore[arg-type]  # a draft


WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)
ORDERS = st.permutations(list(Element))


@given(ORDERS, st.integers(1, len(Element) - 1), WORDS, WORDS, WORDS, WORDS, st.sampled_from(NoteFormat))
def test_no_written_word_is_left_out_by_any_layout_that_may_stand(
    order: list[Element], cut: int, said: str, response: str, assessment: str, plan: str, note_format: NoteFormat
) -> None:
    layout = NoteLayout((LayoutPart("One", tuple(order[:cut])), LayoutPart("Two", tuple(order[cut:]))))
    assert refusals_of_layout(note_format, layout) == ()
    draft = NoteDraft(said=said, response=response, assessment=assessment, plan=plan)
    record = compose(replace(FACTS, note_format=note_format, layout=layout, draft=draft))
    texts = [text for _, found in record.sections for text in found]
    for words in (response, plan):
        assert words in texts
    for words in (said, assessment):
        assert any(text == words or text.endswith(f": {words}") for text in texts)

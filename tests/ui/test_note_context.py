"""What is known of a member, as it is shown beside the note."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from iop_desktop.rules.hours import WeekRange
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.note_context_views import EarlierNote, NoteContext, PlanGoalView, RiskAnswer, ScoreChange
from iop_desktop.ui.beside_card import BesideCard
from iop_desktop.ui.note_context import NO_PLAN, NoteContextView
from iop_desktop.ui.widgets.keycap import KeyCap

CONTEXT = NoteContext(
    note_id=UUID(int=1),
    day=date(2026, 11, 24),
    goals=(
        PlanGoalView("1", "Goal 1.1", "Sober <b>workdays</b>", "Alcohol", (("One skill a day", date(2026, 12, 20)),)),
        PlanGoalView("2", "Goal 1.2", "Sleep", "Alcohol", (("Bed at ten", None),)),
    ),
    last=EarlierNote(
        on=date(2026, 11, 22),
        kind=NoteKind.PROGRESS,
        author="Dana Whitfield",
        words=(("Response", "word " * 100), ("Plan", "Call on Friday.")),
        sections=(("Data: the group", ("Taught <urge> surfing.", "Practiced.")), ("Plan", ("Call on Friday.",))),
    ),
    hours=WeekRange(450, 540, 1140),
    scores=(
        ScoreChange("PHQ-9", 9, date(2026, 11, 18), 14, date(2026, 11, 4)),
        ScoreChange("GAD-7", 7, date(2026, 11, 18), 5, date(2026, 11, 4)),
        ScoreChange("Craving", 3, date(2026, 11, 18), 3, date(2026, 11, 4)),
        ScoreChange("ACE", 2, date(2026, 10, 1), None, None),
    ),
    risks=(
        RiskAnswer(date(2026, 11, 22), "Present", "Called <the> line."),
        RiskAnswer(date(2026, 11, 20), "Denied SI/HI", ""),
    ),
)


@pytest.fixture
def view(qtbot: QtBot) -> NoteContextView:
    made = NoteContextView()
    qtbot.addWidget(made)
    made.show_context(CONTEXT)
    return made


def test_everything_is_there_as_it_was_typed(view: NoteContextView) -> None:
    lines = view.toPlainText().replace("\xa0", " ").splitlines()
    assert lines[:8] == [
        "Goals of the plan",
        "Goal 1.1 Sober <b>workdays</b>",
        "Goal 1.2 Sleep",
        "Hours this week",
        "7.5 h of 9 to 19 h, 1.5 h short",
        "Scores",
        "PHQ-9 9 Nov 18  ▼ 5 from 14 on Nov 4",
        "GAD-7 7 Nov 18  ▲ 2 from 5 on Nov 4",
    ]
    assert lines[8:14] == [
        "Craving 3 Nov 18  same as Nov 4",
        "ACE 2 Oct 1",
        "Risk in earlier notes",
        "Nov 22 Present: Called <the> line.",
        "Nov 20 Denied SI/HI",
        "Last note",
    ]
    assert lines[14] == "Nov 22 · Progress note · Dana Whitfield"
    assert lines[15].endswith("word …")
    assert lines[16] == "Plan Call on Friday."


def test_the_chosen_goal_stands_with_its_objectives(view: NoteContextView) -> None:
    view.show_goal("1")
    lines = view.toPlainText().splitlines()
    assert lines[:3] == ["Goal", "Goal 1.1 Sober <b>workdays</b>", "Objective One skill a day by Dec 20"]
    view.show_goal("2")
    assert view.toPlainText().splitlines()[2] == "Objective Bed at ten"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (WeekRange(600, 540, 1140), "10 h of 9 to 19 h, within the range"),
        (WeekRange(1200, 540, 1140), "20 h of 9 to 19 h, 1 h above"),
        (WeekRange(600, 540, 0), "10 h of at least 9 h, within the range"),
        (None, "Not admitted on this day"),
    ],
)
def test_hours_against_the_range(view: NoteContextView, hours: WeekRange | None, words: str) -> None:
    view.show_context(replace(CONTEXT, hours=hours))
    assert words in view.toPlainText()


def test_what_is_not_there_is_said(view: NoteContextView) -> None:
    view.show_context(NoteContext(UUID(int=1), CONTEXT.day, (), None, None, (), ()))
    text = view.toPlainText()
    for words in (NO_PLAN, "None on file", "None signed", "No earlier note"):
        assert words in text
    view.show_context(None)
    assert view.toPlainText() == ""


def test_the_last_note_opens_and_closes(qtbot: QtBot) -> None:
    card = BesideCard()
    qtbot.addWidget(card)
    card.show_context(CONTEXT)
    card.whole.toggle()
    assert "Data: the group\nTaught <urge> surfing.\nPracticed." in card.context.toPlainText().replace("\u2028", "\n")
    card.whole.toggle()
    assert "Taught" not in card.context.toPlainText()
    card.show_context(replace(CONTEXT, last=None))
    assert not card.whole.isVisibleTo(card)
    assert not any(cap.isVisibleTo(card) for cap in card._last.findChildren(KeyCap)), "no key without its button"

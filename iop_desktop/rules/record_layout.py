"""The sections of a record: what is known of a note, laid out as its format asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iop_desktop.rules.note_formats import Element, LayoutPart, NoteLayout, title_alone
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record_words import paragraphs, risk_texts, sentence

Texts = tuple[str, ...]
Sections = tuple[tuple[str, Texts], ...]
# Said before these where something else stands in the same part.
_SAYS_WHAT_IT_IS = {Element.SAID: "In the member's words", Element.ASSESSMENT: "Clinical meaning"}


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a note says of the treatment plan; ``has_goals`` when the plan has goals to choose from."""

    problem: str
    goal: str
    objective: str
    has_goals: bool


def lay_out(layout: NoteLayout, held: Mapping[Element, Texts], *, alone: bool = False) -> Sections:
    """Titled paragraphs in the order of the layout; parts of which nothing is known are left out.

    ``alone`` is for a note that is not about a group.
    """
    parts = ((title_alone(part.title) if alone else part.title, _texts(part, held)) for part in layout.parts)
    return tuple((title, texts) for title, texts in parts if texts)


def member_texts(draft: NoteDraft, plan: PlanWords) -> dict[Element, Texts]:
    """Every element but the group, from the author's draft and the plan. Nothing is added to the author's words."""
    return {
        Element.PRESENTATION: _presentation(draft),
        Element.SAID: paragraphs(draft.said),
        Element.RESPONSE: paragraphs(draft.response),
        Element.ASSESSMENT: paragraphs(draft.assessment),
        Element.PROBLEM: (f"Problem: {plan.problem}",) if plan.problem else (),
        Element.GOAL: _goal(plan),
        Element.PROGRESS: _progress(draft, plan),
        Element.RISK: risk_texts(draft),
        Element.PLAN: paragraphs(draft.plan),
    }


def _texts(part: LayoutPart, held: Mapping[Element, Texts]) -> Texts:
    return tuple(
        text for each in part.elements for text in _named(each, held.get(each, ()), alone=len(part.elements) == 1)
    )


def _named(element: Element, texts: Texts, *, alone: bool) -> Texts:
    name = _SAYS_WHAT_IT_IS.get(element)
    if alone or name is None or not texts:
        return texts
    return (f"{name}: {texts[0]}", *texts[1:])


def _presentation(draft: NoteDraft) -> Texts:
    parts = (sentence("Participation", draft.participation or ""), sentence("Affect", draft.affect or ""))
    line = " ".join(part for part in parts if part)
    return (line,) if line else ()


def _goal(plan: PlanWords) -> Texts:
    none = "" if plan.has_goals else "No goal on file for this member yet."
    goal = f"Goal: {plan.goal}" if plan.goal else none
    return tuple(part for part in (goal, f"Objective: {plan.objective}" if plan.objective else "") if part)


def _progress(draft: NoteDraft, plan: PlanWords) -> Texts:
    label = "Movement toward the goal" if plan.goal else "Progress in this session"
    line = sentence(label, draft.progress or "")
    return (line,) if line else ()

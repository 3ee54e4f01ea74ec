"""How a note is laid out: titled parts, each holding elements, for every format.

What belongs where follows the common descriptions of the formats: the member's own words in the subjective or data
part, what was observed beside them, what was done under intervention, what came of it under response or evaluation,
what it means under assessment, the next step under plan. A clinic may rename and reorder; an element that the format
cannot do without stays, because the rules for group notes ask for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteFormat

LONGEST_TITLE = 60


class Element(StrEnum):
    """One thing that a note says."""

    GROUP = "group"
    PRESENTATION = "presentation"
    SAID = "said"
    RESPONSE = "response"
    ASSESSMENT = "assessment"
    PROBLEM = "problem"
    GOAL = "goal"
    PROGRESS = "progress"
    RISK = "risk"
    PLAN = "plan"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    Element.GROUP: "What was done: topic, lesson, interventions",
    Element.PRESENTATION: "Participation and affect",
    Element.SAID: "The member's words",
    Element.RESPONSE: "The member's response",
    Element.ASSESSMENT: "Clinical meaning and barriers",
    Element.PROBLEM: "Problem of the plan",
    Element.GOAL: "Goal and objective",
    Element.PROGRESS: "Movement toward the goal",
    Element.RISK: "Risk",
    Element.PLAN: "Next step",
}
WRITTEN = (Element.SAID, Element.RESPONSE, Element.ASSESSMENT, Element.PLAN)
"""The elements an author writes; each is kept in the field of the draft that has its name."""


@dataclass(frozen=True, slots=True)
class LayoutPart:
    """A title and what stands under it, in order."""

    title: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class NoteLayout:
    """The parts of a note, in order."""

    parts: tuple[LayoutPart, ...]

    @property
    def written(self) -> tuple[tuple[Element, str], ...]:
        """The elements an author writes, in order, each with the title of its part."""
        return tuple((each, part.title) for part in self.parts for each in part.elements if each in WRITTEN)

    def as_data(self) -> list[dict[str, Any]]:
        """Plain values to be kept."""
        return [{"title": part.title, "elements": [str(each) for each in part.elements]} for part in self.parts]

    @classmethod
    def from_data(cls, data: Any) -> NoteLayout:
        """The layout again from its plain values. Raises ValueError when they are none."""
        try:
            return cls(
                tuple(
                    LayoutPart(str(part["title"]), tuple(Element(each) for each in part["elements"])) for part in data
                )
            )
        except (KeyError, TypeError):
            raise ValueError("not a layout of a note") from None


def _layout(*parts: tuple[str, tuple[Element, ...]]) -> NoteLayout:
    return NoteLayout(tuple(LayoutPart(title, elements) for title, elements in parts))


_E = Element
DEFAULT_LAYOUTS: Mapping[NoteFormat, NoteLayout] = {
    NoteFormat.DAP: _layout(
        ("Data: the group", (_E.GROUP,)),
        ("Data: this member", (_E.PRESENTATION, _E.SAID, _E.RESPONSE)),
        ("Assessment", (_E.GOAL, _E.PROGRESS, _E.ASSESSMENT, _E.RISK)),
        ("Plan", (_E.PLAN,)),
    ),
    NoteFormat.BIRP: _layout(
        ("Behavior", (_E.PRESENTATION, _E.SAID)),
        ("Intervention", (_E.GROUP,)),
        ("Response", (_E.RESPONSE, _E.GOAL, _E.PROGRESS, _E.ASSESSMENT)),
        ("Risk", (_E.RISK,)),
        ("Plan", (_E.PLAN,)),
    ),
    NoteFormat.SOAP: _layout(
        ("Subjective", (_E.SAID,)),
        ("Objective: the group", (_E.GROUP,)),
        ("Objective: this member", (_E.PRESENTATION, _E.RESPONSE)),
        ("Assessment", (_E.GOAL, _E.PROGRESS, _E.ASSESSMENT, _E.RISK)),
        ("Plan", (_E.PLAN,)),
    ),
    NoteFormat.GIRP: _layout(
        ("Goal", (_E.PROBLEM, _E.GOAL)),
        ("Intervention", (_E.GROUP,)),
        ("Response", (_E.PRESENTATION, _E.SAID, _E.RESPONSE, _E.PROGRESS, _E.ASSESSMENT)),
        ("Risk", (_E.RISK,)),
        ("Plan", (_E.PLAN,)),
    ),
    NoteFormat.PIE: _layout(
        ("Problem", (_E.PROBLEM, _E.GOAL)),
        ("Intervention", (_E.GROUP,)),
        ("Evaluation", (_E.PRESENTATION, _E.SAID, _E.RESPONSE, _E.PROGRESS, _E.ASSESSMENT)),
        ("Risk", (_E.RISK,)),
        ("Plan", (_E.PLAN,)),
    ),
}
_WITH_PROBLEM = frozenset({NoteFormat.GIRP, NoteFormat.PIE})
_NEEDED_TEXTS: Mapping[NoteFormat, frozenset[Element]] = {
    NoteFormat.SOAP: frozenset({Element.SAID, Element.ASSESSMENT}),
    NoteFormat.PIE: frozenset({Element.ASSESSMENT}),
}
# A part about the group and its member reads otherwise in a note that is about one client alone.
_ALONE = {
    "Data: the group": "Data: the contact",
    "Data: this member": "Data: the client",
    "Objective: the group": "Objective: the contact",
    "Objective: this member": "Objective: the client",
}


def required_elements(note_format: NoteFormat) -> frozenset[Element]:
    """What every layout of a format has to hold: all but the problem, which only some formats have a place for.

    Everything an author can write is among them, so that no written word is left out of a record.
    """
    return frozenset(Element) if note_format in _WITH_PROBLEM else frozenset(Element) - {Element.PROBLEM}


def needed_texts(note_format: NoteFormat) -> frozenset[Element]:
    """Texts beside response and plan without which a note of this format is not complete."""
    return _NEEDED_TEXTS.get(note_format, frozenset())


def title_alone(title: str) -> str:
    """The title of a part in a note that is not about a group."""
    return _ALONE.get(title, title)


def refusals_of_layout(note_format: NoteFormat, layout: NoteLayout) -> tuple[Refusal, ...]:
    """Why a clinic cannot lay its notes out like this; empty when it can."""
    if not layout.parts:
        return (Refusal("parts", "A note needs at least one part.", "parts"),)
    return (*_refused_titles(layout), *_refused_elements(note_format, layout))


def _refused_titles(layout: NoteLayout) -> list[Refusal]:
    titles = [part.title.strip() for part in layout.parts]
    found = []
    if not all(titles):
        found.append(Refusal("title", "Every part needs a title.", "title"))
    if any(len(title) > LONGEST_TITLE for title in titles):
        found.append(Refusal("title-long", f"Keep each title under {LONGEST_TITLE + 1} characters.", "title"))
    if any(not letter.isprintable() for title in titles for letter in title):
        found.append(Refusal("title-unseen", "A title is one line of letters that can be printed.", "title"))
    named = [title.casefold() for title in titles if title]
    if len(set(named)) < len(named):
        found.append(Refusal("title-twice", "Two parts have the same title.", "title"))
    return found


def _refused_elements(note_format: NoteFormat, layout: NoteLayout) -> list[Refusal]:
    held = Counter(each for part in layout.parts for each in part.elements)
    missing = [each for each in Element if each in required_elements(note_format) and not held[each]]
    twice = [each for each in Element if held[each] > 1]
    found = [
        Refusal("missing", f"{note_format.value.upper()} cannot do without: {each.label}.", str(each))
        for each in missing
    ]
    found += [Refusal("twice", f"This stands in the note twice: {each.label}.", str(each)) for each in twice]
    if not all(part.elements for part in layout.parts):
        found.append(Refusal("empty", "A part without content cannot stand. Move something into it.", "parts"))
    return found

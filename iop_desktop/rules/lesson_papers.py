"""Limits of what members take home: handout, worksheet, reading; over facts that were counted elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iop_desktop.rules.lesson_shape import refuse, span
from iop_desktop.rules.refusal import Refusal

GRADE_LIMIT = 9.0
"""Highest reading grade (Flesch-Kincaid) of a lesson and of each of its papers."""
WORDS = {"handout": (200, 450), "reading": (200, 400)}
PAPERS = ("handout", "worksheet", "reading")
SLIDES_FILE = "slides.md"


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What was counted in one paper. ``foreign`` names things that may not stand in it, such as "a link"."""

    words: int
    heading_levels: tuple[int, ...]
    fill_ins: int
    foreign: tuple[str, ...] = ()
    begins_with_title: bool = True


def refusals_of_papers(papers: Mapping[str, PaperFacts]) -> tuple[Refusal, ...]:
    """What is wrong with the papers of a lesson, by file."""
    return tuple(refusal for name in PAPERS for refusal in _paper(name, papers[name]))


def refusals_of_grade(name: str, grade: float) -> tuple[Refusal, ...]:
    """Whether a text is too hard to read; ``name`` is a file, or empty for the lesson as a whole."""
    if round(grade, 1) <= GRADE_LIMIT:
        return ()
    what = "this text" if name else "the lesson as a whole"
    sentence = f"{what} needs reading grade {grade:.1f}; {GRADE_LIMIT:.0f} is the highest. Use shorter sentences."
    return (refuse("grade", sentence, name or "lesson.toml"),)


def _paper(name: str, facts: PaperFacts) -> list[Refusal]:
    file = f"{name}.md"
    if not facts.words:
        return [refuse("missing", "is missing or empty.", file)]
    found = [refuse("foreign", f"has {each}, which may not stand here.", file) for each in facts.foreign]
    if not facts.begins_with_title or facts.heading_levels.count(1) != 1:
        found.append(refuse("title", "begins with one title (#), and has no other.", file))
    if any(level > 2 for level in facts.heading_levels):
        found.append(refuse("headings", "has a heading below ##.", file))
    least, most = WORDS.get(name, (1, 1200))
    if not least <= facts.words <= most:
        found.append(refuse("words", f"has {facts.words} words; it has {span(least, most)}.", file))
    if name == "worksheet" and not facts.fill_ins:
        found.append(refuse("fill", "has nothing to fill in.", file))
    if name != "worksheet" and facts.fill_ins:
        found.append(refuse("fill", "has something to fill in; that belongs to the worksheet.", file))
    return found

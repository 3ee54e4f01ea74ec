"""What a complete lesson is, over plain data: the dictionary of ``docs/curriculum-format.md`` as the vault keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from iop_desktop.rules.lesson_shape import (
    KINDS,
    MOST_MINUTES,
    SEGMENTS,
    is_number,
    minutes_of,
    numbers_of,
    refusals_of_shape,
    refuse,
    span,
    tables_of,
    text_of,
    texts_of,
)
from iop_desktop.rules.refusal import Refusal

# What nobody can see or hear a member do.
_UNSEEN = frozenset(
    [
        "accept",
        "appreciate",
        "be",
        "become",
        "believe",
        "consider",
        "enjoy",
        "feel",
        "gain",
        "grasp",
        "have",
        "improve",
        "increase",
        "internalize",
        "know",
        "learn",
        "realize",
        "remember",
        "see",
        "think",
        "understand",
        "value",
        "want",
    ]
)


def refusals_of_lesson(content: Mapping[str, Any], slide_count: int) -> tuple[Refusal, ...]:
    """What keeps a lesson from being complete, but for its papers; each names the file. Empty when nothing does."""
    return (
        *refusals_of_shape(content),
        *_minutes(content),
        *_objectives(content),
        *_group_note(content),
        *_facts(content),
        *_segments(content),
        *_slides_used(content, slide_count),
    )


def segment_minutes(content: Mapping[str, Any]) -> tuple[int, ...]:
    """Minutes of the segments in order."""
    return tuple(minutes_of(segment) for segment in tables_of(content, "segments"))


def _minutes(content: Mapping[str, Any]) -> list[Refusal]:
    planned, total = minutes_of(content), sum(segment_minutes(content))
    if not planned or planned == total:
        return []
    return [refuse("sum", f"the segments add up to {total} minutes, not {planned}.")]


def _objectives(content: Mapping[str, Any]) -> list[Refusal]:
    return [
        refuse("unseen", f'objectives: nobody can see or hear "{text}". Begin with name, describe, practice, write ...')
        for text in texts_of(content, "objectives")
        if text.split(maxsplit=1)[:1] and text.split(maxsplit=1)[0].strip(",.").casefold() in _UNSEEN
    ]


def _group_note(content: Mapping[str, Any]) -> list[Refusal]:
    note = text_of(content, "group_note")
    if not note or note.startswith("Facilitator "):
        return []
    return [refuse("note", 'group_note says what the facilitator did and begins with "Facilitator ".')]


def _facts(content: Mapping[str, Any]) -> list[Refusal]:
    facts, known = tables_of(content, "facts"), len(texts_of(content, "sources"))
    if not facts:
        return [refuse("facts", "facts: there is none, and every factual statement has to stand in one.")]
    found = [refusal for number, fact in enumerate(facts, 1) for refusal in _fact(fact, number, known)]
    used = {source for fact in facts for source in numbers_of(fact, "sources")}
    unused = [str(number) for number in range(1, known + 1) if number not in used]
    if unused:
        found.append(refuse("unused", f"sources: no fact refers to source {', '.join(unused)}."))
    return found


def _fact(fact: Mapping[str, Any], number: int, known: int) -> list[Refusal]:
    found = []
    if not text_of(fact, "text"):
        found.append(refuse("fact", f"facts: number {number} has no text."))
    sources = numbers_of(fact, "sources")
    if not sources:
        found.append(refuse("fact", f"facts: number {number} has no source."))
    wrong = [str(source) for source in sources if not 1 <= source <= known]
    if wrong:
        found.append(refuse("fact", f"facts: number {number} refers to source {', '.join(wrong)}, and there is none."))
    return found


def _segments(content: Mapping[str, Any]) -> list[Refusal]:
    segments = tables_of(content, "segments")
    found = [refusal for number, segment in enumerate(segments, 1) for refusal in _segment(segment, number)]
    if not SEGMENTS[0] <= len(segments) <= SEGMENTS[1]:
        found.append(refuse("count", f"segments: there are {len(segments)}; a lesson has {span(*SEGMENTS)}."))
    return found


def _segment(segment: Mapping[str, Any], number: int) -> list[Refusal]:
    name = f"segments: number {number}"
    found = [
        refuse("segment", f"{name} has no {key}.") for key in ("title", "kind", "say") if not text_of(segment, key)
    ]
    kind = text_of(segment, "kind")
    if kind and kind not in KINDS:
        found.append(refuse("kind", f'{name} is of the kind "{kind}"; there are {", ".join(KINDS)}.'))
    if not minutes_of(segment):
        found.append(refuse("minutes", f"{name} has no minutes, or no whole number from 1 to {MOST_MINUTES}."))
    for key, of in (("ask", str), ("slides", int)):
        value = segment.get(key, [])
        if not isinstance(value, list | tuple) or not all(isinstance(each, of) and each for each in value):
            found.append(refuse("kind", f"{name}: {key} is no list of {'texts' if of is str else 'numbers'}."))
    if "do" in segment and not text_of(segment, "do"):
        found.append(refuse("kind", f"{name}: do is empty or no text."))
    return found


def _slides_used(content: Mapping[str, Any], count: int) -> list[Refusal]:
    uses = Counter(number for segment in tables_of(content, "segments") for number in numbers_of(segment, "slides"))
    missing = [str(number) for number in sorted(uses) if is_number(number) and not 1 <= number <= count]
    twice = [str(number) for number in sorted(uses) if uses[number] > 1]
    unused = [str(number) for number in range(1, count + 1) if number not in uses]
    found = []
    if missing:
        found.append(refuse("slides", f"segments refer to slide {', '.join(missing)}, and there is none."))
    if twice:
        found.append(refuse("slides", f"segments refer to slide {', '.join(twice)} more than once."))
    if unused:
        found.append(refuse("slides", f"no segment refers to slide {', '.join(unused)}."))
    return found

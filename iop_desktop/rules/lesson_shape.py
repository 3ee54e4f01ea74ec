"""What the fields of a lesson are: texts, lists of texts, and how many of each a complete lesson has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iop_desktop.rules.refusal import Refusal

LESSON_FILE = "lesson.toml"
TEXTS = {"title": 90, "summary": 300, "practice": 1500, "group_note": 1200}
"""Fields of one text and how many characters it may have."""
LISTS = {
    "tags": (1, 12),
    "interventions": (1, 8),
    "objectives": (2, 4),
    "materials": (1, 20),
    "questions": (4, 8),
    "cautions": (2, 6),
    "fidelity": (5, 5),
    "sources": (1, 30),
}
"""Fields of several texts, and how many there are at least and at most."""
SEGMENTS = (4, 8)
MOST_MINUTES = 600
KINDS = ("check-in", "teach", "activity", "discussion", "break", "close")


def refuse(code: str, text: str, file: str = LESSON_FILE) -> Refusal:
    """A finding about one file of a lesson."""
    return Refusal(code, text, file)


def text_of(content: Mapping[str, Any], name: str) -> str:
    """A text field; empty when it is missing or something else."""
    value = content.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts_of(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts; what is no text is left out."""
    value = content.get(name)
    return tuple(each.strip() for each in value if isinstance(each, str)) if isinstance(value, list | tuple) else ()


def tables_of(content: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    """A list of tables such as the segments; what is none is left out."""
    value = content.get(name)
    return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, list | tuple) else ()


def numbers_of(content: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """A list of whole numbers; what is none is left out."""
    value = content.get(name)
    return tuple(each for each in value if is_number(each)) if isinstance(value, list | tuple) else ()


def is_number(value: object) -> bool:
    """Whether this is a whole number (TOML's true and false are none)."""
    return isinstance(value, int) and not isinstance(value, bool)


def minutes_of(content: Mapping[str, Any]) -> int:
    """Planned minutes of a lesson or segment; 0 when they are missing or wrong."""
    value = content.get("minutes")
    return value if isinstance(value, int) and is_number(value) and 0 < value <= MOST_MINUTES else 0


def refusals_of_shape(content: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Fields that are missing, empty, of another kind, or too many."""
    found = [*_texts(content), *_lists(content)]
    if not minutes_of(content):
        found.append(refuse("minutes", f"minutes is missing or is no whole number from 1 to {MOST_MINUTES}."))
    return tuple(found)


def _texts(content: Mapping[str, Any]) -> list[Refusal]:
    found = []
    for name, limit in TEXTS.items():
        text = text_of(content, name)
        if not text:
            found.append(refuse("missing", f"{name} is missing or empty."))
        elif len(text) > limit:
            found.append(refuse("long", f"{name} has {len(text)} characters; it may have {limit}."))
    return found


def _lists(content: Mapping[str, Any]) -> list[Refusal]:
    return [refusal for name, limits in LISTS.items() for refusal in _list(content, name, limits)]


def _list(content: Mapping[str, Any], name: str, limits: tuple[int, int]) -> list[Refusal]:
    value = content.get(name)
    if not isinstance(value, list | tuple) or not value:
        return [refuse("missing", f"{name} is missing or empty.")]
    texts = texts_of(content, name)
    if len(texts) != len(value) or not all(texts):
        return [refuse("kind", f"{name} holds something that is no text, or an empty one.")]
    if not limits[0] <= len(texts) <= limits[1]:
        return [refuse("count", f"{name} has {len(texts)} entries; it has {span(*limits)}.")]
    if len(set(texts)) != len(texts):
        return [refuse("twice", f"{name} says the same thing twice.")]
    return []


def span(least: int, most: int) -> str:
    """How many there are, in words: "exactly 5", "2 to 4"."""
    return f"exactly {least}" if least == most else f"{least} to {most}"

"""Small curricula for tests: one complete lesson, as files and as plain data."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WORDS = "The sun is warm and the day is long, so we sit down and have tea with a friend. "
HANDOUT = f"# A day outside\n\n{WORDS * 6}\n\n> Keep this thought.\n\n## What helps\n\n- One\n- Two\n\n{WORDS * 6}\n"
WORKSHEET = (
    "# My plan\n\nWhat will I do?\n\n{lines 2}\n\nHow sure am I?\n\n{scale 0 10 | not at all | completely}\n\n"
    "- [ ] I walked\n- [ ] I called\n\n| Day | What |\n|---|---|\n| 1 | |\n\n{box 40}\n"
)
READING = f"# A story\n\n{WORDS * 12}\n"
SLIDES = """<!-- statement -->
# A day has edges.

Begin small.

---
<!-- points -->
# What helps

- A walk
- A friend

---
<!-- break -->
# Break

Fifteen minutes.
"""
LESSON: dict[str, Any] = {
    "title": "A day outside",
    "minutes": 60,
    "summary": "Members plan a walk.",
    "tags": ["leisure", "sleep"],
    "interventions": ["Psychoeducation"],
    "objectives": ["Name one place to walk to.", "Write a plan for one day."],
    "materials": ["Paper"],
    "questions": ["Where?", "When?", "With whom?", "What if it rains?"],
    "practice": "Walk for ten minutes each day.",
    "cautions": ["Do not push anybody to walk.", "Do not forget people who cannot walk."],
    "fidelity": ["One.", "Two.", "Three.", "Four.", "Five."],
    "group_note": "Facilitator taught how to plan a walk.",
    "sources": ["A book about walking. 2001."],
    "facts": [{"text": "A walk can lift the mood.", "sources": [1]}],
    "segments": [
        {"title": "Check-in", "kind": "check-in", "minutes": 15, "say": "Welcome.", "ask": ["How are you?"]},
        {"title": "Walks", "kind": "teach", "minutes": 20, "say": "A walk is **good**.", "slides": [1, 2]},
        {"title": "Break", "kind": "break", "minutes": 10, "say": "Rest.", "slides": [3]},
        {"title": "Close", "kind": "close", "minutes": 15, "say": "Go well.", "do": "Hand out the handout."},
    ],
    "slides": SLIDES,
    "handout": HANDOUT,
    "worksheet": WORKSHEET,
    "reading": READING,
}
HEAD = {
    "format": 1,
    "code": "walks",
    "title": "Walks and Days",
    "version": "1.0",
    "language": "en-US",
    "author": "The walkers",
    "licence": "CC0-1.0",
    "review": "For review by the clinical director.",
}


def lesson(**changes: Any) -> dict[str, Any]:
    """The lesson with other fields; None leaves one out."""
    made = copy.deepcopy(LESSON) | changes
    return {key: value for key, value in made.items() if value is not None}


def write_lesson(folder: Path, content: Mapping[str, Any]) -> Path:
    """Write one lesson's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = ("slides", "handout", "worksheet", "reading")
    for name in papers:
        if name in content:
            (folder / f"{name}.md").write_text(content[name], encoding="utf-8")
    table = {key: value for key, value in content.items() if key not in papers}
    (folder / "lesson.toml").write_text(toml(table), encoding="utf-8")
    return folder


def write_curriculum(folder: Path, *lessons: Mapping[str, Any], **head: Any) -> Path:
    """Write a curriculum of one module with these lessons, or with the usual one."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"{number:02d}-a-walk" for number in range(1, max(1, len(lessons)) + 1)]
    for name, content in zip(names, lessons or (LESSON,), strict=True):
        write_lesson(folder / "outside" / name, content)
    table = HEAD | head | {"modules": [{"code": "outside", "title": "Going outside", "lessons": names}]}
    text = toml({key: value for key, value in table.items() if key != "modules"})
    text += "review_by = 2027-11-23\n" + toml({"modules": table["modules"]})
    (folder / "curriculum.toml").write_text(text, encoding="utf-8")
    return folder


def toml(table: Mapping[str, Any]) -> str:
    """Plain data as TOML: texts, numbers, lists, and lists of tables at the end."""
    lines, tables = [], []
    for key, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            tables += [f"[[{key}]]\n{toml(each)}" for each in value]
        else:
            lines.append(f"{key} = {_value(value)}")
    return "\n".join([*lines, *tables]) + "\n"


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)

"""What the room sees: the text of slides.md becomes slides, and what is wrong with it is said in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from iop_desktop.rules.refusal import Refusal

_LAYOUT = re.compile(r"^<!--\s*(.*?)\s*-->$")
_POINT = re.compile(r"^(?:[-*+]|\d{1,2}[.)])\s+(.+)$")
_EMPHASIS = re.compile(r"(\*{1,2}|_{1,2})(?=\S)(.+?)(?<=\S)\1")
_FOREIGN = re.compile(r"</?[a-zA-Z][^>]*>|\]\(")


class Layout(StrEnum):
    """How a slide is laid out."""

    STATEMENT = "statement"
    POINTS = "points"
    STEPS = "steps"
    QUESTION = "question"
    COMPARE = "compare"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class SlideColumn:
    """One side of a comparison."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide in plain text: ``lines`` are points, steps or short lines; ``columns`` belong to a comparison."""

    layout: Layout
    title: str
    lines: tuple[str, ...] = ()
    columns: tuple[SlideColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class SlideLimits:
    """How much a layout holds so that the last row of the room can read it; 0 means no limit of its own."""

    title: int
    lines: int
    line: int = 0
    body: int = 0


LIMITS = {
    Layout.STATEMENT: SlideLimits(title=60, lines=2, body=140),
    Layout.POINTS: SlideLimits(title=80, lines=5, line=75),
    Layout.STEPS: SlideLimits(title=80, lines=5, line=75),
    Layout.QUESTION: SlideLimits(title=110, lines=2, body=140),
    Layout.COMPARE: SlideLimits(title=80, lines=0),
    Layout.BREAK: SlideLimits(title=40, lines=1, body=90),
}
COLUMN_LIMITS = SlideLimits(title=40, lines=4, line=50)
_LISTS = frozenset({Layout.POINTS, Layout.STEPS})


@dataclass(slots=True)
class _Raw:
    """A slide as it is written, before anybody asks whether it may be so."""

    layout: str
    titles: list[str]
    lines: list[str]
    columns: list[tuple[str, list[str]]]
    unlisted: bool = False
    foreign: bool = False


def read_slides(text: str) -> tuple[Slide, ...]:
    """The slides of a text, as well as they can be read: a slide that breaks a rule is still shown to the room."""
    return tuple(_slide(raw) for raw in _raws(text))


def refusals_of_slides(text: str) -> tuple[Refusal, ...]:
    """Everything that is wrong with the slides; ``field`` names the slide (``slide 3``). Empty when all is well."""
    raws = list(_raws(text))
    if not raws:
        return (Refusal("slides.none", "There are no slides.", "slides"),)
    return tuple(
        Refusal(f"slides.{code}", f"Slide {number} {words}", f"slide {number}")
        for number, raw in enumerate(raws, 1)
        for code, words in _faults(raw)
    )


def _raws(text: str) -> Iterator[_Raw]:
    block: list[str] = []
    for line in [*text.splitlines(), "---"]:
        if line.strip() != "---":
            block.append(line)
            continue
        if any(written.strip() for written in block):
            yield _raw(block)
        block = []


def _raw(block: list[str]) -> _Raw:
    raw = _Raw("", [], [], [])
    for written in block:
        line = written.strip()
        comment = _LAYOUT.match(line)
        if comment:
            raw.layout = raw.layout or comment[1].lower()
        elif line:
            raw.foreign = raw.foreign or bool(_FOREIGN.search(line))
            _take(raw, line, continues=written[:1].isspace())
    return raw


def _take(raw: _Raw, line: str, continues: bool) -> None:
    """Put one line where it belongs; an indented line without a mark of its own goes on with the point above."""
    into = raw.columns[-1][1] if raw.columns else raw.lines
    point = _POINT.match(line)
    if line.startswith("## "):
        raw.columns.append((_plain(line[3:]), []))
    elif line.startswith("# "):
        raw.titles.append(_plain(line[2:]))
    elif point:
        into.append(_plain(point[1]))
    elif continues and into:
        into[-1] = f"{into[-1]} {_plain(line)}"
    else:
        raw.unlisted = True
        into.append(_plain(line))


def _plain(text: str) -> str:
    """The words without marks of emphasis: a slide has one voice."""
    return " ".join(_EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text)).split())


def _slide(raw: _Raw) -> Slide:
    columns = tuple(SlideColumn(heading, tuple(points)) for heading, points in raw.columns)
    layout = Layout(raw.layout) if raw.layout in set(Layout) else _layout_by_look(raw)
    title = raw.titles[0] if raw.titles else ""
    return Slide(layout, title, (*raw.titles[1:], *raw.lines), columns)


def _layout_by_look(raw: _Raw) -> Layout:
    if raw.columns:
        return Layout.COMPARE
    return Layout.POINTS if raw.lines and not raw.unlisted else Layout.STATEMENT


def _faults(raw: _Raw) -> Iterator[tuple[str, str]]:
    """Code and words of each fault; the words go on after "Slide 3"."""
    if raw.layout not in set(Layout):
        names = ", ".join(Layout)
        yield (
            "layout",
            f"does not begin with its layout in a comment, such as <!-- points -->. The layouts are {names}.",
        )
        return
    layout = Layout(raw.layout)
    limits = LIMITS[layout]
    if raw.foreign:
        yield "foreign", "has a link, a picture or HTML. Slides are plain text."
    if len(raw.titles) != 1:
        yield "title", "needs exactly one title, a line that begins with #."
    elif len(raw.titles[0]) > limits.title:
        yield "title_long", f"has a title of {len(raw.titles[0])} characters; a {layout} holds {limits.title}."
    yield from _column_faults(raw) if layout is Layout.COMPARE else _line_faults(raw, layout, limits)


def _line_faults(raw: _Raw, layout: Layout, limits: SlideLimits) -> Iterator[tuple[str, str]]:
    if raw.columns:
        yield "columns", f"has columns (##); a {layout} has none."
    if layout in _LISTS and (raw.unlisted or not raw.lines):
        yield "list", f"is not a list: each line of {layout} begins with - or a number."
    yield from _too_much("", raw.lines, limits)
    body = sum(len(line) for line in raw.lines)
    if limits.body and body > limits.body:
        yield "body_long", f"has {body} characters under its title; a {layout} holds {limits.body}."


def _column_faults(raw: _Raw) -> Iterator[tuple[str, str]]:
    if len(raw.columns) != 2 or raw.lines:
        yield "columns", "needs two columns, each a line that begins with ## and points under it, and nothing else."
    for heading, points in raw.columns:
        if not points:
            yield "list", f"has no points under {heading}."
        if len(heading) > COLUMN_LIMITS.title:
            yield "title_long", f"has a heading of {len(heading)} characters; a column holds {COLUMN_LIMITS.title}."
        yield from _too_much(f" under {heading}", points, COLUMN_LIMITS)


def _too_much(where: str, lines: list[str], limits: SlideLimits) -> Iterator[tuple[str, str]]:
    if len(lines) > limits.lines:
        yield "lines", f"has {len(lines)} lines{where}; it holds {limits.lines}."
    for line in lines:
        if limits.line and len(line) > limits.line:
            yield "line_long", f"has a line of {len(line)} characters{where}; a line holds {limits.line}."

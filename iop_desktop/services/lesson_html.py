"""Lessons as simple HTML for the screen; everything an author wrote is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from iop_desktop.documents.markdown import (
    Block,
    Box,
    Grid,
    Heading,
    Items,
    Lines,
    Prose,
    Quote,
    Scale,
    Spans,
    read_blocks,
)
from iop_desktop.rules.lesson_shape import minutes_of, numbers_of, tables_of, text_of, texts_of

_LINE = '<p class="fill">&nbsp;</p>'
_KINDS = {"check-in": "Check-in", "teach": "Teach", "activity": "Activity", "discussion": "Discussion"}


def paper_html(text: str) -> str:
    """A handout, worksheet or reading; things to fill in are shown as they will look."""
    return "".join(_block(block) for block in read_blocks(text))


def plan_html(content: Mapping[str, Any]) -> str:
    """The facilitator's part of a lesson: objectives, segments with what to say and ask, cautions, practice."""
    return "".join(_plan(content))


def sources_html(content: Mapping[str, Any]) -> str:
    """Sources with the facts that rest on them."""
    sources = texts_of(content, "sources")
    made = ["<h3>Sources</h3>", _list("ol", (escape(source) for source in sources))]
    facts = [
        f"{escape(text_of(fact, 'text'))} <span class='dim'>[{', '.join(map(str, numbers_of(fact, 'sources')))}]</span>"
        for fact in tables_of(content, "facts")
    ]
    return "".join([*made, "<h3>Facts in this lesson</h3>" if facts else "", _list("ul", facts)])


def _plan(content: Mapping[str, Any]) -> Iterator[str]:
    if text_of(content, "summary"):
        yield f"<p class='lead'>{escape(text_of(content, 'summary'))}</p>"
    yield _titled("Objectives", content, "objectives")
    yield _titled("What not to do", content, "cautions")
    yield _titled("Materials", content, "materials")
    for number, segment in enumerate(tables_of(content, "segments"), 1):
        yield from _segment(number, segment)
    yield _titled("Questions for discussion", content, "questions")
    if text_of(content, "practice"):
        yield f"<h3>Practice between sessions</h3><p>{escape(text_of(content, 'practice'))}</p>"
    yield _titled("What a supervisor looks for", content, "fidelity")
    if text_of(content, "group_note"):
        yield f"<h3>Wording for the group part of the note</h3><p>{escape(text_of(content, 'group_note'))}</p>"


def _titled(title: str, content: Mapping[str, Any], name: str) -> str:
    texts = texts_of(content, name)
    return f"<h3>{title}</h3>{_list('ul', map(escape, texts))}" if texts else ""


def _segment(number: int, segment: Mapping[str, Any]) -> Iterator[str]:
    kind = _KINDS.get(text_of(segment, "kind"), text_of(segment, "kind").capitalize())
    slides = numbers_of(segment, "slides")
    shown = f" · slide {', '.join(map(str, slides))}" if slides else ""
    yield f"<h3>{number}. {escape(text_of(segment, 'title'))}</h3>"
    yield f"<p class='dim'>{escape(kind)} · {minutes_of(segment)} minutes{shown}</p>"
    yield paper_html(text_of(segment, "say"))
    asked = texts_of(segment, "ask")
    if asked:
        yield f"<p class='dim'><b>Ask</b></p>{_list('ul', map(escape, asked))}"
    if text_of(segment, "do"):
        yield f"<p><b>Do:</b> <i>{escape(text_of(segment, 'do'))}</i></p>"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{min(block.level, 3) + 1}>{_spans(block.spans)}</h{min(block.level, 3) + 1}>"
        case Prose():
            return f"<p>{_spans(block.spans)}</p>"
        case Items():
            return _items(block)
        case Quote():
            return f"<blockquote>{''.join(map(_block, block.blocks))}</blockquote>"
        case Grid():
            return _grid(block)
        case _:
            return _fill_in(block)


def _fill_in(block: Block) -> str:
    match block:
        case Lines():
            return _LINE * block.count
        case Box():
            return '<table class="grid" width="100%"><tr><td><br><br><br></td></tr></table>'
        case Scale():
            numbers = " &nbsp; ".join(map(str, range(block.low, block.high + 1)))
            return f"<p><b>{numbers}</b><br><span class='dim'>{escape(block.left)} … {escape(block.right)}</span></p>"
        case _:
            return ""


def _items(block: Items) -> str:
    entries = [("☐ " if item.box else "") + _unwrapped(item.blocks) for item in block.items]
    return _list("ul" if block.first is None else "ol", entries)


def _unwrapped(blocks: Sequence[Block]) -> str:
    """An entry of one paragraph stands close to the next one."""
    first = blocks[0] if blocks else None
    if isinstance(first, Prose):
        return _spans(first.spans) + "".join(map(_block, blocks[1:]))
    return "".join(map(_block, blocks))


def _grid(block: Grid) -> str:
    head = "".join(f"<th align='left'>{_spans(cell)}</th>" for cell in block.head)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
    return f'<table class="grid" width="100%" cellspacing="0" cellpadding="5"><tr>{head}</tr>{rows}</table>'


def _cell(cell: Spans) -> str:
    return f"<td>{_spans(cell) or '&nbsp;'}</td>"


def _list(tag: str, entries: Iterable[str]) -> str:
    made = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<{tag}>{made}</{tag}>" if made else ""


def _spans(spans: Spans) -> str:
    made = []
    for span in spans:
        text = escape(span.text).replace("\n", "<br>")
        made.append(f"<b>{text}</b>" if span.strong else f"<i>{text}</i>" if span.emphasis else text)
    return "".join(made)

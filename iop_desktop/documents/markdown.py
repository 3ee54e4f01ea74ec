"""The CommonMark of handouts, worksheets and readings as plain blocks, with the things to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_FILL_IN = re.compile(r"\{\s*(lines|box|scale)\b([^{}]*)\}\s*")
_SCALE = re.compile(r"\s*(\d+)\s+(\d+)\s*\|([^|]*)\|([^|]*)")
_TICK = re.compile(r"\[( |x|X)\](?:\s+|$)")
_MOST_LINES, _MOST_MM, _MOST_STEPS = 30, 220, 20


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one kind."""

    text: str
    strong: bool = False
    emphasis: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level from 1."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list; ``box`` is one to tick."""

    blocks: tuple[Block, ...]
    box: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; a numbered one counts from ``first``."""

    items: tuple[Item, ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The thought to keep."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; rows may have empty cells to write in."""

    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines to write on."""

    count: int


@dataclass(frozen=True, slots=True)
class Box:
    """An empty box."""

    millimetres: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers to circle, with a word at each end."""

    low: int
    high: int
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something that may not stand in a paper; ``what`` names it, such as "a link"."""

    what: str


Block = Heading | Prose | Items | Quote | Grid | Lines | Box | Scale | Foreign


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # heavy: loaded when it is needed

    return MarkdownIt("commonmark", {"html": True}).enable("table")


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a paper in order. What the format does not know becomes Foreign; nothing is refused."""
    from markdown_it.tree import SyntaxTreeNode  # heavy: loaded when it is needed

    tree = SyntaxTreeNode(_parser().parse(text))
    return tuple(block for node in tree.children for block in _blocks(node))


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    kind = node.type
    if kind == "heading":
        yield Heading(int(node.tag[1:]), _inline(node))
    elif kind == "paragraph":
        yield from _paragraph(node)
    elif kind in ("bullet_list", "ordered_list"):
        first = int(node.attrs.get("start", 1)) if kind == "ordered_list" else None
        yield Items(tuple(_item(child) for child in node.children), first)
    elif kind == "blockquote":
        yield Quote(tuple(block for child in node.children for block in _blocks(child)))
    elif kind == "table":
        yield _grid(node)
    else:
        yield Foreign({"hr": "a dividing line", "html_block": "HTML"}.get(kind, "a block of code"))
        return
    yield from (Foreign(what) for what in sorted(_foreign_of(node)) if kind in ("heading", "paragraph", "table"))


def _paragraph(node: SyntaxTreeNode) -> Iterator[Block]:
    spans = _inline(node)
    text = plain(spans)
    fill_in = _FILL_IN.fullmatch(text)
    if fill_in is not None:
        yield _fill_in(fill_in[1], fill_in[2])
    elif "{" in text or "}" in text:
        yield Foreign(f'"{text[:40]}", which is nothing to fill in')
    else:
        yield Prose(spans)


def _fill_in(kind: str, rest: str) -> Block:
    if kind == "scale":
        match = _SCALE.fullmatch(rest)
        if match and 0 < int(match[2]) - int(match[1]) <= _MOST_STEPS:
            return Scale(int(match[1]), int(match[2]), match[3].strip(), match[4].strip())
    else:
        most = _MOST_LINES if kind == "lines" else _MOST_MM
        if rest.strip().isdecimal() and 0 < int(rest) <= most:
            return Lines(int(rest)) if kind == "lines" else Box(int(rest))
    return Foreign(f'"{{{kind}{rest}}}", which is nothing to fill in')


def _item(node: SyntaxTreeNode) -> Item:
    blocks = [block for child in node.children for block in _blocks(child)]
    first = blocks[0] if blocks else None
    if isinstance(first, Prose) and (tick := _TICK.match(plain(first.spans))):
        blocks[0] = Prose(_without(first.spans, tick.end()))
        return Item(tuple(blocks), box=True)
    return Item(tuple(blocks))


def _without(spans: Spans, length: int) -> Spans:
    left = []
    for span in spans:
        cut = min(length, len(span.text))
        length -= cut
        if span.text[cut:]:
            left.append(Span(span.text[cut:], span.strong, span.emphasis))
    return tuple(left)


def _grid(node: SyntaxTreeNode) -> Grid:
    rows = [tuple(_inline(cell) for cell in row.children) for part in node.children for row in part.children]
    return Grid(rows[0], tuple(rows[1:]))


def _inline(node: SyntaxTreeNode) -> Spans:
    spans: list[Span] = []
    strong = emphasis = 0
    for token in _tokens(node):
        strong += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        emphasis += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        text = " " if token.type == "softbreak" else "\n" if token.type == "hardbreak" else token.content
        if text:
            spans.append(Span(text, bool(strong), bool(emphasis)))
    return tuple(spans)


def _tokens(node: SyntaxTreeNode) -> Sequence[Token]:
    inline = node.children[0] if node.children else None
    if inline is None or inline.type != "inline" or inline.token is None:
        return ()
    return inline.token.children or ()


_FOREIGN = {"link_open": "a link", "image": "a picture", "html_inline": "HTML", "code_inline": "code"}


def _foreign_of(node: SyntaxTreeNode) -> set[str]:
    cells = [cell for part in node.children for row in part.children for cell in row.children]
    places = cells if node.type == "table" else [node]
    return {_FOREIGN[token.type] for place in places for token in _tokens(place) if token.type in _FOREIGN}


def plain(spans: Spans) -> str:
    """The words alone."""
    return "".join(span.text for span in spans)


def every(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks in order, those inside of lists and quotes too."""
    for block in blocks:
        yield block
        if isinstance(block, Items):
            for item in block.items:
                yield from every(item.blocks)
        elif isinstance(block, Quote):
            yield from every(block.blocks)


def passages(blocks: Sequence[Block]) -> Iterator[str]:
    """Every piece of text that is read by itself: heading, paragraph, entry of a list, cell."""
    for block in every(blocks):
        if isinstance(block, Heading | Prose):
            yield plain(block.spans)
        elif isinstance(block, Grid):
            yield from (plain(cell) for row in (block.head, *block.rows) for cell in row if cell)
        elif isinstance(block, Scale):
            yield from (word for word in (block.left, block.right) if word)

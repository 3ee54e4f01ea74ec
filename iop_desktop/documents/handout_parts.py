"""Blocks of a handout or worksheet become tagged pieces on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFString
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Spacer

from iop_desktop.documents.handout_flowables import (
    BOX_TO_TICK,
    BULLET,
    BoxToFill,
    HeadCell,
    ItemParagraph,
    KeptThought,
    LineToFill,
    NumbersToCircle,
)
from iop_desktop.documents.handout_style import FOAM, MIST, PAGE_HEIGHT, SEMI, Look, markup
from iop_desktop.documents.markdown import (
    Block,
    Box,
    Grid,
    Heading,
    Item,
    Items,
    Lines,
    Prose,
    Quote,
    Scale,
    Span,
    Spans,
    plain,
)
from iop_desktop.documents.tagging import Element, TaggedParagraph, TaggedTable

_FILL_INS = (Lines, Box, Scale)


def parts_of(blocks: Sequence[Block], look: Look, parent: Element) -> Iterator[Any]:
    """The pieces of these blocks in order, bound to elements below ``parent``. Foreign things are left out."""
    for block, following in zip_longest(blocks, blocks[1:]):
        if isinstance(block, Heading):
            yield _words(block.spans, look.styles["heading"], Element(f"H{min(max(block.level, 2), 6)}", parent))
        elif isinstance(block, Prose):
            style = "ask" if isinstance(following, _FILL_INS) or _is_ticks(following) else "text"
            yield _words(block.spans, look.styles[style], Element("P", parent))
        elif isinstance(block, Items):
            yield from _items(block, look, parent, 0)
        elif isinstance(block, Quote):
            yield from _quote(block, look, parent)
        elif isinstance(block, Grid):
            yield _grid(block, look, parent)
            yield Spacer(1, 11 * look.scale * look.air)
        else:
            yield from _fill_in(block, look, parent)


def _is_ticks(block: Block | None) -> bool:
    return isinstance(block, Items) and any(item.box for item in block.items)


def _words(spans: Spans, style: ParagraphStyle, element: Element) -> TaggedParagraph:
    made = TaggedParagraph(markup(spans), style)
    made.element = element
    return made


def _items(block: Items, look: Look, parent: Element, depth: int) -> Iterator[Any]:
    numbering = {"A": PDFDictionary({"O": PDFName("List"), "ListNumbering": PDFName(_numbering(block))})}
    element = Element("L", parent, numbering)
    for place, item in enumerate(block.items):
        label = BULLET if block.first is None else f"{block.first + place}."
        yield from _item(item, BOX_TO_TICK if item.box else label, look, element, depth)
    yield Spacer(1, 5 * look.scale * look.air)


def _numbering(block: Items) -> str:
    return "Disc" if block.first is None else "Decimal"


def _item(item: Item, label: str, look: Look, parent: Element, depth: int) -> Iterator[Any]:
    entry = Element("LI", parent)
    told = {"ActualText": PDFString("Box to tick")} if label == BOX_TO_TICK else {}
    label_element, body = Element("Lbl", entry, told), Element("LBody", entry)
    style = _indented(look, depth, label)
    blocks: Sequence[Block] = item.blocks or (Prose((Span(" "),)),)
    for number, block in enumerate(blocks):
        if isinstance(block, Items):
            yield from _items(block, look, body, depth + 1)
        elif isinstance(block, Prose | Heading):
            made = ItemParagraph(markup(block.spans) or "&nbsp;", style)
            made.element = Element("P", body)
            if number == 0:
                made.label, made.label_element = label, label_element
            yield made
        else:
            yield from parts_of((block,), look, body)


def _indented(look: Look, depth: int, label: str) -> ParagraphStyle:
    item = look.styles["item"]
    indent = item.fontSize * (2.0 + 1.7 * min(depth, 4))
    return ParagraphStyle(f"item {depth} {label == BOX_TO_TICK}", parent=item, leftIndent=indent)


def _quote(block: Quote, look: Look, parent: Element) -> Iterator[Any]:
    base = look.styles["quote"]
    pad = base.fontSize * 0.72
    style = ParagraphStyle("quote block", parent=base, leftIndent=pad * 1.6, rightIndent=pad * 1.2)
    element = Element("BlockQuote", parent)
    for inner in block.blocks:
        if isinstance(inner, Prose | Heading):
            yield Spacer(1, pad * (0.5 + look.air * 0.9))
            made = KeptThought(markup(inner.spans), style)
            made.element = Element("P", element)
            yield made
            yield Spacer(1, pad * (0.6 + look.air * 0.9))
        else:
            yield from parts_of((inner,), look, element)


def _fill_in(block: Block, look: Look, parent: Element) -> Iterator[Any]:
    if isinstance(block, Lines):
        yield from (LineToFill(look, keep=place < block.count - 1) for place in range(block.count))
        yield Spacer(1, 9 * look.scale * look.air)
    elif isinstance(block, Box):
        room = PAGE_HEIGHT - look.top - look.bottom - 30
        yield BoxToFill(look, min(block.millimetres * mm * (1.25 if look.large else 1.0), room))
    elif isinstance(block, Scale):
        yield NumbersToCircle(look, range(block.low, block.high + 1), Element("P", parent))
        yield _ends(block, look, parent)
        yield Spacer(1, 9 * look.scale * look.air)


def _ends(scale: Scale, look: Look, parent: Element) -> TaggedTable:
    """The words at both ends of a scale, side by side."""
    cells = [
        _words((Span(words),), look.styles[style], Element("P", parent))
        for words, style in ((scale.left, "scale"), (scale.right, "scale_right"))
    ]
    made = TaggedTable([cells], colWidths=[look.width / 2] * 2)
    made.setStyle([(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")])
    return made


def _grid(block: Grid, look: Look, parent: Element) -> TaggedTable:
    table = Element("Table", parent)
    rows = [[_head(cell, look, line) for line in [Element("TR", table)] for cell in block.head]]
    for row in block.rows:
        line = Element("TR", table)
        rows.append([_cell(cell, look, Element("TD", line)) for cell in row])
    made = TaggedTable(rows, colWidths=_widths(block, look), repeatRows=1, splitInRow=1)
    pad = min(6.5 * look.small_scale, look.width / len(block.head) / 6)
    made.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), MIST),
            ("LINEBELOW", (0, 0), (-1, -1), 0.7, FOAM),
            ("LINEAFTER", (0, 0), (-2, -1), 0.7, FOAM),
            ("BOX", (0, 0), (-1, -1), 0.9, FOAM),
            ("ROUNDEDCORNERS", [6, 6, 6, 6]),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *((f"{side}PADDING", (0, 0), (-1, -1), pad) for side in ("LEFT", "RIGHT")),
            *((f"{side}PADDING", (0, 0), (-1, -1), pad * 0.8) for side in ("TOP", "BOTTOM")),
        ]
    )
    return made


def _head(cell: Spans, look: Look, line: Element) -> HeadCell:
    scope = {"A": PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Column")})}
    made = HeadCell(markup(cell), look.styles["head"])
    made.element = Element("TH", line, scope)
    return made


def _cell(cell: Spans, look: Look, element: Element) -> Any:
    if not plain(cell).strip():
        return Spacer(1, 24 * look.scale * (0.7 + 0.3 * look.air))
    return _words(cell, look.styles["cell"], element)


def _widths(block: Grid, look: Look) -> list[float]:
    """Columns by their longest word at least, and by how much stands in them; empty ones share generously."""
    style = look.styles["cell"]
    pad = 2 * 6.5 * look.small_scale + 2
    columns = list(zip(*(block.head, *block.rows), strict=True))
    least = [pad + max(_longest_word(cell, style.fontSize) for cell in column) for column in columns]
    wish = [_wish(column) for column in columns]
    free = look.width - sum(least)
    if free <= 0:
        # A word too long for the page, such as an address, must not take the room that its neighbors need.
        even = look.width / len(least) / 2
        return [even + look.width / 2 * width / sum(least) for width in least]
    return [width + free * share / sum(wish) for width, share in zip(least, wish, strict=True)]


def _longest_word(cell: Spans, size: float) -> float:
    return max((stringWidth(word, SEMI, size) for word in plain(cell).split()), default=0.0)


def _wish(column: tuple[Spans, ...]) -> float:
    lengths = [len(plain(cell)) for cell in column]
    to_fill = sum(not length for length in lengths[1:])
    return max(4.0, min(60.0, max(lengths))) + (30.0 if to_fill else 0.0)

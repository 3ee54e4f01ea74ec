"""CommonMark of papers as plain blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.documents.markdown import (
    Block,
    Box,
    Foreign,
    Grid,
    Heading,
    Item,
    Items,
    Lines,
    Prose,
    Quote,
    Scale,
    Span,
    every,
    passages,
    plain,
    read_blocks,
)


def spans(text: str) -> tuple[Span, ...]:
    return (Span(text),)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("# Title", Heading(1, spans("Title"))),
        ("## Part", Heading(2, spans("Part"))),
        ("words", Prose(spans("words"))),
        ("> keep", Quote((Prose(spans("keep")),))),
        ("{lines 3}", Lines(3)),
        ("{ box  40 }", Box(40)),
        ("{scale 0 10 | not at all | completely}", Scale(0, 10, "not at all", "completely")),
        ("{scale 1 5||}", Scale(1, 5, "", "")),
        ("- a\n- b", Items((Item((Prose(spans("a")),)), Item((Prose(spans("b")),))))),
        ("3. a", Items((Item((Prose(spans("a")),)),), first=3)),
        ("- [ ] tick", Items((Item((Prose(spans("tick")),), box=True),))),
        ("- [ ] **Bold** tick", Items((Item((Prose((Span("Bold", strong=True), Span(" tick"))),), box=True),))),
        ("| a | b |\n|---|---|\n| c | |", Grid((spans("a"), spans("b")), ((spans("c"), ()),))),
    ],
)
def test_each_construct_becomes_its_block(text: str, block: Block) -> None:
    assert read_blocks(text) == (block,)


def test_emphasis_and_line_ends() -> None:
    (block,) = read_blocks("a **b** *c*\nd  \ne")
    assert block == Prose(
        (
            Span("a "),
            Span("b", strong=True),
            Span(" "),
            Span("c", emphasis=True),
            Span(" "),
            Span("d"),
            Span("\n"),
            Span("e"),
        )
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see [us](https://example.org)", "a link"),
        ("<https://example.org>", "a link"),
        ("![x](y.png)", "a picture"),
        ("a <b>b</b>", "HTML"),
        ("<div>x</div>", "HTML"),
        ("a `b`", "code"),
        ("    code", "a block of code"),
        ("```\ncode\n```", "a block of code"),
        ("***", "a dividing line"),
        ("| [a](b) |\n|---|\n| c |", "a link"),
        ("{lines 0}", '"{lines 0}", which is nothing to fill in'),
        ("{lines 31}", '"{lines 31}", which is nothing to fill in'),
        ("{scale 5 5 | a | b}", '"{scale 5 5 | a | b}", which is nothing to fill in'),
        ("{scale 0 30 | a | b}", '"{scale 0 30 | a | b}", which is nothing to fill in'),
        ("{circle 3}", '"{circle 3}", which is nothing to fill in'),
        ("before {lines 3}", '"before {lines 3}", which is nothing to fill in'),
    ],
)
def test_what_the_format_does_not_know_is_named(text: str, what: str) -> None:
    assert Foreign(what) in read_blocks(text)


def test_every_block_and_passage_in_order() -> None:
    blocks = read_blocks("# T\n\n> q\n\n- a\n  - b\n\n| h |\n|---|\n| |\n\n{scale 0 2 | low | high}\n")
    assert [type(block).__name__ for block in every(blocks)].count("Prose") == 3
    assert list(passages(blocks)) == ["T", "q", "a", "b", "h", "low", "high"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for block in every(read_blocks(text)):
        if isinstance(block, Prose | Heading):
            assert isinstance(plain(block.spans), str)

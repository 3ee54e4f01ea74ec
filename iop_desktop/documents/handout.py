"""What members take home: handout, worksheet, and the packet for somebody who missed the group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from reportlab.platypus import NextPageTemplate, PageBreak, Spacer

from iop_desktop.documents.handout_flowables import LineToFill
from iop_desktop.documents.handout_page import OPENING, HandoutCanvas, TitleBand, templates
from iop_desktop.documents.handout_parts import parts_of
from iop_desktop.documents.handout_style import Look
from iop_desktop.documents.layout import Sheet, assemble
from iop_desktop.documents.markdown import Heading, Prose, Span, plain, read_blocks
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element, TaggedCanvas

MISSED = (
    "We missed you. This packet holds what the group worked on. Read it in your own time, fill in what you like, and "
    "bring your questions to the next group."
)
NAME_LINE = "This packet is for:"
MAKE_UP = "make-up packet"
LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Paper:
    """One part of the document: what it is ("Handout") and its text in CommonMark."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the papers come from; ``made_on`` is the day the file says it was made."""

    curriculum: str
    version: str
    review: str
    module: str
    lesson: str
    language: str = "en-US"
    made_on: date = date(2026, 1, 1)

    @property
    def footer(self) -> str:
        """The line at the foot of every page."""
        version = f", version {self.version}" if self.version else ""
        return f"From {self.curriculum}{version}. {self.review}".strip()


def render_paper(paper: Paper, source: Source, *, large: bool = False) -> bytes:
    """One paper as a tagged PDF; equal input gives equal bytes."""
    return _render((paper,), source, large, for_whom=None)


def render_packet(papers: Sequence[Paper], source: Source, *, large: bool = False, name: str = "") -> bytes:
    """The papers of a lesson in one PDF, for this member; without a name there is a line to write one on."""
    return _render(papers, source, large, for_whom=name)


def _render(papers: Sequence[Paper], source: Source, large: bool, *, for_whom: str | None) -> bytes:
    """Set closer when that saves a page: a handout is meant to hang on one."""
    best, pages = b"", 0
    for snug in (0, 1, 2):
        attempt = _Pages(papers, source, Look(large, snug), for_whom=for_whom)
        made = attempt.made()
        if not best or attempt.count < pages:
            best, pages = made, attempt.count
        if pages <= len(papers):
            break
    return best


class _Pages:
    """One attempt at laying the papers out; ``count`` is the number of pages once they are made."""

    def __init__(self, papers: Sequence[Paper], source: Source, look: Look, *, for_whom: str | None) -> None:
        self._papers, self._source, self._look, self._for_whom = papers, source, look, for_whom
        self._root = Element("Document")
        self.count = 0

    def made(self) -> bytes:
        source, look = self._source, self._look
        story: list[Any] = []
        for number, paper in enumerate(self._papers):
            if number:
                _drop_space(story)
                story += [NextPageTemplate(OPENING), PageBreak()]
            story += _part(
                paper, source, look, Element("Part", self._root), for_whom=None if number else self._for_whom
            )
        _drop_space(story)
        running = f"{source.module}  ·  {source.lesson}"
        canvas_of = partial(HandoutCanvas, look=look, finish=self._finish)
        return assemble(story, self._sheet(), templates(look, running, source.footer), canvas_of)

    def _finish(self, canvas: TaggedCanvas) -> None:
        self.count = canvas.getPageNumber()
        finish(canvas, self._root, (), 0)

    def _sheet(self) -> Sheet:
        source, papers = self._source, self._papers
        kinds = MAKE_UP if self._for_whom is not None else " and ".join(paper.kind.lower() for paper in papers)
        return Sheet(
            title=f"{source.lesson}: {kinds}",
            author=source.curriculum,
            subject=source.module,
            keywords=f"{kinds}, large print" if self._look.large else kinds,
            left_header="",
            right_header="",
            footer=source.footer,
            created=datetime.combine(source.made_on, time(12), tzinfo=UTC),
        )


def _part(paper: Paper, source: Source, look: Look, parent: Element, *, for_whom: str | None) -> list[Any]:
    blocks = read_blocks(paper.text)
    title = source.lesson
    if blocks and isinstance(blocks[0], Heading):
        title = plain(blocks[0].spans)
        blocks = blocks[1:]
    if len(title) > LONGEST_TITLE:  # the band holds no more; the whole of it stands below
        blocks = (Prose((Span(title),)), *blocks)
        title = f"{title[: LONGEST_TITLE - 1]}…"
    story: list[Any] = [TitleBand(look, f"{source.module}  ·  {paper.kind}", title, parent), Spacer(1, 12 * look.scale)]
    if for_whom is not None:
        words = (Prose((Span(f"{NAME_LINE} {for_whom}".strip()),)), Prose((Span(MISSED),)))
        name, missed = parts_of(words, look, parent)
        line = () if for_whom else (LineToFill(look, keep=False),)
        story += [missed, name, *line, Spacer(1, 12 * look.scale)]
    return story + list(parts_of(blocks, look, parent))


def _drop_space(story: list[Any]) -> None:
    """Space at the end of a part could fall on a page of its own."""
    while story and isinstance(story[-1], Spacer):
        story.pop()

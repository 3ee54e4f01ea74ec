"""The hand-off page for a substitute, on paper: members by first name and last initial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Spacer

from iop_desktop.documents.layout import PART_2, Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element, TaggedParagraph

SHRED = "Give this page back or shred it after the group. It belongs in no chart."


@dataclass(frozen=True, slots=True)
class HandoffPaper:
    """What stands on the page: titled sections of lines; ``people`` are (short name, lines about that member)."""

    clinic: str
    group: str
    next_session: str
    made_at: datetime
    made_text: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    people: tuple[tuple[str, tuple[str, ...]], ...]


def render_handoff(paper: HandoffPaper) -> bytes:
    """The page as a tagged PDF; equal input gives equal bytes."""
    root = Element("Document")
    notice = Element("P", root)
    story: list[TaggedParagraph | Spacer] = [
        paragraph("Hand-off for a substitute", "title", "H1", root),
        paragraph(paper.group, "heading", "H2", root),
        paragraph(paper.next_session, "text", "P", root),
    ]
    for title, lines in paper.sections:
        story += _section(title, lines, root)
    story.append(paragraph("Who to look after", "heading", "H2", root))
    if not paper.people:
        story.append(paragraph("Nobody in particular.", "text", "P", root))
    for name, lines in paper.people:
        story.append(paragraph(f"{name}: {'; '.join(lines)}.", "text", "P", root))
    story += [Spacer(1, 8), paragraph(SHRED, "small", "P", root), paragraph(paper.made_text, "small", "P", root)]
    sheet = Sheet(
        title="Hand-off",
        author=paper.clinic,
        subject="Hand-off for a substitute",
        keywords="hand-off",
        left_header=paper.clinic,
        right_header="Hand-off for a substitute",
        footer="IOP Desktop hand-off page",
        created=paper.made_at,
        notice=PART_2,
        notice_element=notice,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))


def _section(title: str, lines: Sequence[str], root: Element) -> list[TaggedParagraph]:
    return [
        paragraph(title, "heading", "H2", root),
        *(paragraph(line, "text", "P", root) for line in lines or ("Nothing is on record.",)),
    ]

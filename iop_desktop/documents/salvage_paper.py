"""What a salvage could read and what not, on paper: names of tables and counts, nothing of any record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Spacer

from iop_desktop.documents.layout import PART_2, Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

TITLE = "Salvage of damaged records"


@dataclass(frozen=True, slots=True)
class SalvagePaper:
    """What stands on the paper; ``summary`` first, then a line for each table that is not whole."""

    summary: tuple[str, ...]
    tables: tuple[str, ...]
    made_at: datetime
    made_text: str


def render_salvage_paper(paper: SalvagePaper) -> bytes:
    """The paper as a tagged PDF; equal input gives equal bytes."""
    root = Element("Document")
    notice = Element("P", root)
    story: list[Any] = [paragraph(TITLE, "title", "H1", root), paragraph(paper.made_text, "small", "P", root)]
    for title, lines in (("What came out", paper.summary), ("What is not whole", paper.tables or ("Nothing.",))):
        section = Element("Sect", root)
        story.append(paragraph(title, "heading", "H2", section))
        story += [paragraph(line, "text", "P", section) for line in lines]
    story.append(Spacer(1, 8))
    sheet = Sheet(
        title=TITLE,
        author="IOP Desktop",
        subject=TITLE,
        keywords="salvage",
        left_header="IOP Desktop",
        right_header=TITLE,
        footer="IOP Desktop salvage report",
        created=paper.made_at,
        notice=PART_2,
        notice_element=notice,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))

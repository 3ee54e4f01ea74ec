"""A part of the audit log on paper: the verdict first, then what was asked for, then the entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Spacer

from iop_desktop.documents.layout import PART_2, Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

TITLE = "Audit log"


@dataclass(frozen=True, slots=True)
class AuditPaper:
    """What stands on the paper; ``lines`` are the entries, newest first, without names of clients."""

    clinic: str
    verdict: str
    asked: str
    counts: tuple[str, ...]
    lines: tuple[str, ...]
    made_at: datetime
    made_text: str


def render_audit_paper(paper: AuditPaper) -> bytes:
    """The paper as a tagged PDF; equal input gives equal bytes."""
    root = Element("Document")
    notice = Element("P", root)
    story: list[Any] = [paragraph(TITLE, "title", "H1", root), paragraph(paper.made_text, "small", "P", root)]
    parts = (
        ("Is it whole?", (paper.verdict,), "text"),
        ("What was asked for", (paper.asked, *paper.counts), "text"),
        ("Entries", paper.lines or ("None.",), "label"),
    )
    for title, lines, style in parts:
        section = Element("Sect", root)
        story.append(paragraph(title, "heading", "H2", section))
        story += [paragraph(line, style, "P", section) for line in lines]
    story.append(Spacer(1, 8))
    sheet = Sheet(
        title=TITLE,
        author=paper.clinic,
        subject="Audit log",
        keywords="audit",
        left_header=paper.clinic,
        right_header=TITLE,
        footer="IOP Desktop audit log",
        created=paper.made_at,
        notice=PART_2,
        notice_element=notice,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))

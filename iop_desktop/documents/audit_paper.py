"""A part of the audit log on paper: the verdict first, then what was asked for, the entries, and who saved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import KeepTogether, Spacer

from iop_desktop.documents.layout import PART_2, Sheet, build, paragraph
from iop_desktop.documents.signature_block import STAMP_HEIGHT, STAMP_WIDTH
from iop_desktop.documents.signature_facts import SignatureFacts, stamp_lines, time_text
from iop_desktop.documents.structure import Field, finish
from iop_desktop.documents.tagging import Element, SignatureSpace

TITLE = "Audit log"
EXPORT_FIELD = "AuditLogSignature"
MEANING = "Saved this part of the audit log"
_TIP = "Electronic signature of the person who saved this part of the audit log"


@dataclass(frozen=True, slots=True)
class AuditPaper:
    """What stands on the paper; ``lines`` are the entries, newest first, without names of clients.

    ``end`` is the log's last entry when it was saved and ``end_hash`` its keyed hash in hex; ``anchor`` holds both for
    the program to find again.
    """

    clinic: str
    verdict: str
    asked: str
    counts: tuple[str, ...]
    lines: tuple[str, ...]
    made_at: datetime
    made_text: str
    end: int
    end_hash: str
    anchor: str
    signer: SignatureFacts


def render_audit_paper(paper: AuditPaper) -> bytes:
    """The paper as a tagged PDF; equal input gives equal bytes."""
    root = Element("Document")
    notice = Element("P", root)
    story: list[Any] = [paragraph(TITLE, "title", "H1", root), paragraph(paper.made_text, "small", "P", root)]
    parts = (
        ("Is it whole?", (paper.verdict,), "text"),
        ("What was asked for", (paper.asked, *paper.counts), "text"),
        ("Entries", paper.lines or ("None.",), "label"),
        ("End of the log", (f"Entry {paper.end:,}, keyed hash {paper.end_hash}",), "label"),
    )
    for title, lines, style in parts:
        section = Element("Sect", root)
        story.append(paragraph(title, "heading", "H2", section))
        story += [paragraph(line, style, "P", section) for line in lines]
    story.append(Spacer(1, 8))
    block, field = _signature(paper, root)
    story.append(KeepTogether(block))
    sheet = Sheet(
        title=TITLE,
        author=paper.clinic,
        subject="Audit log",
        keywords=f"audit, {paper.anchor}",
        left_header=paper.clinic,
        right_header=TITLE,
        footer="IOP Desktop audit log",
        created=paper.made_at,
        notice=PART_2,
        notice_element=notice,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (field,), 1))


def _signature(paper: AuditPaper, root: Element) -> tuple[list[Any], Field]:
    section = Element("Sect", root)
    licence = f", license {paper.signer.licence}" if paper.signer.licence else ""
    words = (
        f"Signed by {paper.signer.signed_name}{licence}. Meaning: {paper.signer.meaning}. Time: "
        f"{time_text(paper.signer)}. The signature covers this whole document."
    )
    space = SignatureSpace(STAMP_WIDTH, STAMP_HEIGHT)
    stamp = (*stamp_lines(paper.signer, "")[:-1], f"Log up to entry {paper.end:,}")
    made = Field(EXPORT_FIELD, _TIP, space, Element("Form", section), stamp, lock=True)
    return [paragraph("Signature", "heading", "H2", section), paragraph(words, "small", "P", section), space], made

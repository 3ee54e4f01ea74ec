"""The end of a paper that is signed: what is said of the signatures, and both fields, prepared before anybody signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iop_desktop.documents.fonts import REGULAR
from iop_desktop.documents.layout import WIDTH, paragraph
from iop_desktop.documents.structure import Field
from iop_desktop.documents.tagging import Element, SignatureSpace, TaggedParagraph, TaggedTable

AUTHOR_FIELD, SUPERVISOR_FIELD = "FacilitatorSignature", "SupervisorSignature"
STAMP_WIDTH, STAMP_HEIGHT = 246, 66
_TIPS = "Electronic signature of the author", "Electronic signature of the supervisor who reviewed and co-signed"


def signature_block(
    statements: Sequence[str], labels: tuple[str, str], stamp: tuple[str, ...], root: Element
) -> tuple[list[Any], list[Field]]:
    """What is said, then the places of the first and the second signature under their labels; ``stamp`` as printed."""
    section = Element("Sect", root)
    spaces = SignatureSpace(STAMP_WIDTH, STAMP_HEIGHT), SignatureSpace(STAMP_WIDTH, STAMP_HEIGHT)
    block: list[Any] = [paragraph("Signatures", "heading", "H2", section)]
    block += [paragraph(line, "small", "P", section) for line in statements]
    columns = [_place(label, section) for label in labels]
    forms = tuple(form for _, form in columns)
    table = TaggedTable(
        [[label for label, _ in columns], list(spaces)], colWidths=[WIDTH - STAMP_WIDTH, STAMP_WIDTH], hAlign="LEFT"
    )
    sides = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    table.setStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR), *sides, ("TOPPADDING", (0, 0), (-1, 0), 4)])
    fields = [
        Field(AUTHOR_FIELD, _TIPS[0], spaces[0], forms[0], stamp),
        Field(SUPERVISOR_FIELD, _TIPS[1], spaces[1], forms[1], lock=True),
    ]
    return [*block, table], fields


def _place(label: str, section: Element) -> tuple[TaggedParagraph, Element]:
    """The words above a signature and the element of the signature, in reading order."""
    words = paragraph(label, "small", "P", section)
    return words, Element("Form", section)

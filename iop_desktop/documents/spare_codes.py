"""The recovery codes of one person's second factor, on a page to be kept apart from telephone and computer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from reportlab.platypus import Spacer

from iop_desktop.documents.layout import Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

WHAT = (
    "Each of these codes opens the clinic's records once, together with the pass phrase, when the authenticator app is "
    "not at hand. Strike out a code that was used."
)
KEEP = "Keep this page apart from telephone and computer. New codes in the program make these worthless."


def render_spare_codes(clinic_name: str, name: str, codes: Sequence[str], made_at: datetime) -> bytes:
    """One printable page; the program keeps neither the page nor the codes."""
    root = Element("Document")
    story = [
        paragraph("Recovery codes of a second factor", "title", "H1", root),
        paragraph(WHAT, "text", "P", root),
        *(paragraph(code, "code", "P", root) for code in codes),
        paragraph(KEEP, "text", "P", root),
        Spacer(1, 6),
        paragraph(f"Made {made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC for {name}.", "small", "P", root),
    ]
    sheet = Sheet(
        title="Recovery codes",
        author=clinic_name,
        subject="Recovery codes",
        keywords="second factor",
        left_header=clinic_name,
        right_header=name,
        footer="IOP Desktop recovery codes",
        created=made_at,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))

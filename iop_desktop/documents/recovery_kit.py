"""The recovery kit: one page for the clinic's safe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from reportlab.platypus import Spacer

from iop_desktop.documents.layout import Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

WHAT = (
    "This code opens the clinic's records when every pass phrase is lost. Whoever holds it can read everything, "
    "so keep it like the key of the medicine cabinet."
)
STEPS = (
    "1. Put this page into a sealed envelope. Write the date and your name across the flap.",
    "2. Keep it in the clinic's safe. Keep a second copy in a different building, never with the computer.",
    (
        "3. To use it: start the program, choose “Use the recovery kit” and type the code. "
        "Capitals, spaces and dashes do not matter; the letters O, I and L are read as 0, 1 and 1."
    ),
    "4. Each use is recorded. A code works once: the program then shows a new kit. Destroy this page after its use.",
)


def render_recovery_kit(clinic_name: str, code: str, made_at: datetime, staff_names: Sequence[str]) -> bytes:
    """One printable page; the program keeps neither the page nor the code."""
    root = Element("Document")
    halves = code.split("-")
    middle = (len(halves) + 1) // 2
    shown = "-".join(halves[:middle]) + ("\n" + "-".join(halves[middle:]) if halves[middle:] else "")
    names = ", ".join(staff_names)
    by = f" by {names}." if names else "."
    story = [
        paragraph("Recovery kit", "title", "H1", root),
        paragraph(WHAT, "text", "P", root),
        paragraph(shown, "code", "P", root),
        *(paragraph(step, "text", "P", root) for step in STEPS),
        Spacer(1, 6),
        paragraph(f"Made {made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC for {clinic_name}{by}", "small", "P", root),
    ]
    sheet = Sheet(
        title="Recovery kit",
        author=clinic_name,
        subject="Recovery kit",
        keywords="recovery kit",
        left_header=clinic_name,
        right_header="Keep in the safe",
        footer="IOP Desktop recovery kit",
        created=made_at,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))

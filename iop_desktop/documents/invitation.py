"""The slip that an invited person is given: login, code, and what to do with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from reportlab.platypus import Spacer

from iop_desktop.documents.layout import Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

STEPS = (
    "1. Sit down at the clinic's computer, start the program and choose “I was invited”.",
    (
        "2. Type the login and the code. Capitals, spaces and dashes do not matter; the letters O, I and L are read as "
        "0, 1 and 1."
    ),
    "3. Choose a pass phrase that nobody else knows. It opens the records and stands for your signature.",
    "4. Destroy this page. The code works once, and only on the computer where it was made.",
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What the page says."""

    clinic_name: str
    code: str = field(repr=False)
    name: str
    login: str
    until: str


def render_invitation(slip: Slip, made_at: datetime) -> bytes:
    """One printable page; the program keeps neither the page nor the code."""
    root = Element("Document")
    groups = slip.code.split("-")
    shown = "-".join(groups[:3]) + "\n" + "-".join(groups[3:])
    story = [
        paragraph("Your invitation", "title", "H1", root),
        paragraph(f"For {slip.name}. The code works until {slip.until}.", "text", "P", root),
        paragraph(f"Login: {slip.login}", "code", "P", root),
        paragraph(shown, "code", "P", root),
        *(paragraph(step, "text", "P", root) for step in STEPS),
        Spacer(1, 6),
        paragraph(f"Made {made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC for {slip.clinic_name}.", "small", "P", root),
    ]
    sheet = Sheet(
        title="Invitation",
        author=slip.clinic_name,
        subject="Invitation",
        keywords="invitation",
        left_header=slip.clinic_name,
        right_header="Destroy after use",
        footer="IOP Desktop invitation",
        created=made_at,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))

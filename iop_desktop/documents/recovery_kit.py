"""The recovery kit: one page for the clinic's safe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from iop_desktop.documents.secret_paper import SecretPaper, clinic_and, in_two_lines, texts

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
    """One printable page."""
    lines = (("Recovery kit", "title"), (WHAT, "text"), (in_two_lines(code), "code"), *texts(STEPS))
    made_for = clinic_and(clinic_name, staff_names)
    return SecretPaper("Recovery kit", "Keep in the safe", clinic_name, made_at, made_for).render([lines])

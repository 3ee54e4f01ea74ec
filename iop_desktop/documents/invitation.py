"""The slip that an invited person is given: login, code, and what to do with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from iop_desktop.documents.secret_paper import SecretPaper, in_two_lines, texts

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
    """One printable page."""
    lines = (
        ("Your invitation", "title"),
        (f"For {slip.name}. The code works until {slip.until}.", "text"),
        (f"Login: {slip.login}", "code"),
        (in_two_lines(slip.code), "code"),
        *texts(STEPS),
    )
    return SecretPaper("Invitation", "Destroy after use", slip.clinic_name, made_at, slip.clinic_name).render([lines])

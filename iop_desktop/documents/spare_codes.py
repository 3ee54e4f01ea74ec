"""The recovery codes of one person's second factor, on a page to be kept apart from telephone and computer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from iop_desktop.documents.secret_paper import SecretPaper

WHAT = (
    "Each of these codes opens the clinic's records once, together with the pass phrase, when the authenticator app is "
    "not at hand. Strike out a code that was used."
)
KEEP = "Keep this page apart from telephone and computer. New codes in the program make these worthless."


def render_spare_codes(clinic_name: str, name: str, codes: Sequence[str], made_at: datetime) -> bytes:
    """One printable page."""
    lines = [("Recovery codes of a second factor", "title"), (WHAT, "text"), *((code, "code") for code in codes)]
    return SecretPaper("Recovery codes", name, clinic_name, made_at, name).render([[*lines, (KEEP, "text")]])

"""The recovery kit as a document: shown once, printed or saved by the person, kept nowhere by the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


def kit_pdf(clinic_name: str, code: str, made_at: datetime, names: Sequence[str]) -> bytes:
    """One page as PDF."""
    from iop_desktop.documents.recovery_kit import render_recovery_kit  # heavy: loaded when it is needed

    return render_recovery_kit(clinic_name, code, made_at, tuple(names))

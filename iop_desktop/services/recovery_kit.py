"""The recovery kit as a document: shown once, printed or saved by the person, kept nowhere by the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from iop_desktop.documents.page_image import PageImage


def kit_pdf(clinic_name: str, code: str, made_at: datetime, names: Sequence[str]) -> bytes:
    """One page as PDF."""
    from iop_desktop.documents.recovery_kit import render_recovery_kit  # heavy: loaded when it is needed

    return render_recovery_kit(clinic_name, code, made_at, tuple(names))


def kit_pages(
    clinic_name: str, code: str, made_at: datetime, names: Sequence[str], scale: float
) -> tuple[PageImage, ...]:
    """The same page as pixels, for a printer."""
    from iop_desktop.documents.preview import page_images  # heavy: loaded when it is needed

    return page_images(kit_pdf(clinic_name, code, made_at, names), scale)

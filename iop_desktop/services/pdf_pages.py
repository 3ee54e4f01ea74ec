"""A PDF as pixels, for a screen or a printer."""

from __future__ import annotations

from iop_desktop.documents.page_image import PageImage


def pages_of(pdf: bytes, scale: float) -> tuple[PageImage, ...]:
    """Every page at ``scale`` pixels per point."""
    from iop_desktop.documents.preview import page_images  # heavy: loaded when it is needed

    return page_images(pdf, scale)

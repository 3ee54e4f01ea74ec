"""Why a note was entered in error, above whatever shows that note."""

from __future__ import annotations

from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import label, muted


def error_card(reason: str, signed_by: tuple[str, ...]) -> Card:
    """The reason, and who signed that."""
    words = label(f"Entered in error: {reason}", 13, 600, "error", wrap=True)
    return Card(words, muted(f"Signed by {' and '.join(signed_by)}.", wrap=True), kind="flat", padding=10, spacing=4)

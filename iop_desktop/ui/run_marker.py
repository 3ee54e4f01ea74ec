"""Whether the last run of the program ended as it should: a small file that stands while the program runs."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

ENDED_SENTENCE = "The last run ended without closing; nothing that was saved is lost."
_logger = logging.getLogger(__name__)


class RunMarker:
    """An empty file; ``name`` keeps the programs of several vaults apart. Without a folder there is no marker."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.running"

    def begin(self) -> str:
        """Leave the marker. The sentence to show if the last run left one behind, otherwise an empty string."""
        left_behind = self.path.exists()
        with contextlib.suppress(OSError):
            self.path.touch(mode=0o600)
        if left_behind:
            # A lost display, a lost power line or a killed process; no more is known here.
            _logger.info("The last run ended without closing; nothing that was saved is lost.")
        return ENDED_SENTENCE if left_behind else ""

    def end(self) -> None:
        """Take the marker away; call when the program has closed."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

"""The pass phrase of a demo clinic is no secret: it stands beside its vault and on its unlock page."""

from __future__ import annotations

import contextlib
from pathlib import Path

HINT_FILE = "demo-clinic.txt"


def write_hint(folder: Path, passphrase: str) -> None:
    """Leave the pass phrase of a demo clinic for whoever comes back to it; a full disk is no reason to fail."""
    with contextlib.suppress(OSError):
        text = f"Demo clinic. Everyone's pass phrase is:\n{passphrase}\n"
        (folder / HINT_FILE).write_text(text, encoding="utf-8")


def read_hint(folder: Path) -> str:
    """What to show on the unlock page; empty for every real clinic."""
    with contextlib.suppress(OSError, UnicodeError):
        return (folder / HINT_FILE).read_text(encoding="utf-8").strip()
    return ""

"""A refusal carries the sentence for the person and the field to look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done. ``code`` is stable for tests, ``text`` is shown, ``field`` names what to mend."""

    code: str
    text: str
    field: str = ""

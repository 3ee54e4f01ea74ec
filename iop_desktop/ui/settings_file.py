"""Settings of this machine: theme, minutes until it locks, hidden from captures. Never anything about a person."""

from __future__ import annotations

import contextlib
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

THEMES = ("light", "dark")
SHORTEST_IDLE, LONGEST_IDLE, USUAL_IDLE = 1, 15, 10


@dataclass(frozen=True, slots=True)
class Settings:
    """``idle_minutes`` is between 1 and 15 (automatic log-off, 45 CFR 164.312(a)(2)(iii))."""

    theme: str = "light"
    idle_minutes: int = USUAL_IDLE
    hides_from_capture: bool = True

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file; what is missing or wrong has its usual value."""
        data: dict[str, object] = {}
        with contextlib.suppress(OSError, ValueError):
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        theme, idle = data.get("theme"), data.get("idle_minutes")
        return cls(
            theme=theme if isinstance(theme, str) and theme in THEMES else "light",
            idle_minutes=min(max(idle, SHORTEST_IDLE), LONGEST_IDLE) if isinstance(idle, int) else USUAL_IDLE,
            hides_from_capture=data.get("hides_from_capture") is not False,
        )

    def with_theme(self, theme: str) -> Self:
        """The same settings with another theme."""
        return replace(self, theme=theme)

    def with_privacy(self, idle_minutes: int, *, hides_from_capture: bool) -> Self:
        """The same settings with other choices for privacy."""
        return replace(self, idle_minutes=idle_minutes, hides_from_capture=hides_from_capture)

    def save(self, path: Path) -> None:
        """Write the file; a machine that cannot keep settings works without."""
        hides = "true" if self.hides_from_capture else "false"
        text = f'theme = "{self.theme}"\nidle_minutes = {self.idle_minutes}\nhides_from_capture = {hides}\n'
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

"""Design tokens: colors from a theme file, sizes in pixels at 100 %."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from iop_desktop.paths import resource

RADIUS_CONTROL = 7
RADIUS_CARD = 12
RADIUS_CHIP = 6
HEIGHT_CONTROL = 32
WIDTH_RAIL = 88
HEIGHT_TOP_BAR = 52


@dataclass(frozen=True, slots=True)
class Pair:
    """Ink on its own background, as ``#RRGGBB``."""

    ink: str
    background: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: colors by name, attendance statuses and avatars."""

    name: str
    colors: Mapping[str, str]
    statuses: Mapping[str, Pair]
    avatars: tuple[Pair, ...]


def load_tokens(name: str) -> Tokens:
    """Read ``themes/<name>.toml``. Raises FileNotFoundError for an unknown theme."""
    data = tomllib.loads(resource(f"themes/{name}.toml").read_text(encoding="utf-8"))
    avatars = data["avatars"]
    return Tokens(
        name=data["name"],
        colors=data["colors"],
        statuses={key: Pair(**pair) for key, pair in data["statuses"].items()},
        avatars=tuple(
            Pair(ink, background) for ink, background in zip(avatars["inks"], avatars["backgrounds"], strict=True)
        ),
    )

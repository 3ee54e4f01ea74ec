"""A rendered page as pixels."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PageImage:
    """Pixels as BGRx, four bytes each; ``stride`` is the number of bytes of one line."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)

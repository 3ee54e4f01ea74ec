"""Places in a text as Python counts them (characters) and as Qt does (UTF-16 units, two for an emoji)."""

from __future__ import annotations


def to_qt(text: str, place: int) -> int:
    """The place of a character of ``text`` in Qt's count."""
    return place if text.isascii() else len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def from_qt(text: str, place: int) -> int:
    """The character of ``text`` at a place in Qt's count."""
    if text.isascii():
        return place
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * place].decode("utf-16-le", "surrogatepass"))

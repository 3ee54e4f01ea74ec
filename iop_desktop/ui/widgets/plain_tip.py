"""Tooltips whose words come from people."""

from __future__ import annotations

from html import escape


def plain_tip(words: str) -> str:
    """The words for a tooltip that shows them as they were typed.

    Qt takes a tooltip with a tag in it for rich text and loads the pictures it names, also from another computer.
    Names come from files of other systems, remarks from other clinics, lessons from other authors.
    """
    if "<" not in words:
        return words
    lines = escape(words).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"

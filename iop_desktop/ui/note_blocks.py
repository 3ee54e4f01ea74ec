"""The written parts of a note: a title, what helps with writing, and the text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from iop_desktop.ui.layouts import add, column, holder, row
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.text import label, muted
from iop_desktop.ui.writing_aids import WritingAids
from iop_desktop.ui.writing_field import WritingField

# Field of the draft, its accessible name, what stands in it while it is empty.
FIELDS = (
    ("response", "This member's response", "What this member said and did, in your own words"),
    ("plan", "Plan", "The next step for this member"),
    ("risk_plan", "Safety plan", "What was done to keep the member safe, and who was told"),
    ("outreach", "Outreach", "Calls and messages tried, with times and results"),
    ("reason", "Reason", "Why the member was away, as far as it is known"),
    ("said", "Member's words", "What this member said, in the member's own words"),
    ("assessment", "Clinical meaning", "What it means clinically, what stands in the way"),
)
TEXTS = tuple(key for key, _, _ in FIELDS)
# Field, title, least height, whether it takes what room is left.
_BLOCKS = (
    ("reason", "Reason", 44, False),
    ("risk_plan", "Safety plan", 64, False),
    ("said", "Member's words", 52, True),
    ("response", "This member's response", 90, True),
    ("assessment", "Clinical meaning", 52, True),
    ("outreach", "Outreach", 90, True),
    ("plan", "Plan", 58, False),
)
_HELPED = frozenset({"outreach", "plan"})
_MORE = "response"
_ROOM_TO_GROW, _TALL = 30, 90


class NoteBlocks:
    """The fields by key, the block each stands in, and the label of its title.

    ``more`` are buttons that open texts a format can do without; they stand beside the response.
    """

    def __init__(self, aids: WritingAids | None, more: Sequence[QWidget]) -> None:
        self._more = more
        self.fields = {key: WritingField(name, words, aids) for key, name, words in FIELDS}
        self.titles: dict[str, QLabel] = {}
        self.blocks: dict[str, QWidget] = {
            key: self._block(key, title, height, stretch) for key, title, height, stretch in _BLOCKS
        }

    def _block(self, key: str, title: str, height: int, stretch: bool) -> QWidget:
        field, words = self.fields[key], label(title, 12, 600, "muted")
        self.titles[key] = words
        field.setMinimumHeight(height)
        field.setProperty("tall", height >= _TALL)  # the style sheet has the last word on the least height
        if not stretch:
            field.setMaximumHeight(height + _ROOM_TO_GROW)
        head = row(words, None)
        for asked in self._more if key == _MORE else ():
            head.addWidget(asked)
        if key in _HELPED:
            for each in (KeyCap(";"), muted("phrases"), 6, KeyCap("F7"), muted("spelling")):
                add(head, each)
        return holder(column(head, field, spacing=4))

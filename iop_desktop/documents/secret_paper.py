"""Paper with a secret on it: printed or saved once by the person it is shown to, kept nowhere by the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from reportlab.platypus import PageBreak, Spacer

from iop_desktop.documents.layout import Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

Line: TypeAlias = "tuple[str, str] | Spacer"
"""Text and its style (documents/layout.py), or a gap."""
_TAGS = {"title": "H1", "heading": "H2"}


@dataclass(frozen=True, slots=True)
class SecretPaper:
    """What stands around the lines: ``kind`` below, ``keep`` (where it belongs, or whose it is) above, and on each page
    for whom it was made.
    """

    kind: str
    keep: str
    clinic_name: str
    made_at: datetime
    made_for: str

    def render(self, pages: Iterable[Sequence[Line]]) -> bytes:
        """The pages as a tagged PDF; equal input gives equal bytes. No secret stands in the file's properties."""
        root = Element("Document")
        made = f"Made {self.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC for {self.made_for}."
        story: list[Any] = []
        for lines in pages:
            if story:
                story.append(PageBreak())
            story += [_flowable(line, root) for line in (*lines, Spacer(1, 6), (made, "small"))]
        sheet = Sheet(
            title=self.kind,
            author=self.clinic_name,
            subject=self.kind,
            keywords=self.kind.lower(),
            left_header=self.clinic_name,
            right_header=self.keep,
            footer=f"IOP Desktop {self.kind.lower()}",
            created=self.made_at,
        )
        return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))


def _flowable(line: Line, root: Element) -> Any:
    if isinstance(line, tuple):
        text, style = line
        return paragraph(text, style, _TAGS.get(style, "P"), root)
    return line


def texts(lines: Iterable[str]) -> list[Line]:
    """Plain paragraphs."""
    return [(line, "text") for line in lines]


def in_two_lines(code: str) -> str:
    """A code of groups joined by dashes, broken in the middle."""
    groups = code.split("-")
    middle = (len(groups) + 1) // 2
    return "\n".join("-".join(part) for part in (groups[:middle], groups[middle:]) if part)


def clinic_and(clinic_name: str, staff_names: Sequence[str]) -> str:
    """For whom and by whom a paper was made."""
    return f"{clinic_name} by {', '.join(staff_names)}" if staff_names else clinic_name

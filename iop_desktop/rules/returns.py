"""Remarks of a supervisor that are anchored to a passage of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iop_desktop.rules.record import Record
from iop_desktop.rules.refusal import Refusal

HEADER = "Header"
"""What stands for the rows above the sections."""
LONGEST_PASSAGE, LONGEST_COMMENT, MOST_REMARKS = 1_000, 4_000, 40
NO_COMMENT = Refusal("remark", "Write what is to be changed in each passage you marked.", "remarks")
NOT_THERE = Refusal("passage", "A marked passage does not stand in this note. Mark it again.", "remarks")
TOO_LONG = Refusal("too-long", "A marked passage or its remark is too long. Mark less, or write less.", "remarks")
TOO_MANY = Refusal("too-many", f"Send at most {MOST_REMARKS} remarks with one return.", "remarks")


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on a passage of one section of the record (``HEADER`` for the rows above)."""

    section: str
    passage: str
    comment: str


def squeezed(text: str) -> str:
    """The text with single spaces: line breaks of the screen are none of the record."""
    return " ".join(text.split())


def section_texts(record: Record) -> Mapping[str, str]:
    """The words of each section, and of the rows above."""
    found = {HEADER: " ".join(f"{label} {value}" for label, value in record.header)}
    for title, paragraphs in record.sections:
        found[title] = " ".join(paragraphs)
    return found


def stands_in(record: Record, remark: Remark) -> bool:
    """Whether the passage stands in that section as it was signed."""
    text = section_texts(record).get(remark.section, "")
    return bool(squeezed(remark.passage)) and squeezed(remark.passage) in squeezed(text)


def refusals_of_remarks(record: Record, remarks: Sequence[Remark]) -> tuple[Refusal, ...]:
    """Why these remarks cannot be sent; empty when they can."""
    fits = all(len(each.passage) <= LONGEST_PASSAGE and len(each.comment) <= LONGEST_COMMENT for each in remarks)
    checks = (
        (len(remarks) <= MOST_REMARKS, TOO_MANY),
        (all(each.comment.strip() for each in remarks), NO_COMMENT),
        (all(stands_in(record, each) for each in remarks), NOT_THERE),
        (fits, TOO_LONG),
    )
    return tuple(refusal for held, refusal in checks if not held)


def field_of(remark: Remark, texts: Mapping[str, str]) -> str:
    """The field in whose words the passage stands, or ``""`` when the author did not write it there.

    ``texts`` are the author's words by field.
    """
    wanted = squeezed(remark.passage)
    return next((name for name, text in texts.items() if wanted and wanted in squeezed(text)), "")

"""The two sheets of an archive: the label that goes on it, and the key that is kept by somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportlab.platypus import Spacer

from iop_desktop.documents.layout import PART_2, Sheet, build, paragraph
from iop_desktop.documents.secret_paper import in_two_lines
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

LABEL, KEY = "Label of an archive", "Key of an archive"
LABEL_STEPS = (
    (
        "1. Copy the archive to a portable medium, such as a USB stick or a disk, and check it there: "
        "iop-desktop archive verify."
    ),
    "2. Put the medium into an envelope, seal it, and fix this label to it.",
    "3. Keep it where nobody without a right to it can get it. The key is not kept with it.",
    (
        "4. Within one year, sanitize the computers and media on which the records were kept. On the day named above, "
        "destroy this medium."
    ),
)
KEY_STEPS = (
    "1. Whoever holds this sheet and the archive can read every record in it. Keep the two apart.",
    "2. The person named below is responsible for this sheet and for whom it is given to.",
    (
        "3. To open the archive: iop-desktop archive open FILE --to FOLDER, then type the code. Capitals, spaces and "
        "dashes do not matter; the letters O, I and L are read as 0, 1 and 1."
    ),
    (
        "4. Nobody can make this code again: the program does not keep it. Destroying every copy of this sheet makes "
        "the archive unreadable for ever."
    ),
)


@dataclass(frozen=True, slots=True)
class ArchiveSheet:
    """What both sheets say; ``code`` stands on the key sheet alone."""

    clinic: str
    label: str
    file_name: str
    sha256: str
    contents: str
    keeper: str
    made_text: str
    made_at: datetime
    code: str = field(default="", repr=False)


def render_label_sheet(sheet: ArchiveSheet) -> bytes:
    """The label in the words of 42 CFR 2.19, and what to do with it."""
    root = Element("Document")
    story: list[Any] = [
        paragraph(LABEL, "title", "H1", root),
        Spacer(1, 12),
        paragraph(sheet.label, "name", "P", root),
        Spacer(1, 12),
        paragraph(PART_2, "text", "P", root),
    ]
    story += _section("The archive", _about(sheet), root)
    story += _section("What to do", LABEL_STEPS, root)
    return _built(story, sheet, LABEL, "Fix to the sealed medium", root)


def render_key_sheet(sheet: ArchiveSheet) -> bytes:
    """The code, and how it is used; kept apart from the archive."""
    root = Element("Document")
    story: list[Any] = [paragraph(KEY, "title", "H1", root), paragraph(in_two_lines(sheet.code), "code", "P", root)]
    story += _section("The archive it opens", _about(sheet), root)
    story += _section("How to keep it", KEY_STEPS, root)
    story += _section("Responsible for the key", (sheet.keeper,), root)
    return _built(story, sheet, KEY, "Keep apart from the archive", root)


def _about(sheet: ArchiveSheet) -> tuple[str, ...]:
    return (f"File {sheet.file_name}. {sheet.contents}", f"SHA-256 of the file: {sheet.sha256}", sheet.made_text)


def _section(title: str, lines: tuple[str, ...], root: Element) -> list[Any]:
    section = Element("Sect", root)
    return [paragraph(title, "heading", "H2", section), *(paragraph(line, "text", "P", section) for line in lines)]


def _built(story: list[Any], sheet: ArchiveSheet, title: str, right: str, root: Element) -> bytes:
    made = Sheet(
        title=title,
        author=sheet.clinic,
        subject="42 CFR 2.19",
        keywords="archive",
        left_header=sheet.clinic,
        right_header=right,
        footer=f"{title}: {sheet.file_name}",
        created=sheet.made_at,
    )
    return build(story, made, lambda canvas: finish(canvas, root, (), 0))

"""The sign-in sheet of one session: who came when, in people's own hand. It belongs to the session, to no chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName
from reportlab.platypus import Spacer

from iop_desktop.documents.fonts import REGULAR, register_fonts
from iop_desktop.documents.layout import ACCENT, LINE, PART_2, TINT, WIDTH, Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element, TaggedTable

BLANK_LINES = 2
ROW_HEIGHT, LOW_ROW_HEIGHT, ROOMY_LINES = 30, 25, 16
NUMBER_WIDTH, NAME_WIDTH, TIME_WIDTH = 24, 128, 60
BAND = HexColor("#DDEFEC")
WHY = "Please write the time and sign when you come in, and again when you leave."


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """What is printed. ``names`` are as the clinic prints them, in roster order; all empty where it prints numbers."""

    clinic_name: str
    group_name: str
    session: str
    when: str
    topic: str
    facilitator: str
    cofacilitator: str
    place: str
    names: tuple[str, ...]
    created: datetime


def render_sign_in_sheet(sheet: SignInSheet) -> bytes:
    """A letter page with a line for each member and some for who walks in; equal input gives equal bytes."""
    register_fonts()
    root = Element("Document")
    story: list[Any] = [
        paragraph("Sign-in sheet", "heading", "H1", root),
        paragraph(sheet.group_name, "title", "P", root),
        _facts(sheet, root),
        Spacer(1, 6),
        paragraph(WHY, "text", "P", root),
        Spacer(1, 2),
        _lines(sheet, root),
    ]
    around = Sheet(
        title=f"Sign-in sheet, {sheet.when}",
        author=sheet.clinic_name,
        subject="Sign-in sheet of a session",
        keywords="sign-in sheet",
        left_header=sheet.clinic_name,
        right_header=sheet.session,
        footer="Kept with the session, never in a chart.",
        created=sheet.created,
        notice=PART_2,
        notice_element=Element("P", root),
    )
    return build(story, around, lambda canvas: finish(canvas, root, (), 0))


def _facts(sheet: SignInSheet, root: Element) -> TaggedTable:
    """Date, topic, place and who leads, two pairs on a line."""
    rows = [
        ("Date", sheet.when),
        ("Place", sheet.place),
        ("Topic", sheet.topic),
        ("Facilitator", sheet.facilitator),
        ("Co-facilitator", sheet.cofacilitator),
    ]
    table, drawn = Element("Table", root), []
    for label, value in ((label, value) for label, value in rows if value):
        line = Element("TR", table)
        head, cell = Element("TH", line, {"A": _scope("Row")}), Element("TD", line)
        drawn.append([paragraph(label, "label", "P", head), paragraph(value, "value", "P", cell)])
    made = TaggedTable(drawn, colWidths=[84, WIDTH - 84])
    made.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), REGULAR),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE),
            ("BACKGROUND", (0, 0), (0, -1), TINT),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            *((f"{side}PADDING", (0, 0), (-1, -1), 3) for side in ("TOP", "BOTTOM")),
        ]
    )
    return made


def _lines(sheet: SignInSheet, root: Element) -> TaggedTable:
    """The table to be filled in by hand."""
    named = any(sheet.names)
    titles = ["#", *(["Name"] if named else []), "Time in", "Signature", "Time out", "Signature"]
    table = Element("Table", root)
    head = Element("TR", table)
    drawn = [[paragraph(title, "label", "P", Element("TH", head, {"A": _scope("Column")})) for title in titles]]
    lines = [*enumerate(sheet.names, 1), *(("", "") for _ in range(BLANK_LINES))]
    drawn += [_line(str(number), name, len(titles), named, table) for number, name in lines]
    height = ROW_HEIGHT if len(lines) <= ROOMY_LINES else LOW_ROW_HEIGHT
    made = TaggedTable(drawn, colWidths=_widths(named), rowHeights=[20, *([height] * len(lines))], repeatRows=0)
    made.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), REGULAR),
            ("BACKGROUND", (0, 0), (-1, 0), BAND),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
            *(("LINEAFTER", (column, 0), (column, -1), 0.5, LINE) for column in range(len(titles) - 1)),
            ("BOX", (0, 0), (-1, -1), 0.8, ACCENT),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            *(("BACKGROUND", (0, row), (-1, row), TINT) for row in range(2, len(drawn), 2)),
        ]
    )
    return made


def _line(number: str, name: str, columns: int, named: bool, table: Element) -> list[Any]:
    """Number and name; the other cells are empty and are written into by hand."""
    line = Element("TR", table)
    head = Element("TH", line, {"A": _scope("Row")}) if number else Element("TD", line)
    cells: list[Any] = [paragraph(number, "value", "P", head) if number else ""]
    if named:
        cell = Element("TD", line)
        cells.append(paragraph(name, "name", "P", cell) if name else "")
    for _ in range(columns - len(cells)):
        Element("TD", line)
        cells.append("")
    return cells


def _widths(named: bool) -> Sequence[float]:
    taken = NUMBER_WIDTH + 2 * TIME_WIDTH + (NAME_WIDTH if named else 0)
    signature = (WIDTH - taken) / 2
    return [NUMBER_WIDTH, *([NAME_WIDTH] if named else []), TIME_WIDTH, signature, TIME_WIDTH, signature]


def _scope(scope: str) -> PDFDictionary:
    return PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(scope)})

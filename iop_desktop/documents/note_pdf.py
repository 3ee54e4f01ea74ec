"""The progress note as a tagged PDF with both signature fields prepared before anybody signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import KeepTogether, Spacer

from iop_desktop.documents.fonts import REGULAR, register_fonts
from iop_desktop.documents.layout import LINE, PART_2, TINT, VALUE_SIZE, WIDTH, Sheet, build, paragraph
from iop_desktop.documents.note_record import NoteRecord
from iop_desktop.documents.signature_block import signature_block
from iop_desktop.documents.signature_facts import SignatureFacts, stamp_lines, time_text
from iop_desktop.documents.structure import Field, finish
from iop_desktop.documents.tagging import Element, TaggedTable

SHORT_VALUE = 2 * (WIDTH / 2 - 96)
"""Points of text that fit beside its label on two lines in half the width."""
LATE = "Late entry: this note was written after the time allowed for it."


def render_note(record: NoteRecord, author: SignatureFacts, created: datetime) -> bytes:
    """The PDF as the author is about to certify it; deterministic for equal input."""
    return _render(record, author, created)


def render_draft(record: NoteRecord, created: datetime) -> bytes:
    """The same page before anybody signed; it says so in its heading and has no signature."""
    return _render(record, None, created)


def _render(record: NoteRecord, author: SignatureFacts | None, created: datetime) -> bytes:
    register_fonts()
    root = Element("Document")
    story: list[Any] = [
        paragraph(record.title if author else f"{record.title}: draft, not signed", "title", "H1", root)
    ]
    if record.late_entry:
        story.append(paragraph(LATE, "late", "P", root))
    story += [_facts(_rows(record), root), Spacer(1, 4)]
    for title, paragraphs in record.sections:
        story += _section(title, paragraphs, root)
    block, fields = _signatures(record, author, root)
    story.append(KeepTogether(block))
    sheet = replace(_sheet(record, author, created), notice=PART_2, notice_element=Element("P", root))
    needed = 2 if record.needs_cosignature else 1
    return build(story, sheet, lambda canvas: finish(canvas, root, fields, needed))


def _rows(record: NoteRecord) -> list[tuple[str, str]]:
    birth = f"{record.date_of_birth:%Y-%m-%d}" if record.date_of_birth else "not recorded"
    rows = [("Member", record.client_name), ("Record number", record.client_number), ("Date of birth", birth)]
    program = [("Program", record.program_name)] if record.program_name else []
    clinic = ", ".join(part for part in (record.clinic_name, record.clinic_address) if part)
    return [*rows, *program, *record.header, ("Clinic", clinic)]


def _lines(rows: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Two short rows share a line; a long value has a line of its own."""
    waiting: list[tuple[str, str]] = []
    for row in rows:
        if stringWidth(row[1], REGULAR, VALUE_SIZE) > SHORT_VALUE:
            yield from ([row] for row in (*waiting, row))
            waiting = []
        elif waiting:
            yield [*waiting, row]
            waiting = []
        else:
            waiting = [row]
    if waiting:
        yield waiting


def _facts(rows: list[tuple[str, str]], root: Element) -> TaggedTable:
    """Labels and values, two pairs on a line where they are short."""
    table, drawn = Element("Table", root), []
    lines = list(_lines(rows))
    for pairs in lines:
        line, cells = Element("TR", table), []
        for label, value in pairs:
            head, cell = Element("TH", line, {"A": _row_scope()}), Element("TD", line, _over_columns(pairs))
            cells += [paragraph(label, "label", "P", head), paragraph(value, "value", "P", cell)]
        drawn.append(cells + [""] * (4 - len(cells)))
    alone = [number for number, pairs in enumerate(lines) if len(pairs) == 1]
    made = TaggedTable(drawn, colWidths=[78, WIDTH / 2 - 78, 78, WIDTH / 2 - 78], splitInRow=1)
    made.setStyle(
        [
            *(("SPAN", (1, number), (3, number)) for number in alone),
            ("FONTNAME", (0, 0), (-1, -1), REGULAR),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (0, -1), TINT),
            *(("BACKGROUND", (2, number), (2, number), TINT) for number in range(len(lines)) if number not in alone),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    return made


def _row_scope() -> PDFDictionary:
    return PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Row")})


def _over_columns(pairs: list[tuple[str, str]]) -> dict[str, PDFDictionary]:
    """A value with a line of its own covers three columns."""
    return {} if len(pairs) > 1 else {"A": PDFDictionary({"O": PDFName("Table"), "ColSpan": 3})}


def _section(title: str, paragraphs: tuple[str, ...], root: Element) -> list[Any]:
    section = Element("Sect", root)
    return [paragraph(title, "heading", "H2", section), *(paragraph(text, "text", "P", section) for text in paragraphs)]


def _signatures(record: NoteRecord, author: SignatureFacts | None, root: Element) -> tuple[list[Any], list[Field]]:
    stamp = stamp_lines(author, record.digest) if author else ()
    labels = "Author", _supervisor_label(record)
    block, fields = signature_block(_statements(record, author), labels, stamp, root)
    return block, fields if author else []


def _supervisor_label(record: NoteRecord) -> str:
    return "Supervisor" if record.needs_cosignature else "Supervisor (not required)"


def _statements(record: NoteRecord, author: SignatureFacts | None) -> list[str]:
    if author is None:
        return ["This is a draft. Nobody has signed it."]
    licence = f", license {author.licence}" if author.licence else ""
    signed = f"Signed by {author.signed_name}{licence}. Meaning: {author.meaning}. Time: {time_text(author)}."
    needed = "A supervisor's co-signature is required." if record.needs_cosignature else "No co-signature is required."
    covers = f"{needed} The signature covers this whole record. Digest (SHA-256): {record.digest}"
    return [signed, covers]


def _sheet(record: NoteRecord, author: SignatureFacts | None, created: datetime) -> Sheet:
    return Sheet(
        title=f"{record.title} {record.note_id}",
        author=author.signed_name if author else record.clinic_name,
        subject=f"{record.program_name}: {record.title.lower()}",
        keywords=f"note {record.note_id}, version {record.version}, record {record.digest}",
        left_header=record.clinic_name,
        right_header=f"Record number {record.client_number}",
        footer=f"Note {record.note_id} · version {record.version} · record {record.digest[:16]}",
        created=created,
    )

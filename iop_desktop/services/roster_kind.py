"""What a file is by its first bytes, so that a picture or a document is refused by its name."""

from __future__ import annotations

import re

from iop_desktop.services.roster_limits import RosterFileRefused

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")

_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a text document"),
    (b"MZ\x90", "a program"),
    (b"\x7fELF", "a program"),
)
_MARKUP = re.compile(rb"\s*(<\?xml|<!doctype|<html|<table)", re.IGNORECASE)
_EXPORT_AGAIN = "Export the roster as CSV or XLSX and choose that file."


def is_workbook(data: bytes) -> bool:
    """Whether the file is to be opened as XLSX. Raises ``RosterFileRefused`` for what is clearly no table."""
    if data.startswith(OLE_MARK):
        raise _refusal_of_ole(data)
    for mark, kind in _KINDS:
        if data.startswith(mark) and not _is_bitmap_by_chance(mark, data):
            raise RosterFileRefused("not_a_table", f"The file is {kind}, not a table. {_EXPORT_AGAIN}")
    if _MARKUP.match(data):
        raise RosterFileRefused("not_a_table", f"The file is a web page or XML, not a table. {_EXPORT_AGAIN}")
    return data.startswith(ZIP_MARK)


def _is_bitmap_by_chance(mark: bytes, data: bytes) -> bool:
    # A header such as "BMI" begins like a bitmap, whose next four bytes are its length.
    return mark == b"BM" and int.from_bytes(data[2:6], "little") != len(data)


def _refusal_of_ole(data: bytes) -> RosterFileRefused:
    if ENCRYPTED_PART in data:
        sentence = "The workbook is protected by a password. Save it without one, or export the roster as CSV."
        return RosterFileRefused("encrypted_workbook", sentence)
    sentence = "The file is an old Excel or Office file. Save it as XLSX or CSV and choose that file."
    return RosterFileRefused("old_workbook", sentence)

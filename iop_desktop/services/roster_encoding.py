"""In which letters a text file is written: by its first bytes, by UTF-8, or by what reads most like names."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from iop_desktop.services.roster_limits import RosterFileRefused

LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows (Western)",
    "latin-1": "ISO 8859-1 (Western)",
    "mac-roman": "Macintosh (Western)",
}
# By the names Python gives them; codecs that are no letters (hex, escapes) are not for rosters.
READABLE = frozenset(
    {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254"}
    | {"iso8859-1", "iso8859-2", "iso8859-15", "mac-roman", "cp437", "cp850", "gb18030", "big5", "shift_jis", "euc_kr"}
)
CHOICES = ("utf-8", "utf-16", "cp1252", "latin-1", "mac-roman")
SAMPLE_BYTES = 64_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINES_WITH_ACCENTS = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_CAPITAL_INSIDE_WORD = re.compile(r"(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŠŒŽŸ]")
_SYMBOL_BESIDE_LETTER = re.compile(r"(?<=[A-Za-z])[^\w\s'’.,;:|\"()/&+-]|[^\w\s'’.,;:|\"()/&+#@-](?=[A-Za-z])")
_READ_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u2018-\u2022\u20ac]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text and the encoding it was read in; ``certain`` is false where only likelihood spoke for it."""

    text: str
    encoding: str
    certain: bool


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The file as text in the chosen encoding or the one detected.

    Raises ``RosterFileRefused`` if it cannot be read in it.
    """
    if encoding is not None:
        return _decode_as_chosen(data, encoding)
    detected, certain = detect(data)
    try:
        return Decoded(data.decode(detected), detected, certain)
    except UnicodeDecodeError:
        sentence = f"The file begins as {_label(detected)}, but parts of it are damaged. Export it again as UTF-8."
        raise RosterFileRefused("undecodable", sentence) from None


def detect(data: bytes) -> tuple[str, bool]:
    """The encoding's name and whether the bytes leave no doubt."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, True
    without_mark = _utf_16_without_mark(data)
    if without_mark:
        return without_mark, True
    if _reads_as(data, "utf-8"):
        return "utf-8", True
    return _western(data), False


def looks_read_twice(text: str) -> bool:
    """Whether accents show as pairs such as A-tilde and copyright: UTF-8 that was once read as Windows text."""
    return _READ_TWICE.search(text) is not None


def _decode_as_chosen(data: bytes, encoding: str) -> Decoded:
    name = _canonical(encoding)
    if name not in READABLE:
        sentence = "This encoding is not known. Choose UTF-8, or leave the choice to the program."
        raise RosterFileRefused("unknown_encoding", sentence)
    try:
        return Decoded(data.decode(name).removeprefix("\ufeff"), encoding, certain=True)
    except UnicodeDecodeError:
        proposed = detect(data)[0]
    sentence = f"The file cannot be read as {_label(encoding)}. Choose {_label(proposed)} instead."
    raise RosterFileRefused("wrong_encoding", sentence, proposed_encoding=proposed)


def _canonical(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return ""


def _utf_16_without_mark(data: bytes) -> str | None:
    sample = data[:SAMPLE_BYTES]
    pairs = len(sample) // 2
    if not pairs or len(data) % 2:
        return None
    for name, zeros, letters in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        # Of text in Western letters nearly every second byte is zero and nearly no other.
        if zeros.count(0) * 10 > pairs * 6 and letters.count(0) * 10 < pairs and _reads_as(data, name):
            return name
    return None


def _western(data: bytes) -> str:
    sample = b"\n".join(_LINES_WITH_ACCENTS.findall(data[: SAMPLE_BYTES * 16])) or data[-SAMPLE_BYTES:]
    sample = sample[:SAMPLE_BYTES]
    oddities = {name: _oddities(sample.decode(name, "replace")) for name in ("cp1252", "mac-roman")}
    if oddities["cp1252"] == oddities["mac-roman"]:
        # Imported where it is needed: the program's start does not wait for it.
        from charset_normalizer import from_bytes

        best = from_bytes(sample, cp_isolation=["cp1252", "mac_roman"]).best()
        likeliest = "mac-roman" if best is not None and best.encoding == "mac_roman" else "cp1252"
    else:
        likeliest = min(oddities, key=lambda name: oddities[name])
    # Windows leaves five bytes without a letter; Latin-1 has a character for each and always reads.
    return likeliest if _reads_as(data, likeliest) else "latin-1"


def _oddities(text: str) -> int:
    return len(_CAPITAL_INSIDE_WORD.findall(text)) + len(_SYMBOL_BESIDE_LETTER.findall(text)) + text.count("\ufffd")


def _reads_as(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _label(encoding: str) -> str:
    return LABELS.get(encoding.lower().replace("_", "-"), encoding.upper())

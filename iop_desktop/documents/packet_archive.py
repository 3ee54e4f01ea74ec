"""What is inside a packet: a zip of the manifest, its signature and numbered files, read within strict limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from iop_desktop.documents.packet_faults import Fault, FileFault

MOST_FILES = 200
LARGEST_ENTRY = 8_000_000
LARGEST_OPEN = 120_000_000
_MANIFEST, _SIGNATURE = "manifest.json", "manifest.sig"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FLAGS = 0x1 | 0x20 | 0x40
"""Encrypted, patched, strongly encrypted: nothing this program writes."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Parts:
    """Manifest, signature over it, and the files in the manifest's order."""

    manifest: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    files: tuple[bytes, ...] = field(repr=False)


def write_parts(parts: Parts) -> bytes:
    """The parts as a zip; equal input gives equal bytes. Raises FileFault (TOO_LARGE)."""
    entries = {_MANIFEST: parts.manifest, _SIGNATURE: parts.signature}
    entries |= {_name(number): content for number, content in enumerate(parts.files)}
    if len(parts.files) > MOST_FILES or max(map(len, entries.values())) > LARGEST_ENTRY:
        raise FileFault(Fault.TOO_LARGE)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            head = zipfile.ZipInfo(name, _EPOCH)
            head.compress_type, head.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(head, content, compresslevel=6)
    return buffer.getvalue()


def read_parts(content: bytes) -> Parts:
    """The parts again. Raises FileFault (DAMAGED, TOO_LARGE) for anything that write_parts would not make."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _entries(archive)
    except _BROKEN as error:
        if isinstance(error, FileFault):
            raise
        raise FileFault(Fault.DAMAGED) from None
    return Parts(entries[0], entries[1], tuple(entries[2:]))


def _name(number: int) -> str:
    return f"{number:03d}"


def _entries(archive: zipfile.ZipFile) -> list[bytes]:
    heads = archive.infolist()
    if len(heads) > MOST_FILES + 2:
        raise FileFault(Fault.TOO_LARGE)
    # Names are not looked up but expected: none can point anywhere, none can stand twice.
    expected = [_MANIFEST, _SIGNATURE, *(_name(number) for number in range(len(heads) - 2))]
    if [head.orig_filename for head in heads] != expected:
        raise FileFault(Fault.DAMAGED)
    found: list[bytes] = []
    room = LARGEST_OPEN
    for head in heads:
        if head.flag_bits & _FLAGS or head.compress_type != zipfile.ZIP_DEFLATED:
            raise FileFault(Fault.DAMAGED)
        found.append(_content(archive, head))
        room -= len(found[-1])
        if room < 0:
            raise FileFault(Fault.TOO_LARGE)
    return found


def _content(archive: zipfile.ZipFile, head: zipfile.ZipInfo) -> bytes:
    """Never more than the limit is unpacked, whatever the archive says about its sizes."""
    with archive.open(head) as file:
        content = file.read(LARGEST_ENTRY + 1)
    if len(content) > LARGEST_ENTRY:
        raise FileFault(Fault.TOO_LARGE)
    return content

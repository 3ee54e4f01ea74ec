"""A pack as a zip file: written the same way each time, read within limits that no archive can talk its way around."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from iop_desktop.services.curriculum_source import MOST_BYTES_A_FILE, MOST_FILES, belongs
from iop_desktop.services.errors import UserError

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MOST_BYTES_PACKED, MOST_BYTES_OPEN = 20_000_000, 60_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16
_ENCRYPTED = 0x1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class PackRefused(UserError):
    """A pack is damaged, altered, or no pack at all."""


def refused(why: str) -> PackRefused:
    """The sentence for the person."""
    return PackRefused(
        f"This curriculum pack cannot be used: {why}. Nothing was changed; ask its author for a new copy."
    )


def write_archive(entries: Mapping[str, bytes]) -> bytes:
    """The entries as a zip; equal input gives equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(entries):
            head = zipfile.ZipInfo(name, _EPOCH)
            head.compress_type, head.create_system, head.external_attr = zipfile.ZIP_DEFLATED, 3, _REGULAR_FILE
            archive.writestr(head, entries[name], compresslevel=9)
    return buffer.getvalue()


def read_archive(content: bytes) -> dict[str, bytes]:
    """All entries of a pack. Raises PackRefused for foreign or repeated names, and for anything too large."""
    if len(content) > MOST_BYTES_PACKED:
        raise refused("it is larger than a pack can be")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _entries(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise refused("it is damaged or no pack") from None


def _entries(archive: zipfile.ZipFile) -> dict[str, bytes]:
    heads = archive.infolist()
    if len(heads) > MOST_FILES:
        raise refused("it holds more files than a curriculum can have")
    found: dict[str, bytes] = {}
    room = MOST_BYTES_OPEN
    for head in heads:
        if head.filename not in (MANIFEST, SIGNATURE) and not belongs(head.filename):
            raise refused("it holds a file that belongs to no curriculum")
        if head.filename in found or head.flag_bits & _ENCRYPTED:
            raise refused("it holds a file twice or an encrypted one")
        if head.compress_type not in _PACKINGS:
            raise refused("it is packed in a way that packs are not")
        found[head.filename] = _content(archive, head)
        room -= len(found[head.filename])
        if room < 0:
            raise refused("it unpacks to more than a curriculum can hold")
    return found


def _content(archive: zipfile.ZipFile, head: zipfile.ZipInfo) -> bytes:
    """Never more than the limit is unpacked, whatever the archive says about its sizes."""
    with archive.open(head) as file:
        content = file.read(MOST_BYTES_A_FILE + 1)
    if len(content) > MOST_BYTES_A_FILE:
        raise refused("it holds a file that is larger than a curriculum file can be")
    return content

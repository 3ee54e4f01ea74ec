"""The inside of a packet: archives that are bombs, point elsewhere or are not ours are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.documents import packet_archive
from iop_desktop.documents.packet_archive import Parts, read_parts, write_parts
from iop_desktop.documents.packet_faults import Fault, FileFault

Entries = list[tuple[str, bytes]]
GOOD: Entries = [("manifest.json", b"{}"), ("manifest.sig", b"s"), ("000", b"one"), ("001", b"two")]


def zipped(entries: Entries, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return buffer.getvalue()


@given(st.binary(max_size=300), st.binary(max_size=80), st.lists(st.binary(max_size=2_000), max_size=5))
def test_parts_come_back(manifest: bytes, signature: bytes, files: list[bytes]) -> None:
    parts = Parts(manifest, signature, tuple(files))
    content = write_parts(parts)
    assert read_parts(content) == parts
    assert write_parts(parts) == content


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_plainly(content: bytes) -> None:
    with pytest.raises(FileFault):
        read_parts(content)


@pytest.mark.parametrize(
    "entries",
    [
        GOOD[:1],
        [GOOD[1], GOOD[0]],
        [*GOOD, ("003", b"left one out")],
        [*GOOD, ("001", b"twice")],
        [*GOOD[:2], ("../000", b"elsewhere")],
        [*GOOD[:2], ("/000", b"elsewhere")],
        [*GOOD[:2], ("000/", b"")],
        [*GOOD, ("readme.txt", b"more")],
        [],
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_only_the_expected_names_are_taken(entries: Entries) -> None:
    with pytest.raises(FileFault) as refused:
        read_parts(zipped(entries))
    assert refused.value.fault is Fault.DAMAGED


def test_other_packings_are_refused() -> None:
    assert read_parts(zipped(GOOD)).files == (b"one", b"two")
    for packing in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with pytest.raises(FileFault) as refused:
            read_parts(zipped(GOOD, packing))
        assert refused.value.fault is Fault.DAMAGED


def test_an_encrypted_entry_is_refused() -> None:
    content = bytearray(zipped(GOOD))
    place = content.rindex(b"PK\x01\x02")
    content[place + 8] |= 1
    with pytest.raises(FileFault) as refused:
        read_parts(bytes(content))
    assert refused.value.fault is Fault.DAMAGED


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = [*GOOD[:2], ("000", bytes(packet_archive.LARGEST_ENTRY + 1))]
    with pytest.raises(FileFault) as refused:
        read_parts(zipped(bomb))
    assert refused.value.fault is Fault.TOO_LARGE
    monkeypatch.setattr(packet_archive, "LARGEST_OPEN", 2_000)
    with pytest.raises(FileFault) as refused:
        read_parts(zipped([*GOOD[:2], ("000", bytes(1_500)), ("001", bytes(1_500))]))
    assert refused.value.fault is Fault.TOO_LARGE


def test_too_many_files_are_refused() -> None:
    many = [*GOOD[:2], *((f"{number:03d}", b"") for number in range(packet_archive.MOST_FILES + 1))]
    with pytest.raises(FileFault) as refused:
        read_parts(zipped(many))
    assert refused.value.fault is Fault.TOO_LARGE


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"one"[:1], b"x", 1)[10:],
        lambda content: content[:30] + bytes([content[30] ^ 255]) + content[31:],
    ],
)
def test_a_damaged_archive_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(FileFault) as refused:
        read_parts(change(zipped(GOOD)))
    assert refused.value.fault is Fault.DAMAGED

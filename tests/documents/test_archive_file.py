"""A sealed file gives back what was put in, and nothing when a byte of it was touched."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iop_desktop.documents.archive_file import MAGIC, PIECE, ArchiveUnreadable, SealedReader, SealedWriter

SECRET = bytes(range(20))


def sealed(content: bytes, steps: int = 70_001) -> bytes:
    stream = io.BytesIO()
    with SealedWriter(stream, SECRET) as writer:
        for start in range(0, len(content), steps):
            writer.write(content[start : start + steps])
    return stream.getvalue()


def opened(file: bytes, secret: bytes = SECRET) -> bytes:
    return SealedReader(io.BytesIO(file), secret).readall() or b""


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 5])
def test_every_length_comes_back(length: int) -> None:
    content = (b"0123456789abcdef" * (length // 16 + 1))[:length]
    assert opened(sealed(content)) == content


@given(st.binary(max_size=200), st.integers(0, 240))
@settings(max_examples=60)
def test_it_reads_from_anywhere(content: bytes, place: int) -> None:
    reader = SealedReader(io.BytesIO(sealed(content)), SECRET)
    reader.seek(place)
    assert reader.read(20) == content[place : place + 20]
    assert reader.seek(0, 2) == len(content)


def test_a_zip_of_several_pieces_is_written_and_read_in_place() -> None:
    stream, big = io.BytesIO(), bytes(range(256)) * 10_000
    with SealedWriter(stream, SECRET) as writer, zipfile.ZipFile(writer, "w") as archive:
        archive.writestr("a.pdf", big)
        archive.writestr("b.json", b"{}")
    with zipfile.ZipFile(SealedReader(io.BytesIO(stream.getvalue()), SECRET)) as archive:
        assert archive.read("b.json") == b"{}"
        assert archive.read("a.pdf") == big
    assert b"a.pdf" not in stream.getvalue()


def test_two_files_of_the_same_content_differ() -> None:
    assert sealed(b"same") != sealed(b"same")


@pytest.mark.parametrize("place", [8, 30, PIECE, -1])
def test_a_changed_byte_is_found(place: int) -> None:
    file = bytearray(sealed(bytes(2 * PIECE + 100)))
    file[place] ^= 1
    with pytest.raises(ArchiveUnreadable):
        opened(bytes(file))


def test_a_cut_file_and_moved_pieces_are_found() -> None:
    file = sealed(bytes(3 * PIECE))
    head, step = len(MAGIC) + 16, PIECE + 16
    pieces = [file[head + number * step : head + (number + 1) * step] for number in range(3)]
    for changed in (file[:-1], file[: head + 2 * step], file + b"x", file[:head] + b"".join(reversed(pieces))):
        with pytest.raises(ArchiveUnreadable):
            opened(changed)


def test_another_code_and_another_file_stay_closed() -> None:
    for file, secret in ((sealed(b"x"), bytes(20)), (b"%PDF-1.7 and more than enough bytes to look at", SECRET)):
        with pytest.raises(ArchiveUnreadable) as caught:
            opened(file, secret)
        assert caught.value.closed

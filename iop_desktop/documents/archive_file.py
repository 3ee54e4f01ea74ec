"""A sealed file of any length that one code opens: written in one go, read in any order.

Layout: eight bytes that name the format, 16 bytes of salt, then the content in pieces of 1 MiB, each under AES-256-GCM.
The nonce of a piece is its number and whether it is the last one (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár), and the head is additional data: nothing can be cut, moved, repeated or added unnoticed. The key is
derived from the 160 random bits of the code and the salt.
"""

from __future__ import annotations

import io
import os
import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"IOPARCH1"
PIECE = 1 << 20
_SALT, _KEY, _TAG = 16, 32, 16
_HEAD = len(MAGIC) + _SALT
_SEALED = PIECE + _TAG
_INFO = b"iop-desktop/archive/1"


class ArchiveUnreadable(Exception):
    """The file is no archive, the code is not its own, or a piece was changed. ``closed`` = nothing could be read."""

    def __init__(self, *, closed: bool) -> None:
        super().__init__("closed" if closed else "damaged")
        self.closed = closed


class SealedWriter(io.RawIOBase):
    """Takes content and writes it sealed to ``stream``; ``close`` writes the last piece and leaves ``stream`` open."""

    def __init__(self, stream: BinaryIO, secret: bytes) -> None:
        super().__init__()
        head = MAGIC + secrets.token_bytes(_SALT)
        self._stream, self._head = stream, head
        self._cipher = _cipher(secret, head)
        self._waiting, self._number = bytearray(), 0
        stream.write(head)

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, content: object) -> int:
        """Take some more."""
        piece = memoryview(content)  # type: ignore[arg-type]  # whatever holds bytes
        self._waiting += piece
        # The last piece is written on closing, so that it can say that it is the last.
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(piece)

    def close(self) -> None:
        """Write what is left as the last piece."""
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
            self._waiting.clear()
            super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._stream.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._head))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads a sealed file in any order. Raises ArchiveUnreadable."""

    def __init__(self, stream: BinaryIO, secret: bytes) -> None:
        super().__init__()
        self._stream = stream
        length = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        self._head = stream.read(_HEAD)
        sealed = length - _HEAD
        if self._head[: len(MAGIC)] != MAGIC or sealed < _TAG:
            raise ArchiveUnreadable(closed=True)
        self._cipher = _cipher(secret, self._head)
        self._last = (sealed - 1) // _SEALED
        self._length = sealed - (self._last + 1) * _TAG
        self._place, self._number, self._piece = 0, -1, b""
        # The last piece proves at once that the code fits and that nothing was cut.
        self._load(0)
        self._load(self._last)

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go somewhere in the content."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._length}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        """Where one is in the content."""
        return self._place

    def readinto(self, buffer: object) -> int:
        """Read up to the end of a piece."""
        target = memoryview(buffer)  # type: ignore[arg-type]  # whatever holds bytes
        if self._place >= self._length:
            return 0
        self._load(self._place // PIECE)
        found = self._piece[self._place % PIECE :][: len(target)]
        target[: len(found)] = found
        self._place += len(found)
        return len(found)

    def _load(self, number: int) -> None:
        if number == self._number:
            return
        self._stream.seek(_HEAD + number * _SEALED)
        sealed = self._stream.read(_SEALED)
        try:
            self._piece = self._cipher.decrypt(_nonce(number, last=number == self._last), sealed, self._head)
        except InvalidTag:
            raise ArchiveUnreadable(closed=self._number < 0) from None
        self._number = number


def _cipher(secret: bytes, head: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), _KEY, head[len(MAGIC) :], _INFO).derive(secret))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])

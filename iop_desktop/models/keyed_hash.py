"""HMAC-SHA256 (RFC 2104) over many short texts with one key, in a third of the time of a fresh start for each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from iop_desktop.models.keys import wipe

_BLOCK_BYTES = 64
_INNER, _OUTER = 0x36, 0x5C


def keyed_hash(key: bytes | bytearray) -> Callable[[bytes], bytes]:
    """A function that gives what ``hmac.digest(key, content, "sha256")`` gives; ``key`` has at most 64 bytes.

    It holds what became of the key after one block of the hash, not the key.
    """
    if len(key) > _BLOCK_BYTES:
        raise ValueError("a key has at most 64 bytes")
    inner, outer = _begun(key, _INNER), _begun(key, _OUTER)

    def digest(content: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(content)
        second.update(first.digest())
        return second.digest()

    return digest


def _begun(key: bytes | bytearray, pad: int) -> hashlib._Hash:
    block = bytearray(each ^ pad for each in key) + bytearray([pad]) * (_BLOCK_BYTES - len(key))
    try:
        return hashlib.sha256(block)
    finally:
        wipe(block)

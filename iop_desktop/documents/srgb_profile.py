"""A small sRGB color profile (ICC version 2), built from its constants; PDF/A asks for one."""

from __future__ import annotations

import struct
from functools import lru_cache

_HEADER, _TAG = 128, 12
_WHITE = (0.9505, 1.0, 1.0891)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.7141),
}
_GAMMA = 2.2


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The profile, about 450 bytes."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, int(_GAMMA * 256))
    tags = [
        (b"desc", _description(b"sRGB")),
        (b"cprt", b"text" + bytes(4) + b"Public Domain\0"),
        (b"wtpt", _xyz(*_WHITE)),
    ]
    tags += [(name, _xyz(*values)) for name, values in _PRIMARIES.items()]
    tags += [(name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")]
    table, data = _layout(tags)
    size = _HEADER + 4 + len(table) + len(data)
    return _header(size) + struct.pack(">I", len(tags)) + table + data


def _layout(tags: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """Equal tags share their data."""
    begin = _HEADER + 4 + _TAG * len(tags)
    table, data, places = b"", b"", dict[bytes, int]()
    for name, content in tags:
        padded = content + bytes(-len(content) % 4)
        if padded not in places:
            places[padded] = begin + len(data)
            data += padded
        table += name + struct.pack(">II", places[padded], len(padded))
    return table, data


def _header(size: int) -> bytes:
    illuminant = _fixed(0.9642) + _fixed(1.0) + _fixed(0.8249)
    head = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + illuminant
    return head.ljust(_HEADER, b"\0")


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(x) + _fixed(y) + _fixed(z)


def _description(text: bytes) -> bytes:
    return b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + b"\0" + bytes(10) + bytes(68)

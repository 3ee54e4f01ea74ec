"""One spelling of a JSON value, so that a seal over it can be made and checked again."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> bytes:
    """Sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def to_base64(content: bytes | bytearray) -> str:
    """Standard base 64."""
    return base64.b64encode(content).decode("ascii")


def from_base64(text: object) -> bytes:
    """Strict inverse of to_base64; raises ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError("not base 64")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base 64") from error

"""JSON that comes from outside: one spelling, exactly the expected members, each of its type and within its length."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from iop_desktop.documents.packet_faults import Fault, FileFault

LONGEST_TEXT = 20_000
LONGEST_WORDS = 300
_LONGEST_BYTES = 8_000
_MOST_IN_A_LIST = 200
_HEX = re.compile(r"[0-9a-f]{64}")
T = TypeVar("T")


def write_json(data: Mapping[str, Any]) -> bytes:
    """Sorted keys, no spaces, UTF-8: the one spelling that is signed."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read_json(content: bytes) -> Fields:
    """An object in the one spelling. Raises FileFault (DAMAGED)."""
    try:
        data = json.loads(content)
        again = write_json(data)
    except (ValueError, RecursionError, TypeError, AttributeError):
        raise FileFault(Fault.DAMAGED) from None
    if again != content:
        raise FileFault(Fault.DAMAGED)
    return Fields(data)


def to_text(content: bytes) -> str:
    """Bytes as base 64."""
    return base64.b64encode(content).decode("ascii")


class Fields:
    """The members of one object, each taken once; ``end`` refuses what is left. All raise FileFault (DAMAGED)."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, dict):
            raise FileFault(Fault.DAMAGED)
        self._left = dict(data)

    def _take(self, name: str, kind: type[T]) -> T:
        value = self._left.pop(name, None)
        if type(value) is not kind:
            raise FileFault(Fault.DAMAGED)
        return value

    def _made(self, name: str, make: Callable[[str], T]) -> T:
        try:
            return make(self.text(name))
        except (ValueError, OverflowError, binascii.Error):
            raise FileFault(Fault.DAMAGED) from None

    def text(self, name: str, longest: int = _LONGEST_BYTES) -> str:
        """Words of at most this length."""
        value = self._take(name, str)
        if len(value) > longest:
            raise FileFault(Fault.DAMAGED)
        return value

    def words(self, name: str) -> str:
        """A line such as a name."""
        return self.text(name, LONGEST_WORDS)

    def number(self, name: str) -> int:
        """A whole number from 0 to a million."""
        value = self._take(name, int)
        if not 0 <= value <= 1_000_000:
            raise FileFault(Fault.DAMAGED)
        return value

    def uuid(self, name: str) -> UUID:
        """An id."""
        return self._made(name, UUID)

    def moment(self, name: str) -> datetime:
        """An aware time, in UTC."""
        return self._made(name, _moment)

    def day(self, name: str) -> date:
        """A day."""
        return self._made(name, date.fromisoformat)

    def sha256(self, name: str) -> str:
        """A digest in hex."""
        value = self.text(name)
        if not _HEX.fullmatch(value):
            raise FileFault(Fault.DAMAGED)
        return value

    def content(self, name: str) -> bytes:
        """Bytes from base 64."""
        return self._made(name, lambda text: base64.b64decode(text, validate=True))

    def each(self, name: str, read: Callable[[Any], T]) -> tuple[T, ...]:
        """A list, each of its entries read by a function."""
        values = self._take(name, list)
        if len(values) > _MOST_IN_A_LIST:
            raise FileFault(Fault.TOO_LARGE)
        return tuple(read(value) for value in values)

    def end(self) -> None:
        """Nothing else is there."""
        if self._left:
            raise FileFault(Fault.DAMAGED)


def one_text(value: object) -> str:
    """An entry of a list of texts."""
    if type(value) is not str or len(value) > LONGEST_TEXT:
        raise FileFault(Fault.DAMAGED)
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)

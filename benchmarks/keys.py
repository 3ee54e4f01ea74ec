"""Argon2id alone, with the cost that a slot of the key file asks for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.measuring import seconds_of
from iop_desktop.models import keyslot
from iop_desktop.models.kdf import SALT_BYTES, KdfCost, derive_key
from iop_desktop.models.vault_folder import key_file_path


def cost_of(folder: Path, login: str) -> KdfCost:
    """The cost of a person's slot."""
    slots = json.loads(key_file_path(folder).read_text(encoding="utf-8"))["slots"]
    kdf = next(slot["kdf"] for slot in slots if slot["login"] == login)
    return KdfCost(memory_kib=kdf["m"], iterations=kdf["t"], lanes=kdf["p"])


def seconds_of_argon2(cost: KdfCost) -> float:
    """Wall time of one run."""
    salt = bytes(SALT_BYTES)
    return seconds_of(lambda: derive_key("measure", cost=cost, salt=salt, context=b"", device_secret=None))


@contextmanager
def argon2_watched() -> Iterator[list[tuple[float, float]]]:
    """Seconds on the clock and of the processor of each Argon2id inside the block: they differ from run to run."""
    seen: list[tuple[float, float]] = []

    def watched(*args: Any, **kwargs: Any) -> bytearray:
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return derive_key(*args, **kwargs)
        finally:
            seen.append((time.perf_counter() - wall, time.thread_time() - cpu))

    with patch.object(keyslot, "derive_key", watched):
        yield seen

"""After the lock, the memory of the program holds neither a key of the records nor the pass phrase."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import pytest

from tests import factories
from tests.support.clock import MovableClock

_REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")
_CHUNK = 1 << 24
_OVERLAP = 256


class Child:
    """The window in a process of its own; the pass phrase reaches it letter by letter."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.faults.memory_child", str(folder), factories.ADMINISTRATOR]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *lines: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines))
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def counted(self, needles: Mapping[str, bytes]) -> dict[str, int]:
        """How often each byte string stands in the memory that the process can write."""
        place = Path("/proc") / str(self.process.pid)
        found = dict.fromkeys(needles, 0)
        with (place / "mem").open("rb", buffering=0) as memory:
            for begins, ends in _REGION.findall((place / "maps").read_text()):
                for content in _read(memory, int(begins, 16), int(ends, 16)):
                    for name, needle in needles.items():
                        found[name] += content.count(needle)
        return {name: count for name, count in found.items() if count}


def _read(memory: IO[bytes], begins: int, ends: int) -> Iterator[bytes]:
    for at in range(begins, ends, _CHUNK):
        try:
            memory.seek(at)
            yield memory.read(min(_CHUNK + _OVERLAP, ends - at))
        except OSError:
            continue


@pytest.fixture
def needles(tmp_path: Path, clock: MovableClock) -> dict[str, bytes]:
    """Makes the clinic; what must not be found, by name."""
    _, made = factories.set_up(tmp_path / "clinic", clock)
    keys = made.unlocked.vault.keys
    text, raw, phrase = keys.database_key(), keys.derive("sqlcipher"), factories.PASSPHRASE
    found = {
        "vault key": bytes(keys.master),
        "vault key in hex": bytes(keys.master).hex().encode(),
        "audit key": bytes(keys.audit_key),
        "database key": bytes(raw),
        "database key in hex": bytes(text[2:66]),
        "pass phrase, UTF-8": phrase.encode(),
        "pass phrase, UTF-16": phrase.encode("utf-16-le"),
        "half of it, UTF-16": phrase[: len(phrase) // 2].encode("utf-16-le"),
    }
    made.unlocked.vault.close()
    return found


@pytest.fixture
def child(needles: dict[str, bytes], tmp_path: Path) -> Iterator[Child]:
    made = Child(tmp_path / "clinic")
    yield made
    made.process.communicate(timeout=30)


def test_no_key_and_no_pass_phrase_is_left(child: Child, needles: dict[str, bytes]) -> None:
    for _ in range(2):
        assert child.ask(*factories.PASSPHRASE, "typed") == "typed"
        assert "pass phrase, UTF-16" in child.counted(needles), "the scan must see what is there"
        assert child.ask("enter") == "unlocked"
        assert "vault key" in child.counted(needles), "the scan must see what is there"
        assert child.ask("lock") == "locked"
        assert child.counted(needles) == {}

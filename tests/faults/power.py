"""What a power cut leaves of a trace of writes: all that was synced, and of the rest any part, torn at any sector."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).parent / "trace.c"
SECTOR = 512
_HEAD = struct.Struct("<cIQI")


@dataclass(frozen=True, slots=True)
class Act:
    """One record of the trace (see ``trace.c``)."""

    kind: str
    path: Path
    offset: int
    data: bytes


@dataclass
class _File:
    """A file as the disk has it, and what was written since it was synced."""

    content: bytearray
    pending: list[tuple[int, bytes]] = field(default_factory=list)

    def put(self, offset: int, data: bytes) -> None:
        self.content.extend(bytes(max(0, offset - len(self.content))))
        self.content[offset : offset + len(data)] = data

    def sync(self) -> None:
        for offset, data in self.pending:
            self.put(offset, data)
        self.pending.clear()

    def lose_power(self, dice: random.Random) -> None:
        """The disk wrote some of what was pending, in an order of its own, the last sector wherever it stopped."""
        kept = [each for each in self.pending if dice.random() < 0.5]
        dice.shuffle(kept)
        for offset, data in kept:
            self.put(offset, data[: dice.randrange(0, len(data) + SECTOR, SECTOR)] if dice.random() < 0.3 else data)


def compiled(folder: Path) -> Path | None:
    """The library that traces, or None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / "trace.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"], check=True
    )
    return library


def read_trace(file: Path) -> list[Act]:
    """The acts in the order in which they happened; one that was cut off at the end is left out."""
    content, found, at = file.read_bytes(), [], 0
    while at + _HEAD.size <= len(content):
        kind, name, offset, length = _HEAD.unpack_from(content, at)
        start = at + _HEAD.size
        at = start + name + length
        if at <= len(content):
            path = Path(content[start : start + name].decode())
            found.append(Act(kind.decode(), path, offset, content[start + name : at]))
    return found


def cut_power(before: Path, live: Path, acts: list[Act], dice: random.Random, out: Path) -> None:
    """Write to ``out`` what the disk holds when the power goes after ``acts``; it held ``before`` at the beginning.

    ``live`` is the folder whose files the acts name. Sizes and deletions are kept in order, as a journal keeps them.
    """
    files = {path.name: _File(bytearray(path.read_bytes())) for path in before.iterdir() if path.is_file()}
    for act in acts:
        # Shared memory is rebuilt by whoever opens first; its content never counts.
        if act.path.parent != live or act.path.name.endswith("-shm"):
            continue
        if act.kind == "U":
            files.pop(act.path.name, None)
            continue
        file = files.setdefault(act.path.name, _File(bytearray()))
        if act.kind == "W":
            file.pending.append((act.offset, act.data))
        elif act.kind == "S":
            file.sync()
        else:
            file.sync()
            del file.content[act.offset :]
            file.content.extend(bytes(act.offset - len(file.content)))
    out.mkdir()
    for name, file in files.items():
        file.lose_power(dice)
        (out / name).write_bytes(file.content)

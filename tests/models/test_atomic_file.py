"""A small file is either as it was or as it should be, and its owner's alone."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from iop_desktop.models import atomic_file
from iop_desktop.models.atomic_file import make_private, sync_file, write_atomically


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "clinic.vault"
    write_atomically(made, b"old")
    return made


def test_new_content_replaces_old_content_and_leaves_nothing_else(path: Path) -> None:
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["sync_descriptor", "_replace"])
def test_a_failure_leaves_the_old_content_and_nothing_else(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(atomic_file, step, fail)
    with pytest.raises(OSError, match="no room"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "gone" / "clinic.vault", b"new")


def test_a_refused_replacement_is_told_at_once_where_that_is_final(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[Path] = []

    def refuse(self: Path, target: Path) -> None:
        tries.append(target)
        raise PermissionError(13, "refused")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        write_atomically(path, b"new")
    assert tries == [path]


def test_a_scanner_that_holds_the_file_for_a_moment_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    replace = Path.replace

    def refuse_twice(self: Path, target: Path) -> Path:
        if len(waits) < 2:
            raise PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(time, "sleep", waits.append)
    monkeypatch.setattr(Path, "replace", refuse_twice)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert waits == [0.05, 0.1]


def test_a_private_file_keeps_what_it_has(path: Path, tmp_path: Path) -> None:
    make_private(path)
    assert path.read_bytes() == b"old"
    make_private(tmp_path / "other")
    sync_file(tmp_path / "other")
    assert (tmp_path / "other").read_bytes() == b""
    if os.name == "posix":
        assert (tmp_path / "other").stat().st_mode & 0o777 == 0o600

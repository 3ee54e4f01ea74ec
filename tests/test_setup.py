"""The set-up: pinned and checked packages, allowed licenses, and scripts that say what they do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import notices
from tests.support.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {"runtime.txt": PROJECT["dependencies"], "dev.txt": PROJECT["optional-dependencies"]["dev"]}
PIN = re.compile(
    r"^([A-Za-z0-9._-]+)==([^\s;\\]+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the set-up scripts are for POSIX systems")


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version, _ in PIN.findall(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert len(pins(lock)) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_satisfies_the_project(lock: str) -> None:
    pinned = pins(lock)
    for line in LOCKS[lock]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), line


def test_the_development_lock_holds_the_runtime_lock() -> None:
    assert pins("runtime.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_name_no_host(lock: str) -> None:
    assert "//" not in (ROOT / "requirements" / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("library", notices.libraries(), ids=lambda library: library.name)
def test_run_time_libraries_have_an_allowed_license(library: notices.Library) -> None:
    assert notices.is_allowed(library.licence), library


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-2.0-or-later", False),
        ("MIT OR GPL-2.0-or-later AND AGPL-3.0-only", True),
        ("(MIT OR GPL-3.0-only) AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_gpl_only_is_not_allowed(expression: str, allowed: bool) -> None:
    assert notices.is_allowed(expression) is allowed


def test_the_notices_list_the_libraries_as_locked() -> None:
    text = notices.NOTICES.read_text(encoding="utf-8")
    assert notices.with_table(text) == text, "run: make notices"


def test_qt_add_ons_are_not_installed() -> None:
    assert not {"pyside6", "pyside6-addons"} & pins("dev.txt").keys()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The files the set-up reads, with an environment that looks finished."""
    folder = tmp_path / "project with a space"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    for name in ("pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def fake_program(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def only_tools(folder: Path, *names: str) -> str:
    """A search path that holds these commands of the machine and no others."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    return str(folder)


TOOLS = ("bash", "dirname", "cat", "cut", "head", "grep", "sha256sum", "uname", "id", "rm", "mkdir", "env")


def run(project: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(project / "scripts" / script), *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


# An interpreter that writes down what it is asked, answers yes, and makes an environment like itself.
RECORDER = """
echo "$@" >>"$RECORD"
case "$*" in
*version_info*print* | *print*version_info*) echo 3.11 ;;
*venv*--clear*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
esac
"""


@pytest.fixture
def fake_tools(tmp_path: Path) -> str:
    tools = only_tools(tmp_path / "bin", *TOOLS, "cp")
    fake_program(tmp_path / "bin", "python3.11", RECORDER)
    fake_program(tmp_path / "bin", "ldconfig", "exit 0")
    return tools


@posix_only
def test_the_second_set_up_takes_no_time(project: Path, tmp_path: Path, fake_tools: str) -> None:
    record = tmp_path / "record"
    first = run(project, "setup.sh", PATH=fake_tools, RECORD=str(record))
    assert first.returncode == 0, first.stderr
    assert "--require-hashes" in record.read_text(encoding="utf-8")
    record.unlink()
    second = run(project, "setup.sh", PATH=fake_tools, RECORD=str(record))
    assert second.returncode == 0
    assert second.stderr == ""
    assert not record.exists()


@posix_only
def test_a_changed_lock_sets_up_again(project: Path, tmp_path: Path, fake_tools: str) -> None:
    record = tmp_path / "record"
    run(project, "setup.sh", PATH=fake_tools, RECORD=str(record))
    record.unlink()
    with (project / "requirements" / "dev.txt").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    again = run(project, "setup.sh", PATH=fake_tools, RECORD=str(record))
    assert again.returncode == 0
    assert "--require-hashes" in record.read_text(encoding="utf-8")


@posix_only
def test_a_system_without_apt_is_told_what_is_missing(project: Path, tmp_path: Path, fake_tools: str) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux needs system libraries for Qt")
    done = run(project, "setup.sh", PATH=fake_tools, RECORD=str(tmp_path / "record"))
    assert "no apt-get" in done.stderr
    assert "libxcb-cursor0" in done.stderr


@posix_only
def test_without_rights_the_exact_command_is_printed(project: Path, tmp_path: Path, fake_tools: str) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux needs system libraries for Qt")
    tools = Path(fake_tools)
    fake_program(tools, "apt-get", 'echo called >>"$RECORD"')
    (tools / "id").unlink()
    fake_program(tools, "id", "echo 1000")
    done = run(project, "setup.sh", PATH=fake_tools, RECORD=str(tmp_path / "record"))
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install --no-install-recommends libgl1" in done.stderr
    assert "called" not in (tmp_path / "record").read_text(encoding="utf-8")
    assert not (project / ".venv").exists()


@posix_only
def test_no_display_runs_the_demo_without_a_window(project: Path) -> None:
    fake_program(project / ".venv" / "bin", "iop-desktop", 'echo "$@"')
    (project / "out" / "demo").mkdir(parents=True)
    done = run(project, "run.sh")
    assert "no display" in done.stderr
    assert done.stdout == "demo --headless --data-dir out/demo-2\n"


@posix_only
def test_with_a_display_the_window_opens(project: Path) -> None:
    fake_program(project / ".venv" / "bin", "iop-desktop", 'echo "window $@"')
    assert run(project, "run.sh", DISPLAY=":0").stdout == "window \n"
    assert run(project, "run.sh", "verify", "a b.pdf").stdout == "window verify a b.pdf\n"

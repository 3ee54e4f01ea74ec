"""Backup, check, restore and salvage on the command line: pass phrase from the input, JSON, exit codes, sentences."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from iop_desktop.models.kdf import FLOOR
from iop_desktop.services.vault import VaultService
from tests import factories
from tests.factories import ADMINISTRATOR, PASSPHRASE
from tests.support.source import ROOT

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A clinic with one login and its recovery code."""
    folder = tmp_path_factory.mktemp("cli") / "clinic"
    service = VaultService(folder, lambda: datetime.now(UTC), kdf_cost=FLOOR, keyring=lambda: None)
    made = service.set_up(factories.clinic_form())
    service.lock(made.unlocked)
    return folder, made.recovery_code


@pytest.fixture
def folder(template: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(template[0], tmp_path / "clinic"))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def start(*arguments: object, typed: str = PASSPHRASE + "\n") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        return subprocess.run(
            [sys.executable, "-m", "iop_desktop", *(str(argument) for argument in arguments)],
            cwd=ROOT,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return start


def result(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_there_and_back(run: Run, folder: Path, template: tuple[Path, str], tmp_path: Path) -> None:
    made = result(run("backup", "--data-dir", folder, "--to", tmp_path / "out", "--json"))
    assert made["ok"] and made["counts"]["staff"] == 1 and made["log_signed"]
    file = Path(made["file"])
    assert file.is_file() and file.stat().st_size == made["bytes"]
    for typed, login in ((template[1], []), (PASSPHRASE, ["--as", ADMINISTRATOR])):
        seen = result(run("backup-check", file, "--json", *login, typed=typed + "\n"))
        assert seen["audit"] == made["audit"]
        assert seen["clinic"] == "Harbor Light Recovery"
    restored = result(run("restore", "--from", file, "--data-dir", folder, "--json"))
    assert Path(restored["kept"]).is_dir() and restored["audit_whole"]
    again = result(run("backup", "--data-dir", folder, "--to", tmp_path / "out", "--json"))
    assert again["audit"]["entries"] > made["audit"]["entries"]
    fresh = run("restore", "--from", file, "--data-dir", tmp_path / "new", typed=template[1] + "\n")
    assert fresh.returncode == 0
    assert "Pass phrases and recovery kit are those of that day." in fresh.stdout


def test_without_json_it_speaks_in_sentences(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("backup", "--data-dir", folder, "--to", tmp_path)
    assert done.returncode == 0
    file, sentence = done.stdout.splitlines()
    assert sentence.startswith("Backup made and verified: ")
    checked = run("backup-check", file, "--as", ADMINISTRATOR)
    assert checked.stdout.startswith("Backup of Harbor Light Recovery, made ")
    assert "Traceback" not in done.stderr + checked.stderr


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [("wrong herons\n", 1, "do not open the clinic's records"), ("\n", 2, "No pass phrase was given")],
)
def test_a_wrong_or_missing_pass_phrase(
    run: Run, folder: Path, tmp_path: Path, typed: str, code: int, words: str
) -> None:
    done = run("backup", "--data-dir", folder, "--to", tmp_path / "out", typed=typed)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_pass_phrase_in_another_encoding_opens_nothing(folder: Path) -> None:
    command = [sys.executable, "-m", "iop_desktop", "backup", "--data-dir", str(folder), "--to", str(folder / "out")]
    for settings in ({"PYTHONUTF8": "0", "LC_ALL": "C"}, {"PYTHONIOENCODING": "utf-8:strict"}):
        environment = {**os.environ, **settings, "XDG_STATE_HOME": str(folder / "state")}
        typed = b"\xff\xfe\xfa\n"
        done = subprocess.run(command, cwd=ROOT, env=environment, input=typed, capture_output=True, check=False)
        assert done.returncode in (1, 2)
        assert b"not expect" not in done.stderr
        assert b"Nothing " in done.stderr


def test_who_is_asking_is_not_guessed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    service = VaultService(folder, lambda: datetime.now(UTC), kdf_cost=FLOOR, keyring=lambda: None)
    unlocked = service.set_up(factories.clinic_form()).unlocked
    factories.add_staff(unlocked, unlocked.clock)
    service.lock(unlocked)
    done = run("backup", "--data-dir", folder, "--to", tmp_path / "out")
    assert done.returncode == 2
    assert "--as NAME" in done.stderr


def test_folders_that_are_none(run: Run, folder: Path, tmp_path: Path) -> None:
    file = result(run("backup", "--data-dir", folder, "--to", tmp_path, "--json"))["file"]
    for place in (folder / "clinic.db", folder / "clinic.db" / "deeper"):
        for command in (
            ("restore", "--from", file, "--as", ADMINISTRATOR, "--data-dir", place),
            ("salvage", "--data-dir", folder, "--to", place),
        ):
            done = run(*command)
            assert (done.returncode, "a file is in its way" in done.stderr) == (1, True), (command, done.stderr)
    nothing = run("backup", "--data-dir", tmp_path / "nowhere", "--to", tmp_path)
    assert nothing.returncode == 1
    assert "no clinic records in this folder" in nothing.stderr


def test_what_is_no_backup_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "letter.iopbackup"
    path.write_text("Dear all")
    done = run("backup-check", path, "--as", "somebody")
    assert (done.returncode, done.stdout) == (1, "")
    assert "not a whole backup" in done.stderr


def test_salvage_of_sound_records(run: Run, folder: Path, tmp_path: Path) -> None:
    done = result(run("salvage", "--data-dir", folder, "--to", tmp_path / "new", "--json"))
    assert done["not_whole"] == [] and done["audit_whole"] and done["rows"] > 5
    refused = run("salvage", "--data-dir", folder, "--to", tmp_path / "new")
    assert refused.returncode == 1
    assert "already holds a clinic" in refused.stderr

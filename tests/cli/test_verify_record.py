"""The whole record verified from the command line, on a demo clinic and on a damaged copy of it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from iop_desktop.cli.main import app
from iop_desktop.services.demo import DEMO_PASSPHRASE
from iop_desktop.services.demo_story import run_demo_story
from iop_desktop.services.vault import VaultService
from tests.support.byte_scan import demo_secrets


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records") / "clinic"
    run_demo_story(folder, DEMO_PASSPHRASE, now, history_weeks=0, progress=lambda *_: None)
    return folder


def verify(folder: Path, *options: str, typed: str = DEMO_PASSPHRASE) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["verify-record", "--data-dir", str(folder), *options], input=f"{typed}\nmore\n")
    return done.exit_code, done.stdout, done.stderr


def test_an_honest_record_holds_together(demo: Path) -> None:
    code, output, errors = verify(demo, "--json")
    assert (code, errors) == (0, "")
    assert json.loads(output) == {"notes": 12, "ok": True, "problems": []}


def test_a_damaged_record_says_which_note_and_exits_with_1(demo: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(demo, tmp_path / "copy")
    vaults = VaultService(folder, now)
    unlocked = vaults.unlock_any(DEMO_PASSPHRASE)
    with unlocked.vault.raw_connection() as connection:
        connection.execute("DROP TRIGGER keep_signature_update")
        connection.execute("UPDATE signature SET digest = 'altered' WHERE id IN (SELECT id FROM signature LIMIT 1)")
        connection.commit()
    vaults.lock(unlocked)
    code, output, _errors = verify(folder, "--json")
    result = json.loads(output)
    assert (code, result["notes"], result["ok"]) == (1, 12, False)
    notes = {problem["note"] for problem in result["problems"]}
    assert None in notes and len(notes) == 2
    assert "A signature in the vault belongs to another record." in [each["problem"] for each in result["problems"]]
    code, output, _errors = verify(folder)
    assert code == 1
    assert output.startswith("12 signed notes checked: NOT as it was signed.")
    assert not [secret for secret in demo_secrets() if secret in output]


@pytest.mark.parametrize(
    ("typed", "wanted", "sentence"),
    [("", 2, "No pass phrase was given."), ("four wrong words here", 1, "That login and pass phrase do not open")],
)
def test_without_the_right_pass_phrase_nothing_is_opened(
    demo: Path, tmp_path: Path, typed: str, wanted: int, sentence: str
) -> None:
    # A wrong one is counted in the folder and makes the next wait.
    code, output, errors = verify(shutil.copytree(demo, tmp_path / "copy"), "--json", typed=typed)
    assert (code, output) == (wanted, "")
    assert errors.startswith(sentence)


def test_a_login_may_be_named(demo: Path) -> None:
    login = VaultService(demo, now).logins()[0]
    code, output, _errors = verify(demo, "--as", login.upper())
    assert (code, output) == (0, "12 signed notes checked: all of it holds together.\n")


def test_where_no_clinic_lives_a_sentence_says_so(tmp_path: Path) -> None:
    code, output, errors = verify(tmp_path)
    assert (code, output) == (1, "")
    assert errors.startswith("There are no clinic records in this folder.")

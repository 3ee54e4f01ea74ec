"""The command line as a person or a script meets it: options, JSON, exit codes, sentences, nothing else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.support.byte_scan import demo_secrets, files_under, found_in_clear

ROSTER = Path(__file__).parents[1] / "data" / "roster-synthea-semicolon.csv"
COMMAND = (sys.executable, "-m", "iop_desktop")
REPOSITORY = Path(__file__).parents[2]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _environment(home: Path, **more: str) -> dict[str, str]:
    """A computer of its own: home, temporary folder, no screen, no key store."""
    places = {
        "HOME": "",
        "XDG_DATA_HOME": "share",
        "XDG_CONFIG_HOME": "config",
        "XDG_STATE_HOME": "state",
        "XDG_CACHE_HOME": "cache",
        "TMPDIR": "tmp",
    }
    for folder in places.values():
        (home / folder).mkdir(parents=True, exist_ok=True)
    unset = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    moved = {name: str(home / folder) for name, folder in places.items()}
    return kept | moved | {"DBUS_SESSION_BUS_ADDRESS": "disabled:"} | more


def _run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *(str(argument) for argument in arguments)],
        env=_environment(home),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the program with these arguments, at home in ``tmp_path/home``."""
    return lambda *arguments: _run(tmp_path / "home", *arguments)


@dataclass(frozen=True)
class Story:
    """One run of ``demo --json``."""

    home: Path
    folder: Path
    code: int
    output: str
    errors: str

    @property
    def result(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.output)
        return parsed


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("story") / "demo"
    done = _run(home, "demo", "--data-dir", folder, "--headless", "--json")
    return Story(home, folder, done.returncode, done.stdout, done.stderr)


def test_demo_prints_one_json_object_and_nothing_else(story: Story) -> None:
    assert story.code == 0, story.errors
    assert story.output.count("\n") == 1
    assert set(story.result) == {
        "vault",
        "root_certificate",
        "session",
        "members",
        "present",
        "notes_signed",
        "notes_cosigned",
        "pdfs",
        "verified",
        "seconds",
    }


def test_demo_runs_one_session_of_the_twelve(story: Story) -> None:
    result = story.result
    assert (result["members"], result["present"]) == (12, 10)
    assert (result["notes_signed"], result["notes_cosigned"], result["verified"]) == (12, 12, 12)
    assert len(result["pdfs"]) == 12
    assert all(Path(path).parent == story.folder / "export" for path in result["pdfs"])
    assert all(Path(path).read_bytes().startswith(b"%PDF-") for path in result["pdfs"])
    assert Path(result["vault"]).is_file()
    assert x509.load_pem_x509_certificate(Path(result["root_certificate"]).read_bytes())
    assert {"demo", "attendance", "lesson", "notes", "sign", "cosign", "export", "verify"} <= set(result["seconds"])
    assert all(seconds >= 0 for seconds in result["seconds"].values())


def test_progress_names_nobody_and_holds_no_pass_phrase(story: Story) -> None:
    assert "Writing the history (24 of 24)" in story.errors
    assert not [secret for secret in demo_secrets() if secret in story.errors]


def test_nothing_can_be_read_from_the_disk_after_the_demo(story: Story) -> None:
    handed_out = set(files_under(story.folder / "export"))
    kept = [path for path in files_under(story.folder) if path not in handed_out]
    around = files_under(story.home)
    assert {"clinic.db", "clinic.vault"} <= {path.name for path in kept}
    assert found_in_clear([*kept, *around], demo_secrets()) == []
    assert [path.name for path in handed_out if any(secret in path.name for secret in demo_secrets())] == []


def test_the_scan_finds_what_lies_in_clear(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        (tmp_path / encoding).write_bytes(b"\x00" + "Ingrid Gunnarsdóttir".encode(encoding))
    (tmp_path / "Oyelaran.txt").touch()
    found = found_in_clear(files_under(tmp_path), demo_secrets())
    assert {line.partition(":")[0] for line in found} == {"utf-8", "utf-16-le", "utf-16-be", "Oyelaran.txt"}


def test_the_demo_leaves_nothing_in_the_temporary_folder(story: Story) -> None:
    assert files_under(story.home / "tmp") == []


def test_a_folder_in_use_is_refused(story: Story, run: Run) -> None:
    before = sorted(path.name for path in files_under(story.folder))
    done = run("demo", "--data-dir", story.folder, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip() == (
        "The folder for the demo clinic is not empty. Nothing was changed; choose a new folder."
    )
    assert sorted(path.name for path in files_under(story.folder)) == before


def test_verify_says_who_signed(story: Story, run: Run) -> None:
    done = run("verify", *story.result["pdfs"][:2], "--root", story.result["root_certificate"], "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["ok"] is True
    assert [found["file"] for found in result["files"]] == story.result["pdfs"][:2]
    for found in result["files"]:
        assert found["ok"] is True
        assert found["problems"] == []
        assert [signer["name"] for signer in found["signers"]] == ["Dana Whitfield", "Amara Nwosu"]
        assert [signer["credentials"] for signer in found["signers"]] == ["Counselor Intern", "LPC-S"]
        assert all(signer["meaning"] and signer["time"] for signer in found["signers"])


def test_verify_takes_a_root_in_either_form(story: Story, run: Run, tmp_path: Path) -> None:
    pem = Path(story.result["root_certificate"]).read_bytes()
    root = tmp_path / "root.der"
    root.write_bytes(x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER))
    done = run("verify", story.result["pdfs"][0], "--root", root)
    assert done.returncode == 0
    assert "Dana Whitfield, Counselor Intern" in done.stdout
    assert done.stderr == ""


def test_verify_finds_the_one_file_that_is_not_as_it_was(story: Story, run: Run, tmp_path: Path) -> None:
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(Path(story.result["pdfs"][0]).read_bytes() + b" ")
    empty = tmp_path / "empty.pdf"
    empty.touch()
    missing = tmp_path / "missing.pdf"
    good = story.result["pdfs"][1]
    done = run("verify", good, altered, empty, missing, "--root", story.result["root_certificate"], "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["ok"] is False
    assert [found["ok"] for found in result["files"]] == [True, False, False, False]
    assert all(bool(found["problems"]) != found["ok"] for found in result["files"])
    assert done.stderr == ""


def test_verify_needs_a_root_that_is_one(story: Story, run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "root.pem"
    wrong.write_text("not a certificate")
    done = run("verify", story.result["pdfs"][0], "--root", wrong, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The root certificate cannot be read.")
    assert "Traceback" not in done.stderr


def test_verify_without_a_root_is_a_usage_error(run: Run) -> None:
    done = run("verify", "note.pdf")
    assert done.returncode == 2
    assert "--root" in done.stderr


@pytest.mark.parametrize("existed", [True, False])
def test_an_interrupt_takes_away_the_half_made_demo(tmp_path: Path, existed: bool) -> None:
    folder = tmp_path / "demo"
    if existed:
        folder.mkdir()
    home = tmp_path / "home"
    process = subprocess.Popen(
        [*COMMAND, "demo", "--data-dir", str(folder), "--json"],
        env=_environment(home),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for = "Writing the history (2 of" if existed else "Setting up the clinic (1 of"
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(wait_for):
            break
    assert (folder / "clinic.vault").exists()
    process.send_signal(signal.SIGINT)
    # An impatient second one changes nothing.
    time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == ""
    last = errors.strip().splitlines()[-1]
    assert last == "Stopped. The half-made demo clinic was removed; nothing else was touched."
    assert "Traceback" not in errors
    assert folder.exists() is existed
    assert files_under(folder) == []


def test_a_weak_pass_phrase_is_a_sentence_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--data-dir", tmp_path / "demo", "--passphrase", "password1234", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "This could be guessed" in done.stderr
    assert "password1234" not in done.stderr
    assert not (tmp_path / "demo").exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = run("demo", "--data-dir", tmp_path / "letter.txt" / "demo", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The folder for the demo clinic cannot be made there.")
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_import_roster_tells_rows_and_reasons_but_no_names(run: Run, tmp_path: Path) -> None:
    done = run("import-roster", ROSTER, "--data-dir", tmp_path, "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert set(result) == {"rows", "accepted", "refused"}
    assert result["rows"] == result["accepted"] + len(result["refused"])
    assert result["accepted"] > 0
    reasons = {refused["reason"] for refused in result["refused"]}
    assert any(reason.startswith("Recorded as deceased") for reason in reasons)
    assert "Under 18: only an adolescent program can admit." in reasons
    assert all(isinstance(refused["row"], int) for refused in result["refused"])
    assert done.stderr == ""
    plain = run("import-roster", ROSTER, "--dry-run").stdout
    names = {cell for line in ROSTER.read_text(encoding="utf-8").splitlines()[1:] for cell in line.split(";")[7:9]}
    assert not [name for name in names if len(name) > 3 and name in plain]


def test_import_roster_takes_the_young_into_an_adolescent_program(run: Run) -> None:
    adult = json.loads(run("import-roster", ROSTER, "--dry-run", "--json").stdout)
    young = json.loads(run("import-roster", ROSTER, "--dry-run", "--json", "--program", "adolescent").stdout)
    assert 0 < young["accepted"] < adult["accepted"]


def test_import_roster_refuses_what_is_no_roster(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "picture.csv"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    for path in (wrong, tmp_path / "missing.csv"):
        done = run("import-roster", path, "--dry-run", "--json")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.strip()
        assert "Traceback" not in done.stderr


def test_import_roster_changes_nothing_by_itself(run: Run) -> None:
    done = run("import-roster", ROSTER)
    assert done.returncode == 2
    assert "Nothing was changed" in done.stderr


@pytest.mark.slow
def test_self_test_passes_and_cleans_up(run: Run, tmp_path: Path) -> None:
    done = run("self-test", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["ok"], result["notes"], result["verified"]) == (True, 12, 12)
    assert list((tmp_path / "home" / "tmp").iterdir()) == []


@pytest.mark.parametrize("size", ["", "1366", "1366x", "0x768", "widexhigh"])
def test_screenshots_refuses_a_size_that_is_none(run: Run, tmp_path: Path, size: str) -> None:
    done = run("screenshots", tmp_path, "--size", size)
    assert done.returncode == 2
    assert "1366x768" in done.stderr


def test_without_a_screen_the_program_says_what_to_do(run: Run, tmp_path: Path) -> None:
    done = run("--data-dir", tmp_path / "clinic")
    assert done.returncode == 1
    assert "demo --data-dir" in done.stderr
    assert not (tmp_path / "clinic").exists()


def test_help_and_version_are_quick_to_load() -> None:
    code = (
        "import sys; import iop_desktop.cli.main; "
        "heavy = {'PySide6', 'sqlalchemy', 'reportlab', 'pyhanko', 'cryptography'} & set(sys.modules); "
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_help_lists_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in ("demo", "verify", "import-roster", "self-test", "screenshots", "backup-check", "restore", "salvage"):
        assert name in done.stdout
    assert run("--version").stdout.startswith("IOP Desktop ")


def test_the_installed_command_is_the_same_program() -> None:
    from iop_desktop.__main__ import main
    from iop_desktop.cli.main import app

    assert callable(main)
    assert shutil.which("iop-desktop") is None or app.info.name == "iop-desktop"


def test_a_reader_who_has_seen_enough_is_no_error(home: Path) -> None:
    command = [*COMMAND, "curriculum", "list"]
    with subprocess.Popen(
        command, env=_environment(home), cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as listing:
        assert listing.stdout is not None
        assert listing.stderr is not None
        listing.stdout.close()
        assert listing.stderr.read() == ""
    assert listing.returncode == 1

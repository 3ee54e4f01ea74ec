"""``iop-desktop curriculum`` as a person or a script meets it."""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from iop_desktop import paths
from iop_desktop.cli.main import app
from tests.cli.test_cli import _run as run_apart
from tests.curricula import LESSON, lesson, write_curriculum, write_lesson

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a curriculum command in this process, with the signing key and the log at home in ``tmp_path``."""
    monkeypatch.setattr(paths, "publisher_key_file", lambda: tmp_path / "config" / "key.pem")
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["curriculum", *map(str, arguments)])


def refused(done: Result) -> str:
    """The one sentence of a command that failed."""
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_list_tells_every_lesson(run: Run) -> None:
    done = run("list", "--json")
    assert done.exit_code == 0
    lessons = json.loads(done.stdout)["lessons"]
    assert len(lessons) == 48
    assert len({row["id"] for row in lessons}) == 48
    for row in lessons:
        assert set(row) == {
            "id",
            "module",
            "title",
            "minutes",
            "segment_minutes",
            "slides",
            "grade",
            "sources",
            "complete",
        }
        assert sum(row["segment_minutes"]) == row["minutes"] == 180
        assert row["complete"] is True
        assert row["grade"] <= 9
        assert row["slides"] >= 5
        assert row["sources"]


def test_list_reads_well(run: Run) -> None:
    lines = run("list").stdout.splitlines()
    assert "early-recovery-05  Cravings rise and fall, 180 minutes" in lines


def test_check_says_what_is_wrong_and_where(run: Run, tmp_path: Path) -> None:
    folder = write_curriculum(tmp_path / "walks", lesson(minutes=55))
    done = run("check", folder)
    assert done.exit_code == 1
    assert "Walks and Days" in done.stdout
    assert done.stderr.strip() == "outside-01, lesson.toml: the segments add up to 60 minutes, not 55."
    good = run("check", write_lesson(tmp_path / "outside" / "02-x", LESSON))
    assert (good.exit_code, good.stderr) == (0, "")
    assert good.stdout.startswith("outside-02: A day outside, 60 minutes, 3 slides")


def test_a_pack_is_sealed_and_checked(run: Run, tmp_path: Path) -> None:
    folder = write_curriculum(tmp_path / "walks")
    done = run("pack", folder)
    assert (done.exit_code, done.stdout.strip()) == (0, "walks-1.0.zip")
    assert done.stderr.startswith("Signed with the key ")
    again = run("pack", folder, "--out", "again.zip")
    assert again.stderr == done.stderr
    assert Path("again.zip").read_bytes() == Path("walks-1.0.zip").read_bytes()
    checked = run("check", "walks-1.0.zip")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert checked.stdout.splitlines()[-1] == done.stderr.strip()
    other = run("pack", folder, "--out", "other.zip", "--key", tmp_path / "own.pem")
    assert other.stderr != done.stderr
    assert (tmp_path / "own.pem").is_file()


def test_what_is_damaged_altered_or_unsigned_is_one_sentence(run: Run, tmp_path: Path) -> None:
    run("pack", write_curriculum(tmp_path / "walks"), "--out", "pack.zip")
    content = Path("pack.zip").read_bytes()
    Path("cut.zip").write_bytes(content[:-100])
    Path("none.zip").write_bytes(b"words")
    signature = content.index(b"manifest.sig", content.index(b"PK\x01\x02"))
    Path("renamed.zip").write_bytes(content.replace(b"manifest.sig", b"manifest.xyz"))
    assert signature
    for name in ("cut.zip", "none.zip", "renamed.zip", "nothing.zip"):
        sentence = refused(run("check", name))
        assert "\n" not in sentence
        assert sentence.endswith(("copy.", "changed."))


def test_an_incomplete_curriculum_makes_no_pack(run: Run, tmp_path: Path) -> None:
    sentence = refused(run("pack", write_curriculum(tmp_path / "walks", lesson(fidelity=["One."]))))
    assert "fidelity has 1 entries; it has exactly 5." in sentence
    assert not list(tmp_path.glob("*.zip"))
    assert "no curriculum" in refused(run("pack", tmp_path / "nowhere"))


@pytest.mark.parametrize("part", ["handout", "worksheet", "reading", "packet"])
def test_a_paper_is_written(run: Run, part: str) -> None:
    done = run("handout", "early-recovery-05", "x.pdf", "--part", part)
    assert (done.exit_code, done.stdout.strip(), done.stderr) == (0, "x.pdf", "")
    assert Path("x.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_large_print_and_lessons_from_a_folder(run: Run, tmp_path: Path) -> None:
    run("handout", "early-recovery-05", "small.pdf")
    assert run("handout", "early-recovery-05", "large.pdf", "--large-print").exit_code == 0
    assert Path("small.pdf").read_bytes() != Path("large.pdf").read_bytes()
    folder = write_lesson(tmp_path / "outside" / "01-x", lesson(handout=None))
    assert refused(run("handout", folder, "x.pdf")) == "This lesson has no handout. Nothing was made."
    assert run("handout", folder, "x.pdf", "--part", "reading").exit_code == 0


def test_a_wrong_lesson_or_place_is_one_sentence(run: Run, tmp_path: Path) -> None:
    assert refused(run("handout", "early-recovery-99", "x.pdf")).startswith('There is no lesson "early-recovery-99".')
    assert "cannot be written there" in refused(run("handout", "family-01", tmp_path / "no" / "x.pdf"))
    assert not Path("x.pdf").exists()


def test_slides_are_pictures_of_the_rooms_size(tmp_path: Path) -> None:
    done = run_apart(tmp_path / "home", "curriculum", "slides", "early-recovery-05", tmp_path / "slides")
    assert (done.returncode, done.stderr) == (0, "")
    names = done.stdout.split()
    assert [Path(name).name for name in names] == [f"slide-{number:02}.png" for number in range(1, 10)]
    head = Path(names[0]).read_bytes()[:24]
    assert struct.unpack(">II", head[16:24]) == (1920, 1080)
    wrong = run_apart(tmp_path / "home", "curriculum", "slides", "nothing", tmp_path / "slides")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith('There is no lesson "nothing".')


def test_a_name_that_no_file_can_have_is_one_sentence(run: Run, tmp_path: Path) -> None:
    long = "a" * 300
    assert refused(run("handout", long, tmp_path / "x.pdf")).startswith("There is no lesson")
    assert refused(run("slides", long, tmp_path)).startswith("There is no lesson")
    assert refused(run("check", long)) == "There is no such file or folder. Nothing was changed."
    assert refused(run("pack", long)).startswith("There is no curriculum.toml")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_pipe_or_a_device_is_not_replaced_by_a_file(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refused(run("handout", "early-recovery-05", pipe)).startswith("That file cannot be written there")
    assert pipe.is_fifo()


def test_a_slide_that_cannot_be_written_leaves_no_half_of_itself(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "slides"
    (place / "slide-01.png").mkdir(parents=True)
    assert refused(run("slides", "early-recovery-01", place))
    assert [each.name for each in place.iterdir()] == ["slide-01.png"]

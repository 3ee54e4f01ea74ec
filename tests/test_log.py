from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from iop_desktop import log
from tests.support.logs import LogWatch

NAME = "Oyelaran-Whitcombe"
ours = logging.getLogger("iop_desktop.services.notes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture(autouse=True)
def open_log(folder: Path, expected_logs: LogWatch) -> Iterator[log.Log]:
    expected_logs.allow("iop_desktop")
    opened = log.configure(folder)
    yield opened
    opened.close()


def written(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


def fail_with_a_name(client: str) -> None:
    raise ValueError(f"the note of {client} is broken")


def test_an_exception_whose_message_holds_a_name_leaves_no_name(folder: Path) -> None:
    try:
        try:
            fail_with_a_name(NAME)
        except ValueError as error:
            error.add_note(NAME)
            raise RuntimeError(NAME) from error
    except RuntimeError:
        ours.exception("saving a draft failed for %s", NAME)
    text = written(folder)
    assert NAME not in text
    assert "saving a draft failed" in text
    assert "builtins.RuntimeError" in text
    assert "caused by builtins.ValueError" in text
    assert "tests/test_log.py:" in text
    assert "in fail_with_a_name" in text


def test_a_message_that_is_no_literal_text_is_left_out(folder: Path) -> None:
    ours.error(ValueError(NAME))
    text = written(folder)
    assert NAME not in text
    assert "ERROR iop_desktop.services.notes iop_desktop.services.notes" in text


def test_libraries_are_silent_below_error_and_wordless_above(folder: Path, expected_logs: LogWatch) -> None:
    expected_logs.allow("some.library")
    expected_logs.allow("sqlalchemy")
    library = logging.getLogger("sqlalchemy.engine")
    library.info("INSERT %s", NAME)
    logging.getLogger("some.library").warning(NAME)
    library.error("cannot insert %s", NAME)
    text = written(folder)
    assert NAME not in text
    assert len(text.strip().splitlines()) == 1
    assert text.strip().endswith("ERROR sqlalchemy.engine sqlalchemy.engine")


def test_warnings_of_python_do_not_reach_the_log(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(NAME, UserWarning, stacklevel=1)
        ours.info("after")
    assert NAME not in written(folder)


def test_times_are_utc(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("iop_desktop.x", logging.INFO, "x.py", 1, "started", None, None)
    record.created = 1795539600.25
    assert log.SafeFormatter().format(record) == "2026-11-24T17:00:00.250Z INFO iop_desktop.x started"


@dataclass(frozen=True)
class Stall:
    seconds: float
    stack: tuple[str, ...]


def test_a_stall_is_logged_with_its_place(folder: Path) -> None:
    log.stalled(Stall(0.0812, ("notes_page.py:80 in _render",)))
    assert written(folder).endswith("the window stood still\n  81 ms\n  notes_page.py:80 in _render\n")


def test_nobody_else_may_add_lines(folder: Path) -> None:
    ours.warning("saved", extra={"places": (NAME,)})
    assert NAME not in written(folder)


def test_it_rotates_and_keeps_five_old_files(folder: Path) -> None:
    line = "a line of the log that says nothing of anybody " * 200
    for _ in range(900):
        ours.info(line)
    names = sorted(path.name for path in folder.iterdir() if path.name.startswith(log.LOG_NAME))
    assert names == [log.LOG_NAME, *(f"{log.LOG_NAME}.{number}" for number in range(1, 6))]
    assert all((folder / name).stat().st_size <= log.MAX_BYTES for name in names)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are a matter of POSIX")
def test_only_the_owner_may_read_it(folder: Path) -> None:
    ours.info("started")
    assert (folder / log.LOG_NAME).stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_an_unhandled_error_is_logged_and_told_without_its_text(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = ValueError(NAME)
    sys.excepthook(ValueError, error, None)
    text = written(folder) + capsys.readouterr().err
    assert NAME not in text
    assert text.count("builtins.ValueError") == 2


def test_an_unhandled_error_in_a_thread_is_logged_without_its_text(folder: Path) -> None:
    thread = threading.Thread(target=fail_with_a_name, args=(NAME,))
    thread.start()
    thread.join()
    text = written(folder)
    assert NAME not in text
    assert "in a thread" in text


class Stubborn:
    def __del__(self) -> None:
        fail_with_a_name(NAME)


def test_an_error_while_discarding_is_logged_without_its_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Stubborn()
    gc.collect()
    assert "in fail_with_a_name" in written(folder)
    assert NAME not in written(folder) + capsys.readouterr().err


def test_a_chain_that_closes_on_itself_ends() -> None:
    first, second = ValueError(NAME), KeyError(NAME)
    first.__cause__, second.__cause__ = second, first
    assert len(log.describe(first).splitlines()) == log.MAX_CHAIN


def test_paths_do_not_name_the_account() -> None:
    shorten = log._short_path
    assert shorten("/home/jane.doe/iop_desktop/iop_desktop/ui/page.py") == "iop_desktop/ui/page.py"
    assert shorten("/home/jane.doe/.venv/site-packages/pyhanko/sign/fields.py") == "sign/fields.py"


def test_a_folder_that_cannot_be_made_does_not_stop_the_program(tmp_path: Path, open_log: log.Log) -> None:
    open_log.close()
    (tmp_path / "file").write_text("", encoding="utf-8")
    opened = log.configure(tmp_path / "file" / "log")
    try:
        ours.error("still running")
        assert not opened.path.exists()
    finally:
        opened.close()


def test_closing_gives_back_the_hooks(open_log: log.Log) -> None:
    assert sys.excepthook is log._unhandled
    open_log.close()
    assert sys.excepthook is not log._unhandled
    assert threading.excepthook is not log._unhandled_in_thread


CRASH = """
import sys, faulthandler
from pathlib import Path
from iop_desktop import log
log.configure(Path(sys.argv[1]))
faulthandler._sigabrt()
"""


def test_what_a_library_says_after_closing_stays_off_the_screen(tmp_path: Path) -> None:
    script = (
        "import logging, pathlib, sys\n"
        "from iop_desktop import log\n"
        "log.configure(pathlib.Path(sys.argv[1])).close()\n"
        f"logging.getLogger('sqlalchemy.pool').error('{NAME}')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_crash_of_the_interpreter_leaves_its_place(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(log.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], env=environment, check=False)
    assert done.returncode != 0
    assert "Fatal Python error: Aborted" in (tmp_path / log.CRASH_NAME).read_text(encoding="utf-8")

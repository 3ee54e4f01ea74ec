"""The log: says what went wrong and where in the program, and holds no record.

What is written is the literal text of our own log calls, the type of an exception and the file, line and function of
its stack. Never written: the values given to a log call, the text of an exception, anything a library has to say. A
name, a note or a pass phrase that reaches a log call by mistake stops here.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

PACKAGE = __name__.partition(".")[0]
LOG_NAME = "iop-desktop.log"
CRASH_NAME = "crash.txt"
MAX_BYTES = 1_000_000
OLD_FILES = 5
MAX_CHAIN = 10
_TALKATIVE = ("PIL", "alembic", "fontTools", "keyring", "py.warnings", "pyhanko", "pyhanko_certvalidator", "sqlalchemy")

_SILENT = logging.NullHandler()
"""Keeps what libraries say off the screen, also once the log is closed and the process clears up."""

_logger = logging.getLogger(__name__)
_told: list[Callable[[], None]] = []


def _is_ours(name: str) -> bool:
    return name == PACKAGE or name.startswith(PACKAGE + ".")


def _short_path(filename: str) -> str:
    """The part of a path that says where in the program, without the folder of the person's account."""
    parts = PurePath(filename).parts
    if PACKAGE in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index(PACKAGE) :])
    return "/".join(parts[-2:])


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception, what caused it, and so on; short, because a chain may close on itself."""
    current: BaseException | None = error
    for _ in range(MAX_CHAIN):
        if current is None:
            return
        yield current
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)


def describe(error: BaseException) -> str:
    """Types and places of an exception and its causes, one a line; never its text, which may hold a record."""
    lines = []
    for number, link in enumerate(_chain(error)):
        kind = type(link)
        lines.append(f"{'caused by ' if number else ''}{kind.__module__}.{kind.__qualname__}")
        for frame, line in traceback.walk_tb(link.__traceback__):
            lines.append(f"  {_short_path(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}")
    return "\n".join(lines)


class Stall(Protocol):
    """How long the window stood still, in seconds, and where: function, file and line, never a value."""

    @property
    def seconds(self) -> float:
        """Length of the stall."""

    @property
    def stack(self) -> tuple[str, ...]:
        """Places in the program, one a frame."""


def stalled(stall: Stall) -> None:
    """Log that the window stood still."""
    places = (f"{stall.seconds * 1000:.0f} ms", *stall.stack)
    _logger.warning("the window stood still", extra={"places": places})


class SafeFormatter(logging.Formatter):
    """One line a record: UTC time, level, logger and the literal message; under it the places of its exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text that holds no value, whatever it was called with."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        # A library's message is replaced by the library's name; a message that is no literal text is left out.
        literal = record.msg if _is_ours(record.name) and isinstance(record.msg, str) else record.name
        lines = [f"{moment} {record.levelname} {record.name} {literal}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines.append(describe(record.exc_info[1]))
        if record.name == __name__:  # only this module may add lines of its own
            lines.extend(f"  {place}" for place in getattr(record, "places", ()))
        return "\n".join(lines)


def _ours_or_error(record: logging.LogRecord) -> bool:
    return _is_ours(record.name) or record.levelno >= logging.ERROR


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner may read and that never stops or talks about the program."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is the library's
        """Lose the record: the usual report on standard error would show its arguments."""


class Log:
    """The open log of this process. `close` puts everything back as it was; libraries stay off the screen."""

    def __init__(self, folder: Path, level: int) -> None:
        self.path = folder / LOG_NAME
        self._handler = _PrivateFile(self.path, "a", MAX_BYTES, OLD_FILES, encoding="utf-8", delay=True)
        self._handler.setFormatter(SafeFormatter())
        self._handler.addFilter(_ours_or_error)
        self._crash = _open_crash_file(folder / CRASH_NAME)
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._levels = {name: logging.getLogger(name).level for name in (PACKAGE, *_TALKATIVE)}
        logging.getLogger().addHandler(self._handler)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.ERROR)
            logging.getLogger(name).addHandler(_SILENT)
        logging.getLogger(PACKAGE).setLevel(level)
        logging.captureWarnings(True)
        sys.excepthook, threading.excepthook, sys.unraisablehook = _unhandled, _unhandled_in_thread, _unraisable

    def when_unhandled(self, tell: Callable[[], None]) -> None:
        """Also call this, on the thread of the error, when nobody handled one; it learns nothing about the error."""
        _told.append(tell)

    def close(self) -> None:
        """Stop logging to the file and give back the hooks and levels."""
        _told.clear()
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        logging.captureWarnings(False)
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()


def configure(folder: Path, level: int = logging.INFO) -> Log:
    """Log to rotating files in the folder (1 MB, five old ones), with crashes of the interpreter in a file beside them.

    A folder that cannot be written does not stop the program; it then runs without a log.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        _logger.warning("no log: its folder cannot be made")
    return Log(folder, level)


def _open_crash_file(path: Path) -> IO[str] | None:
    try:
        mode = "w" if path.exists() and path.stat().st_size > MAX_BYTES else "a"
        file = open(path, mode, encoding="utf-8", opener=_open_private)  # noqa: SIM115 - stays open for the fault handler
    except OSError:
        return None
    faulthandler.enable(file)
    return file


def _report(error: BaseException, message: str) -> None:
    """Into the log, and in the same safe form to standard error, which desktops keep in a file of their own."""
    _logger.critical(message, exc_info=error)
    if sys.stderr is not None:
        sys.stderr.write(f"{message}\n{describe(error)}\n")


def _tell() -> None:
    for tell in _told:
        try:
            tell()
        except Exception as error:
            _logger.critical("an unhandled error could not be told", exc_info=error)


def _unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _report(error, "an error nobody handled")
    _tell()


def _unhandled_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
        _report(arguments.exc_value, "an error nobody handled, in a thread")
        _tell()


def _unraisable(arguments: UnraisableHookArgs) -> None:
    if arguments.exc_value is not None:
        _report(arguments.exc_value, "an error while something was being discarded")

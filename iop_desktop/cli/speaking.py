"""How the command line speaks: results on standard output, everything else on standard error, errors as sentences."""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from types import FrameType

import typer

INTERRUPTED = 130
_logger = logging.getLogger(__name__)
_UNEXPECTED = (
    "The program met an error it did not expect and stopped. Your records are as they were before. "
    "The log says where in the program it happened."
)
_STOPPED = "Stopped. Nothing half-done was left behind."


def say(text: str) -> None:
    """A line for the person, on standard error."""
    typer.echo(text, err=True)


def print_json(result: dict[str, object]) -> None:
    """One JSON object on standard output."""
    typer.echo(json.dumps(result, ensure_ascii=False))


def print_progress(done: int, total: int, doing: str) -> None:
    """One line of progress, without names, on standard error."""
    say(f"{doing} ({done} of {total})")


@contextlib.contextmanager
def plain_errors(stopped: str = _STOPPED) -> Iterator[None]:
    """Turn every error into a sentence on standard error and exit code 1, and an interrupt into 130.

    A second interrupt during the clearing up is not heard, so that it is always finished. What libraries have to say
    goes to the log and not to the screen.
    """
    with _logging():
        try:
            with _one_interrupt():
                yield
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except BrokenPipeError:
            # Whoever reads has seen enough, as ``head`` does; what is still in the buffer has nowhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except KeyboardInterrupt as interrupt:
            # What was cut off anywhere is discarded now, while the log listens, and not after the last word.
            traceback.clear_frames(interrupt.__traceback__)
            gc.collect()
            say(stopped)
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            sentence = getattr(error, "sentence", "")
            if not sentence:
                _logger.exception("a command failed")
            say(sentence or _UNEXPECTED)
            raise typer.Exit(1) from None


@contextlib.contextmanager
def told_as(result_of: Callable[[str], dict[str, object]] | None) -> Iterator[None]:
    """Answer in JSON as well when the records are not whole enough to be checked: ``result_of`` their sentence.

    Who mistypes a pass phrase, or finds the records in use, has learned nothing about them.
    """
    try:
        yield
    except Exception as error:
        from iop_desktop.services.audit import NOT_WHOLE

        if result_of and isinstance(error, NOT_WHOLE):
            print_json(result_of(error.sentence))
        raise


@contextlib.contextmanager
def _logging() -> Iterator[None]:
    """Write the program's log while a command runs, unless somebody does already."""
    if logging.getLogger().handlers:
        yield
        return
    from iop_desktop import log, paths

    written = log.configure(paths.log_dir())
    try:
        yield
    finally:
        written.close()


@contextlib.contextmanager
def _one_interrupt() -> Iterator[None]:
    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGINT, interrupt)
    except ValueError:
        # Only the main thread hears signals; elsewhere whoever called takes care of it.
        yield
        return
    try:
        yield
    finally:
        # After an interrupt the program is on its way out, and a second one stays unheard until it is gone.
        if signal.getsignal(signal.SIGINT) is interrupt:
            signal.signal(signal.SIGINT, before)

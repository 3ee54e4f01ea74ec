"""Errors of a command: a sentence, an exit code, and never what the error was about."""

from __future__ import annotations

import signal

import pytest
import typer

from iop_desktop.cli.speaking import plain_errors, print_json
from iop_desktop.services.errors import UserError
from tests.support.logs import LogWatch


def test_an_error_with_a_sentence_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left, plain_errors():
        raise UserError("The folder is full. Nothing was changed.")
    assert left.value.exit_code == 1
    assert capsys.readouterr() == ("", "The folder is full. Nothing was changed.\n")


def test_an_unexpected_error_says_nothing_of_what_it_was_about(
    capsys: pytest.CaptureFixture[str], expected_logs: LogWatch
) -> None:
    expected_logs.allow("iop_desktop.cli.speaking", "a command failed")
    with pytest.raises(typer.Exit) as left, plain_errors():
        raise RuntimeError("Marisol Alvarez")
    said = capsys.readouterr()
    assert left.value.exit_code == 1
    assert said.out == ""
    assert "did not expect" in said.err
    assert "Marisol" not in said.err


def test_an_interrupt_is_130(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(typer.Exit) as left, plain_errors("Stopped; the folder is as it was."):
            signal.raise_signal(signal.SIGINT)
        # On the way out a second one is not heard.
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert left.value.exit_code == 130
    assert capsys.readouterr().err == "Stopped; the folder is as it was.\n"


def test_without_an_interrupt_the_way_of_hearing_it_is_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with plain_errors():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("leaving", [typer.Exit(3), typer.BadParameter("no")])
def test_leaving_on_purpose_stays_as_it_is(leaving: Exception) -> None:
    with pytest.raises(type(leaving)) as left, plain_errors():
        raise leaving
    assert left.value is leaving


def test_json_is_one_line_and_keeps_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Sofía"})
    assert capsys.readouterr().out == '{"name": "Sofía"}\n'

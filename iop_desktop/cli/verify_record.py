"""``iop-desktop verify-record``: whether every signed note in the records is as it was signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.asking import opened_records
from iop_desktop.cli.speaking import plain_errors, print_json, told_as

if TYPE_CHECKING:
    from iop_desktop.services.record_check import RecordVerdict


def verify_record(
    data_dir: Annotated[Path, typer.Option("--data-dir", help="Folder of the clinic's records.")],
    login: Annotated[
        str, typer.Option("--as", "--login", help="Who opens them; without it the pass phrase tells.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Check every signed note: its rows, documents, signatures, versions and audit entries. Changes nothing.

    The pass phrase is asked for, or read from the first line of standard input. The exit code is 1 if anything does
    not hold together. No name is printed.
    """
    with plain_errors(), told_as(_unread if as_json else None):
        from iop_desktop.services.record_check import RecordCheckService

        with opened_records(data_dir, login, anybody=True) as unlocked:
            verdict = RecordCheckService(unlocked).verify_all()
        if as_json:
            print_json(_result(verdict))
        else:
            _tell(verdict)
    if not verdict.ok:
        raise typer.Exit(1)


def _result(verdict: RecordVerdict) -> dict[str, object]:
    problems = [
        {"note": str(problem.note_id) if problem.note_id else None, "problem": problem.sentence}
        for problem in verdict.problems
    ]
    return {"notes": verdict.notes, "ok": verdict.ok, "problems": problems}


def _unread(sentence: str) -> dict[str, object]:
    return {"notes": 0, "ok": False, "problems": [{"note": None, "problem": sentence}]}


def _tell(verdict: RecordVerdict) -> None:
    count = f"{verdict.notes} signed note{'' if verdict.notes == 1 else 's'}"
    typer.echo(f"{count} checked: {'all of it holds together.' if verdict.ok else 'NOT as it was signed.'}")
    for problem in verdict.problems:
        typer.echo(f"  {problem.note_id or 'audit log'}: {problem.sentence}")

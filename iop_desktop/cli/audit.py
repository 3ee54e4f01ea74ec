"""``iop-desktop audit``: whether the record of what happened is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iop_desktop.cli.asking import opened_records
from iop_desktop.cli.speaking import plain_errors, print_json, print_progress, say, told_as

_STOPPED = "Stopped. Nothing was changed."

audit = typer.Typer(name="audit", help="The record of what happened.", rich_markup_mode=None)


@audit.callback()
def about_the_record() -> None:
    """The record of what happened."""


@audit.command("verify")
def verify(
    data_dir: Annotated[Path, typer.Option("--data-dir", help="Folder of the clinic's records.")],
    name: Annotated[str | None, typer.Option("--as", help="Login of whoever is asking.")] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="A saved audit log (CSV or PDF) or a backup to compare with.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Check every entry of the audit log. The exit code is 1 when it is not whole."""
    unread = _unread if as_json else None
    with plain_errors(_STOPPED), told_as(unread), opened_records(data_dir.expanduser(), name) as unlocked:
        from iop_desktop.services.audit import AuditService
        from iop_desktop.services.audit_paper import ends_in_file

        known = ends_in_file(unlocked, against) if against is not None else ()
        found = AuditService(unlocked).verify(print_progress, known)
        if as_json:
            print_json({"entries": found.entries, "ok": found.ok, "problems": list(found.problems)})
        else:
            typer.echo(found.sentence)
            for problem in found.problems:
                say(problem)
    if not found.ok:
        raise typer.Exit(1)


def _unread(sentence: str) -> dict[str, object]:
    return {"entries": 0, "ok": False, "problems": [sentence]}

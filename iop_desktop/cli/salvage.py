"""``iop-desktop salvage``: damaged records are read as far as possible into a new folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.asking import ask_secret, utc_now, who_is_asking
from iop_desktop.cli.backup import As, AsJson
from iop_desktop.cli.speaking import plain_errors, print_json, print_progress

if TYPE_CHECKING:
    from iop_desktop.services.salvaging import Salvaged

_STOPPED = "Stopped. The damaged records are as they were, and nothing half-done was left behind."


def salvage(
    data_dir: Annotated[Path, typer.Option("--data-dir", help="Folder of the damaged records; they are not touched.")],
    to: Annotated[Path, typer.Option("--to", help="A new or empty folder for what can be read.")],
    name: As = None,
    as_json: AsJson = False,
) -> None:
    """Read what can be read of damaged records into a new folder and say what could not. A backup is always better."""
    folder = data_dir.expanduser()
    with plain_errors(_STOPPED):
        from iop_desktop.services.vault import VaultService

        login = who_is_asking(folder, name)
        service = VaultService(folder, utc_now).salvaging()
        done = service.salvage(to.expanduser(), login, ask_secret(f"Pass phrase of {login}"), print_progress)
        if as_json:
            print_json(_result(done))
        else:
            _tell(done)


def _result(done: Salvaged) -> dict[str, object]:
    touched = [
        {"table": table.name, "kept": table.kept, "lost": table.lost, "left_out": table.orphaned}
        for table in done.touched
    ]
    return {"folder": str(done.folder), "rows": done.kept, "not_whole": touched, "audit_whole": done.chain_whole}


def _tell(done: Salvaged) -> None:
    from iop_desktop.services.salvage_report import lines_of, summary_of

    for line in (*summary_of(done), *lines_of(done)):
        typer.echo(line)

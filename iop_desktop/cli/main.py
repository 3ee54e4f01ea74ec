"""The command line: one file a command, over the same services as the window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iop_desktop import __version__
from iop_desktop.cli.archive import archive
from iop_desktop.cli.audit import audit
from iop_desktop.cli.backup import backup, backup_check, restore
from iop_desktop.cli.curriculum import curriculum
from iop_desktop.cli.demo import demo
from iop_desktop.cli.import_roster import import_roster
from iop_desktop.cli.packet import packet
from iop_desktop.cli.salvage import salvage
from iop_desktop.cli.screenshots import screenshots
from iop_desktop.cli.self_test import self_test
from iop_desktop.cli.verify import verify
from iop_desktop.cli.verify_record import verify_record
from iop_desktop.cli.window import show_window

app = typer.Typer(
    name="iop-desktop",
    help="Group treatment records: rosters, attendance, lessons, signed notes. Offline and encrypted.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo)
app.command("verify")(verify)
app.command("verify-record")(verify_record)
app.command("import-roster")(import_roster)
app.command("backup")(backup)
app.command("backup-check")(backup_check)
app.command("restore")(restore)
app.command("salvage")(salvage)
app.command("self-test")(self_test)
app.command("screenshots")(screenshots)
app.add_typer(archive)
app.add_typer(audit)
app.add_typer(curriculum)
app.add_typer(packet)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"IOP Desktop {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def open_program(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Folder of the clinic's records.")] = None,
    _version_asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Open the window, or run a command."""
    if context.invoked_subcommand is None:
        raise typer.Exit(show_window(data_dir))


def run() -> None:
    """Run the command line and leave with its exit code."""
    app(prog_name="iop-desktop")

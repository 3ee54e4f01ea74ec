"""``iop-desktop demo``: make the demo clinic and run one session of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.speaking import plain_errors, print_json, print_progress, say

if TYPE_CHECKING:
    from iop_desktop.services.demo_run import DemoRun

USAGE_ERROR = 2
_STOPPED = "Stopped. The half-made demo clinic was removed; nothing else was touched."


def demo(
    data_dir: Annotated[Path, typer.Option("--data-dir", help="A new or empty folder for the demo clinic.")],
    passphrase: Annotated[
        str | None, typer.Option("--passphrase", help="Pass phrase of all demo logins; the usual one if not given.")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open the window afterwards.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object; no window.")] = False,
) -> None:
    """Make an invented clinic and run one group session of it, up to co-signed PDF files that verify."""
    folder = data_dir.expanduser().resolve()
    with plain_errors(_STOPPED):
        run = _run(folder, passphrase)
        if as_json:
            print_json(_result(folder, run))
        else:
            _tell(run)
    if run.verified != len(run.pdfs):
        raise typer.Exit(1)
    if not headless and not as_json:
        _open(folder)


def _run(folder: Path, passphrase: str | None) -> DemoRun:
    from iop_desktop.services.demo import DEMO_PASSPHRASE
    from iop_desktop.services.demo_folder import FolderInUse
    from iop_desktop.services.demo_story import run_demo_story

    try:
        return run_demo_story(folder, passphrase or DEMO_PASSPHRASE, lambda: datetime.now(UTC), progress=print_progress)
    except FolderInUse as error:
        say(error.sentence)
        raise typer.Exit(USAGE_ERROR) from None


def _result(folder: Path, run: DemoRun) -> dict[str, object]:
    return {
        "vault": str(folder / "clinic.db"),
        "root_certificate": str(run.root_certificate),
        "session": str(run.session_id),
        "members": run.members,
        "present": run.present,
        "notes_signed": run.notes_signed,
        "notes_cosigned": run.notes_cosigned,
        "pdfs": [str(path) for path in run.pdfs],
        "verified": run.verified,
        "seconds": run.seconds,
    }


def _tell(run: DemoRun) -> None:
    typer.echo(f"{run.members} members, {run.present} present.")
    typer.echo(f"{run.notes_signed} notes signed, {run.notes_cosigned} co-signed, {run.verified} files verified.")
    typer.echo(f"Signed notes: {run.pdfs[0].parent}")
    typer.echo(f"Root certificate for whoever checks them: {run.root_certificate}")


def _open(folder: Path) -> None:
    from iop_desktop.cli.window import show_window

    # The demo itself is done: a computer without a screen is no failure of it.
    show_window(folder)

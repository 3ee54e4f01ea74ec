"""``iop-desktop self-test``: from a temporary vault to verified PDF files, on this computer."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from iop_desktop.cli.speaking import plain_errors, print_json, print_progress

_STOPPED = "Stopped. The temporary records were removed; nothing else was touched."


def self_test(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Set up an invented clinic in a temporary folder, run a session, verify its notes, and remove everything."""
    with plain_errors(_STOPPED):
        from iop_desktop.services.demo import DEMO_PASSPHRASE
        from iop_desktop.services.demo_story import run_demo_story

        with tempfile.TemporaryDirectory(prefix="iop-desktop-") as place:
            run = run_demo_story(
                Path(place) / "clinic",
                DEMO_PASSPHRASE,
                lambda: datetime.now(UTC),
                history_weeks=0,
                progress=print_progress,
            )
        ok = run.verified == run.members == len(run.pdfs)
        if as_json:
            print_json({"ok": ok, "notes": run.members, "verified": run.verified, "seconds": run.seconds})
        else:
            typer.echo(f"{'Passed' if ok else 'FAILED'}: {run.verified} of {run.members} signed notes verified.")
    if not ok:
        raise typer.Exit(1)

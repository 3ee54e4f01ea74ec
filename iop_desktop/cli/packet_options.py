"""What the commands about packets share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.speaking import print_json, say

if TYPE_CHECKING:
    from iop_desktop.services.packet_views import MadeFile

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the clinic's records.")]
Login = Annotated[str | None, typer.Option("--as", "--login", help="Who you are; else whoever has the pass phrase.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A packet or answer (.ioppacket).")]


def written(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    from iop_desktop.services.written_file import write_file  # only now: the command line starts without services

    write_file(file, content)


def keep(made: MadeFile, out: Path | None, as_json: bool, words: str) -> None:
    """Write a packet or an answer, under its own name here unless ``out`` is given, and say where it is."""
    file = out or Path(made.name)
    written(file, made.content)
    if as_json:
        print_json({"packet": str(made.packet_id), "file": str(file), "notes": made.notes})
    else:
        typer.echo(file)
        say(words)

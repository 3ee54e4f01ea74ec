"""What the commands about packets share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the clinic's records.")]
Login = Annotated[str | None, typer.Option("--as", "--login", help="Who you are; else whoever has the pass phrase.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A packet or answer (.ioppacket).")]


def written(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    from iop_desktop.services.written_file import write_file

    write_file(file, content)

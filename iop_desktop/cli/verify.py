"""``iop-desktop verify``: check signed notes against the clinic's root certificate; needs no records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.speaking import plain_errors, print_json
from iop_desktop.rules.names import with_credentials

if TYPE_CHECKING:
    from iop_desktop.services.pdf_check import FileVerdict


def verify(
    files: Annotated[list[Path], typer.Argument(help="Signed notes (PDF files).")],
    root: Annotated[Path, typer.Option("--root", help="The clinic's root certificate (PEM or DER).")],
    crl: Annotated[Path | None, typer.Option("--crl", help="The clinic's list of revoked certificates.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Check each file strictly. The exit code is 1 if any file is not exactly as it was signed."""
    with plain_errors():
        from iop_desktop.services.pdf_check import check_files

        verdicts = check_files(files, root, crl)
        if as_json:
            print_json({"ok": all(found.ok for found in verdicts), "files": [_result(found) for found in verdicts]})
        else:
            for found in verdicts:
                _tell(found)
    if not all(found.ok for found in verdicts):
        raise typer.Exit(1)


def _result(found: FileVerdict) -> dict[str, object]:
    return {
        "file": str(found.path),
        "ok": found.ok,
        "signers": [
            {
                "name": signer.name,
                "credentials": signer.credentials,
                "meaning": signer.meaning,
                "time": signer.signed_at.isoformat() if signer.signed_at else None,
            }
            for signer in found.signers
        ],
        "problems": list(found.problems),
    }


def _tell(found: FileVerdict) -> None:
    typer.echo(f"{'valid  ' if found.ok else 'INVALID'}  {found.path}")
    for signer in found.signers:
        who = with_credentials(signer.name, signer.credentials)
        when = f", {signer.signed_at.isoformat()}" if signer.signed_at else ""
        typer.echo(f"         {signer.meaning}: {who}{when}")
    for problem in found.problems:
        typer.echo(f"         {problem}")

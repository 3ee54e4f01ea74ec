"""``iop-desktop import-roster``: what an import of a roster file would do; names stay in the file."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.speaking import plain_errors, print_json, say

if TYPE_CHECKING:
    from iop_desktop.services.roster_preview import RosterPreview

USAGE_ERROR = 2
_ONLY_DRY = (
    "Importing for good is done in the window, under Members, where you unlock the records and see each row first. "
    "Nothing was changed. Add --dry-run to see what the import would do."
)


class ProgramKind(StrEnum):
    """Whom the program admits."""

    ADULT = "adult"
    ADOLESCENT = "adolescent"


def import_roster(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file of another system.")],
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Folder of the clinic's records.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    program: Annotated[ProgramKind, typer.Option("--program", help="Whom the program admits.")] = ProgramKind.ADULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Judge each row of a roster file: who could become a client, which rows stay outside and why.

    Who is a client already is known to the records only while they are unlocked, so this is not looked at here.
    """
    if not dry_run:
        say(_ONLY_DRY)
        raise typer.Exit(USAGE_ERROR)
    del data_dir
    with plain_errors():
        found = _preview(file, program)
        if as_json:
            print_json(_result(found))
        else:
            _tell(found)


def _preview(file: Path, program: ProgramKind) -> RosterPreview:
    from iop_desktop.rules.vocabulary import Population
    from iop_desktop.services.roster_check import check_roster

    return check_roster(file, Population(program.value), datetime.now(UTC).astimezone().date())


def _result(found: RosterPreview) -> dict[str, object]:
    return {
        "rows": found.rows,
        "accepted": len(found.accepted),
        "refused": [
            {
                "row": row.row_number,
                "reason": " ".join(reason.text for reason in row.reasons),
                "codes": [reason.code for reason in row.reasons],
            }
            for row in found.refused
        ],
    }


def _tell(found: RosterPreview) -> None:
    typer.echo(f"{found.rows} rows: {len(found.accepted)} would become clients, {len(found.refused)} stay outside.")
    for row in found.refused:
        typer.echo(f"Row {row.row_number}: {' '.join(reason.text for reason in row.reasons)}")

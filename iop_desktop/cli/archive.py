"""``iop-desktop archive``: the sealed archive of a program that closes, checking it, taking it out again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.asking import USAGE_ERROR, ask_secret, opened_records, utc_now
from iop_desktop.cli.speaking import plain_errors, print_json, print_progress, say

if TYPE_CHECKING:
    from uuid import UUID

    from iop_desktop.services.archive_views import ArchiveFound
    from iop_desktop.services.people_views import ProgramRow

_PROMPT = "Code of the key sheet"
_STOPPED = "Stopped. Nothing half-done was left behind, and the records are as they were."
_APART = "The key sheet does not belong beside the archive. Give another folder for it."
_NO_PROGRAM = "There is no such program in these records. Nothing was changed. There are: {names}"

archive = typer.Typer(name="archive", help="Archives of programs that close (42 CFR 2.19).", rich_markup_mode=None)
File = Annotated[Path, typer.Argument(metavar="FILE", help="An archive (NAME.ioparchive).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]


@archive.command("make")
def make(
    data_dir: Annotated[Path, typer.Option("--data-dir", help="Folder of the clinic's records.")],
    to: Annotated[Path, typer.Option("--to", help="Folder that receives the archive and its label.")],
    key_sheet: Annotated[Path, typer.Option("--key-sheet", help="PDF with the key, in another folder.")],
    authority: Annotated[str, typer.Option("--authority", help="The law or order that asks for the records.")],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day they are kept.")],
    keeper: Annotated[str, typer.Option("--keeper", help="Who keeps the key.")],
    program: Annotated[str | None, typer.Option("--program", help="One program; all without it.")] = None,
    name: Annotated[str | None, typer.Option("--as", help="Login of whoever is asking.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write all records of a program into one sealed file, with a label and a key sheet."""
    folder = to.expanduser().resolve()
    sheet = key_sheet.expanduser().resolve()
    if sheet.parent == folder:
        say(_APART)
        raise typer.Exit(USAGE_ERROR)
    with plain_errors(_STOPPED), opened_records(data_dir.expanduser(), name) as unlocked:
        from iop_desktop.services.archive_views import ArchiveForm
        from iop_desktop.services.program_archive import ProgramArchiveService, contents_words
        from iop_desktop.services.written_file import write_file

        archives = ProgramArchiveService(unlocked, utc_now)
        chosen = _chosen(archives.programs(), program)
        words = f"{unlocked.clinic_name}, {program}" if program else unlocked.clinic_name
        form = ArchiveForm(chosen, words, authority, until.date(), keeper)
        made = archives.make(form, folder, print_progress)
        try:
            write_file(sheet, made.key_sheet)
        except BaseException:
            # Without its key the archive is of no use to anybody.
            made.path.unlink(missing_ok=True)
            made.label_path.unlink(missing_ok=True)
            raise
        if as_json:
            files = {"file": str(made.path), "label": str(made.label_path), "key_sheet": str(sheet)}
            print_json({"ok": True, **files, "sha256": made.sha256, "counts": dict(made.counts)})
        else:
            typer.echo(made.path)
            typer.echo(contents_words(made.counts))


@archive.command("verify")
def verify(file: File, as_json: AsJson = False) -> None:
    """Open an archive with its code and check its counts and every file. The exit code is 1 if it is not whole."""
    with plain_errors(_STOPPED):
        from iop_desktop.services.archive_check import check_archive

        found = check_archive(file.expanduser(), ask_secret(_PROMPT), print_progress)
        _tell(found, as_json)
    if not found.ok:
        raise typer.Exit(1)


@archive.command("open")
def open_into(
    file: File,
    to: Annotated[Path, typer.Option("--to", help="A new folder that receives the records in clear.")],
    as_json: AsJson = False,
) -> None:
    """Take everything out of an archive, in clear, into a new folder."""
    with plain_errors(_STOPPED):
        from iop_desktop.services.archive_check import open_archive

        found = open_archive(file.expanduser(), ask_secret(_PROMPT), to.expanduser(), print_progress)
        _tell(found, as_json)


def _chosen(programs: tuple[ProgramRow, ...], wanted: str | None) -> UUID | None:
    if wanted is None:
        return None
    for row in programs:
        if row.name.casefold() == wanted.strip().casefold():
            return row.program_id
    say(_NO_PROGRAM.format(names=", ".join(row.name for row in programs)))
    raise typer.Exit(USAGE_ERROR)


def _tell(found: ArchiveFound, as_json: bool) -> None:
    if as_json:
        made_at, counts = found.made_at.isoformat(), dict(found.counts)
        head = {"ok": found.ok, "label": found.label, "clinic": found.clinic, "made_at": made_at}
        print_json({**head, "counts": counts, "problems": list(found.problems)})
        return
    from iop_desktop.services.program_archive import contents_words

    typer.echo(found.label)
    typer.echo(f"{found.clinic}, made {found.made_at.isoformat(timespec='minutes')}: {contents_words(found.counts)}")
    typer.echo("The archive is whole." if found.ok else "The archive is not whole.")
    for problem in found.problems:
        say(problem)

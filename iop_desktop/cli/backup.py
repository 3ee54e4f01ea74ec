"""``iop-desktop backup``, ``backup-check`` and ``restore``: verified copies of the records and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.asking import ask_secret, opened_records, utc_now
from iop_desktop.cli.speaking import plain_errors, print_json, print_progress, say

if TYPE_CHECKING:
    from iop_desktop.services.backup_opening import BackupInside
    from iop_desktop.services.unlocked import Unlocked
    from iop_desktop.services.vault import VaultService

_PROMPT = "Pass phrase, or recovery code"
_NAME_HELP = "Login of whoever is asking; not needed with the recovery code."
_NOT_SIGNED = "The audit log was not signed for it: your signing key is on a token, or cannot be used now."
_STOPPED = "Stopped. Nothing half-done was left behind, and the records are as they were."

DataDir = Annotated[Path, typer.Option("--data-dir", help="Folder of the clinic's records.")]
As = Annotated[str | None, typer.Option("--as", help="Login of whoever is asking.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]


def backup(
    data_dir: DataDir,
    to: Annotated[Path, typer.Option("--to", help="Folder that receives the backup.")],
    name: As = None,
    as_json: AsJson = False,
) -> None:
    """Make one verified backup. The pass phrase is asked for, or is the first line of the input."""
    signed: list[bool] = []
    with (
        plain_errors(_STOPPED),
        opened_records(data_dir.expanduser(), name, lambda *asked: signed.append(_vouched(*asked))) as unlocked,
    ):
        from iop_desktop.services.backups import BackupService, sentence_of_backup

        made = BackupService(unlocked, utc_now).back_up_to(to.expanduser(), print_progress)
        if not as_json:
            typer.echo(made.path)
            typer.echo(sentence_of_backup(made))
            if not any(signed):
                say(_NOT_SIGNED)
            return
        print_json(
            {
                "ok": True,
                "file": str(made.path),
                "made_at": made.made_at.isoformat(),
                "bytes": made.file_bytes,
                "sha256": made.sha256,
                "tables": made.tables,
                "rows": made.rows,
                "counts": dict(made.counts),
                "audit": {"entries": made.audit_entries, "head": made.audit_mac},
                "log_signed": any(signed),
            }
        )


def _vouched(unlocked: Unlocked, passphrase: str) -> bool:
    """Sign the audit log as it stands before it is copied; a backup is made all the same where that cannot be."""
    from iop_desktop.services.backups import BackupService

    backups = BackupService(unlocked, utc_now)
    try:
        if backups.asked().by_token:
            return False
        backups.vouch(passphrase)
    except Exception as error:
        if not hasattr(error, "sentence"):
            raise
        return False
    return True


def backup_check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup (NAME.iopbackup).")],
    name: Annotated[str | None, typer.Option("--as", help=_NAME_HELP)] = None,
    as_json: AsJson = False,
) -> None:
    """Open a backup, say what is inside, and check every byte of it. Nothing is restored."""
    with plain_errors(_STOPPED):
        from iop_desktop.services.backup_opening import BackupOpener

        opener = BackupOpener()
        inside = opener.open_either(file.expanduser(), name or "", ask_secret(_PROMPT))
        try:
            opener.check(inside, print_progress)
        finally:
            inside.forget()
        if as_json:
            print_json(_result(inside))
        else:
            _tell(inside)


def restore(
    source: Annotated[Path, typer.Option("--from", help="A backup (NAME.iopbackup).")],
    data_dir: DataDir,
    name: Annotated[str | None, typer.Option("--as", help=_NAME_HELP)] = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the records. What is there now is kept beside it under a dated name."""
    folder = data_dir.expanduser()
    with plain_errors(_STOPPED):
        from iop_desktop.services.vault import VaultService

        vault = VaultService(folder, utc_now)
        inside = vault.opener().open_either(source.expanduser(), name or _only_login(vault), ask_secret(_PROMPT))
        if not as_json:
            _tell(inside)
        done = vault.restoring().restore(inside, print_progress)
        if as_json:
            print_json({**_result(inside), "kept": str(done.kept) if done.kept else None, "audit_whole": done.whole})
            return
        typer.echo(f"Restored into {folder}. Pass phrases and recovery kit are those of that day.")
        if done.kept:
            typer.echo(f"What was there before is kept in {done.kept}")
        if not done.whole:
            typer.echo("The audit log of this backup was already broken when it was made.")


def _only_login(vault: VaultService) -> str:
    """The usual login of the records that are in the folder, if they can be asked."""
    from iop_desktop.services.usual_login import usual_login

    try:
        return usual_login(vault.folder, vault.logins())
    except Exception as error:
        if not hasattr(error, "sentence"):
            raise
        return ""


def _result(inside: BackupInside) -> dict[str, object]:
    return {
        "ok": True,
        "file": str(inside.file),
        "made_at": inside.made_at.isoformat(),
        "program": inside.program,
        "schema": inside.schema,
        "clinic": inside.clinic,
        "counts": dict(inside.counts),
        "audit": {"entries": inside.audit_entries, "head": inside.audit_mac},
        "bytes": inside.file_bytes,
    }


def _tell(inside: BackupInside) -> None:
    counts = ", ".join(f"{number} {word}" for word, number in inside.counts)
    typer.echo(f"Backup of {inside.clinic}, made {inside.made_at.isoformat(timespec='minutes')}")
    typer.echo(f"by IOP Desktop {inside.program} (schema {inside.schema}): {counts}")
    typer.echo(f"Audit log: {inside.audit_entries} entries, ending in {inside.audit_mark}")

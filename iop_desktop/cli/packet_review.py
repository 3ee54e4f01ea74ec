"""``iop-desktop packet open`` and what a supervisor does with the notes in a packet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from iop_desktop.cli.opened_vault import opened_vault
from iop_desktop.cli.packet_options import AsJson, DataDir, File, Login, keep
from iop_desktop.cli.speaking import plain_errors, print_json, say

review = typer.Typer(rich_markup_mode=None)
Item = Annotated[UUID, typer.Argument(metavar="NOTE", help="As the list of open notes gives it.")]


@review.command("open")
def open_packet(file: File, data_dir: DataDir = None, login: Login = None, as_json: AsJson = False) -> None:
    """Take a packet of notes into your records, for you to read and decide."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        from iop_desktop.services.packet_refusals import read_packet_file

        found = opened.services.packet_inbox.open(read_packet_file(file), opened.passphrase)
        rows = opened.services.reviews.packets.queue()
        if as_json:
            items = [str(row.version_id) for row in rows]
            print_json({"packet": str(found.packet_id), "notes": found.notes, "queue": items})
        else:
            typer.echo(f"{found.notes} notes from {found.clinic_name}.")


@review.command("queue")
def queue(data_dir: DataDir = None, login: Login = None, as_json: AsJson = False) -> None:
    """List the notes of other clinics you have not decided about."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        rows = opened.services.reviews.packets.queue()
        if as_json:
            found = [
                {"note": str(row.version_id), "session_on": row.session_on.isoformat(), "read": row.viewed}
                for row in rows
            ]
            print_json({"queue": found})
            return
        for row in rows:
            typer.echo(
                f"{row.version_id}  {row.session_on.isoformat()}, {row.clinic}{'  (read)' if row.viewed else ''}"
            )


@review.command("read")
def read(item: Item, data_dir: DataDir = None, login: Login = None) -> None:
    """Print the text of one note, to the end; only then it can be co-signed."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        reviews = opened.services.reviews.packets
        typer.echo(reviews.text(item))
        reviews.mark_viewed(item)


@review.command("cosign")
def cosign(
    items: Annotated[list[UUID] | None, typer.Argument(metavar="NOTE...", help="All that were read, if none.")] = None,
    data_dir: DataDir = None,
    login: Login = None,
    as_json: AsJson = False,
) -> None:
    """Co-sign notes you have read. The exit code is 1 when any of them is left."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        reviews = opened.services.reviews.packets
        chosen = items or [row.version_id for row in reviews.queue() if row.viewed]
        outcome = reviews.cosign(chosen, opened.passphrase)
        if as_json:
            left = [
                {"note": str(each.note_id), "codes": [reason.code for reason in each.reasons]}
                for each in outcome.not_ready
            ]
            print_json({"cosigned": [str(item) for item in outcome.signed], "left": left})
        else:
            typer.echo(f"{len(outcome.signed)} co-signed.")
            for each in outcome.not_ready:
                say(f"{each.note_id}: {each.reasons[0].text}")
    if outcome.not_ready:
        raise typer.Exit(1)


@review.command("return")
def send_back(item: Item, data_dir: DataDir = None, login: Login = None, as_json: AsJson = False) -> None:
    """Return a note; the comment is read from standard input, after the line with the pass phrase."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        if sys.stdin.isatty():
            say("Write what the author is to change; end with Ctrl+D.")
        changes = opened.services.reviews.packets.return_note(item, sys.stdin.read())
        if as_json:
            print_json({"returned": str(item)})
        else:
            typer.echo(changes.message)


@review.command("answer")
def answer(
    packet: Annotated[UUID | None, typer.Argument(metavar="PACKET", help="Not needed when only one waits.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The answer's file; else a new name here.")] = None,
    data_dir: DataDir = None,
    login: Login = None,
    as_json: AsJson = False,
) -> None:
    """Put what you decided into one sealed file for the author."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        inbox = opened.services.packet_inbox
        waiting = [due.packet_id for due in inbox.answers_due() if due.unsent]
        if packet is None and len(waiting) != 1:
            say("Say which packet to answer: none or several have decisions that were not sent. No answer was made.")
            raise typer.Exit(2)
        made = inbox.answer(packet or waiting[0], opened.passphrase)
        keep(made, out, as_json, f"{made.notes} decisions are in this answer. Give the file to the author.")

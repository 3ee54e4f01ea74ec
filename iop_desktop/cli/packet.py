"""``iop-desktop packet``: notes to a supervisor at another laptop and back, and the cards that pair the two.

The pass phrase comes from a prompt or from the first line of standard input. No command prints a client's name.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from iop_desktop.cli.opened_vault import opened_vault
from iop_desktop.cli.packet_options import AsJson, DataDir, File, Login, keep, written
from iop_desktop.cli.packet_review import review
from iop_desktop.cli.speaking import plain_errors, print_json, say

packet = typer.Typer(
    name="packet", help="Notes to a supervisor at another laptop, and their answers.", rich_markup_mode=None
)
packet.add_typer(review)


@packet.command("card")
def card(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where your card goes (.iopcard).")],
    picture: Annotated[Path | None, typer.Option("--picture", help="Also as a QR code, a PNG file.")] = None,
    data_dir: DataDir = None,
    login: Login = None,
    as_json: AsJson = False,
) -> None:
    """Write your own card, to be given to the other clinic, and say the fingerprint you read out to it."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        made = opened.services.partners.my_card(opened.passphrase)
        written(file, made.content)
        if picture is not None:
            written(picture, made.picture)
        if as_json:
            print_json({"file": str(file), "fingerprint": made.fingerprint})
        else:
            typer.echo(f"{file}\nFingerprint: {made.fingerprint}")


@packet.command("trust")
def trust(
    file: Annotated[Path, typer.Argument(metavar="CARD", help="A card file, or a picture of its QR code.")],
    fingerprint: Annotated[str, typer.Option("--fingerprint", help="As its owner has read it out to you.")],
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="The day the credential ends.")
    ] = None,
    data_dir: DataDir = None,
    login: Login = None,
    as_json: AsJson = False,
) -> None:
    """Trust the card of a person at another clinic; only an administrator does."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        partners = opened.services.partners
        changes = partners.trust(partners.read(file).content, fingerprint, until.date() if until else None)
        if as_json:
            print_json({"trusted": True})
        else:
            typer.echo(changes.message)


@packet.command("partners")
def partners(data_dir: DataDir = None, login: Login = None, as_json: AsJson = False) -> None:
    """List the people at other clinics whose cards are or were trusted."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        rows = opened.services.partners.rows()
        found: list[dict[str, object]] = [
            {
                "partner": str(row.partner_id),
                "name": row.signed_name,
                "role": row.role.value,
                "clinic": row.clinic_name,
                "revoked": row.revoked_at is not None,
                "fingerprint": row.fingerprint,
            }
            for row in rows
        ]
        if as_json:
            print_json({"partners": found})
            return
        for each in found:
            state = "  (revoked)" if each["revoked"] else ""
            typer.echo(f"{each['partner']}  {each['name']}, {each['role']}, {each['clinic']}{state}")


@packet.command("revoke")
def revoke(
    partner: Annotated[UUID, typer.Argument(help="As the list of partners gives it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept.")],
    data_dir: DataDir = None,
    login: Login = None,
    as_json: AsJson = False,
) -> None:
    """Trust a card no more; only an administrator does."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        changes = opened.services.partners.revoke(partner, reason)
        if as_json:
            print_json({"revoked": str(partner)})
        else:
            typer.echo(changes.message)


@packet.command("notes")
def notes(data_dir: DataDir = None, login: Login = None, as_json: AsJson = False) -> None:
    """List your signed notes that wait for a co-signature, by their ids."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        rows = opened.services.packets.sendable()
        if as_json:
            found = [
                {
                    "version": str(row.version_id),
                    "session_on": row.session_on.isoformat(),
                    "kind": row.kind.value,
                    "sent": row.sent_at is not None,
                }
                for row in rows
            ]
            print_json({"notes": found})
            return
        for row in rows:
            sent = "  (sent)" if row.sent_at is not None else ""
            typer.echo(f"{row.version_id}  {row.session_on.isoformat()}, {row.kind.label}{sent}")


@packet.command("make")
def make(
    to: Annotated[UUID | None, typer.Option("--to", help="The supervisor; not needed when there is only one.")] = None,
    note: Annotated[list[UUID] | None, typer.Option("--note", help="A note's id; all that wait, if none.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The packet's file; else a new name here.")] = None,
    data_dir: DataDir = None,
    login: Login = None,
    as_json: AsJson = False,
) -> None:
    """Put signed notes into one sealed file for a supervisor."""
    with plain_errors(), opened_vault(data_dir, login) as opened:
        packets = opened.services.packets
        chosen = note or [row.version_id for row in packets.sendable() if row.sent_at is None]
        made = packets.make(to or _only([row.partner_id for row in packets.supervisors()]), chosen, opened.passphrase)
        keep(made, out, as_json, f"{made.notes} notes are in this packet. Give the file to the supervisor.")


@packet.command("apply")
def apply(file: File, data_dir: DataDir = None, login: Login = None, as_json: AsJson = False) -> None:
    """Open a supervisor's answer: co-signed notes become complete, returned ones come back with their comments.

    The exit code is 1 when any note of the answer had no effect.
    """
    with plain_errors(), opened_vault(data_dir, login) as opened:
        applied = opened.services.packet_answers.apply(_read(file), opened.passphrase)
        if as_json:
            refused = [
                {"note": str(each.note_id), "codes": [reason.code for reason in each.reasons]}
                for each in applied.refused
            ]
            print_json(
                {
                    "packet": str(applied.packet_id),
                    "cosigned": [str(note_id) for note_id in applied.cosigned],
                    "returned": [str(note_id) for note_id in applied.returned],
                    "refused": refused,
                }
            )
        else:
            typer.echo(f"{len(applied.cosigned)} co-signed, {len(applied.returned)} returned.")
            for each in applied.refused:
                say(f"{each.note_id}: {each.reasons[0].text}")
    if applied.refused:
        raise typer.Exit(1)


def _only(found: list[UUID]) -> UUID:
    if len(found) == 1:
        return found[0]
    if not found:
        say(
            "No supervisor at another clinic is trusted here. An administrator trusts a card first. No packet was made."
        )
    else:
        say("There are several supervisors: say which with --to. No packet was made.")
    raise typer.Exit(2)


def _read(file: Path) -> bytes:
    from iop_desktop.services.packet_refusals import read_packet_file

    return read_packet_file(file)

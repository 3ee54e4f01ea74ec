"""Saving a part of the audit log so that it can be proved later: signed by who saves it, and with the log's end."""

from __future__ import annotations

from pathlib import Path

from iop_desktop.models import audit_chain
from iop_desktop.models.anchor import Anchor, anchor_words, anchors_in
from iop_desktop.models.backup_file import SUFFIX
from iop_desktop.models.clinic import Staff
from iop_desktop.models.errors import VaultError
from iop_desktop.services.audit_anchors import anchor_in_backup
from iop_desktop.services.errors import UserError
from iop_desktop.services.pens import Pen
from iop_desktop.services.printed_notes import signature_facts
from iop_desktop.services.unlocked import Unlocked

MOST_BYTES = 100_000_000
_NO_ANCHOR = (
    "That file does not say where the audit log of these records ended. Choose a CSV or PDF that this program saved "
    "here, or one of its backups; nothing was checked."
)


def end_of_log(unlocked: Unlocked) -> Anchor:
    """Where the log ends now."""
    with unlocked.reading() as db:
        end = audit_chain.head(db)
    if end is None:
        raise LookupError("a clinic's log begins with the clinic")
    return end


def words_of(unlocked: Unlocked, end: Anchor) -> str:
    """An end of the log as a saved file holds it."""
    return anchor_words(unlocked.vault.keys.vault_id, end)


def ends_in_file(unlocked: Unlocked, path: Path) -> tuple[Anchor, ...]:
    """What a saved log or a backup knows of this log. Raises UserError for any other file."""
    if path.suffix == SUFFIX:
        return _ends_in_backup(unlocked, path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES)
    except OSError:
        raise UserError(_NO_ANCHOR) from None
    found = anchors_in(content, unlocked.vault.keys.vault_id, "the saved log")
    if not found:
        raise UserError(_NO_ANCHOR)
    return found


def _ends_in_backup(unlocked: Unlocked, path: Path) -> tuple[Anchor, ...]:
    try:
        found = anchor_in_backup(unlocked, path)
    except (VaultError, OSError):
        found = None
    if found is None:
        raise UserError(_NO_ANCHOR)
    return (found,)


def signed_paper(
    unlocked: Unlocked,
    pen: Pen,
    end: Anchor,
    *,
    verdict: str,
    asked: str,
    counts: tuple[str, ...],
    lines: tuple[str, ...],
    made_text: str,
) -> bytes:
    """The paper as a PDF, certified by the person at the keyboard."""
    from iop_desktop.documents.audit_paper import MEANING, AuditPaper, render_audit_paper
    from iop_desktop.documents.seal import certify_log

    now = unlocked.clock().replace(microsecond=0)
    with unlocked.reading() as db:
        staff = db.get_one(Staff, unlocked.actor.staff_id)
        signer = signature_facts(staff, MEANING, now, str(unlocked.zone))
    paper = AuditPaper(
        clinic=unlocked.clinic_name,
        verdict=verdict,
        asked=asked,
        counts=counts,
        lines=lines,
        made_at=now,
        made_text=made_text,
        end=end.sequence,
        end_hash=end.mac.hex(),
        anchor=words_of(unlocked, end),
        signer=signer,
    )
    return certify_log(
        render_audit_paper(paper),
        pen.signer,
        signer,
        location=unlocked.clinic_name,
        seconds_since_authentication=max(0, int((now - pen.opened_at).total_seconds())),
    )

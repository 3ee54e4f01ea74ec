"""Signed checkpoints: whenever a person's signing key was open, it vouches for the audit log up to there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.token_errors import TokenError
from iop_desktop.models import audit_chain
from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit_reading import moment_text
from iop_desktop.models.canonical import canonical
from iop_desktop.models.checkpoints import AuditCheckpoint
from iop_desktop.models.errors import VaultError
from iop_desktop.services.errors import UserError
from iop_desktop.services.unlocked import Unlocked

if TYPE_CHECKING:
    from iop_desktop.documents.seal import SigningKey

CHECKPOINTED = "audit.checkpointed"
_PURPOSE = "IOP Desktop audit checkpoint 1"


class Voucher:
    """Vouches for the audit log with a key that is open for one batch."""

    def __init__(self, unlocked: Unlocked, key: SigningKey, fingerprint: str, *, by_pin: bool = False) -> None:
        self._unlocked, self._key, self._fingerprint = unlocked, key, fingerprint
        self._by_pin = by_pin
        self._due = False

    def added(self, db: Database, *, last: bool = True) -> None:
        """Something of the batch is in the log; with the ``last`` of it goes the checkpoint, in the same transaction.

        A token takes its time and may be pulled out, so its checkpoint has a transaction of its own, after the batch.
        """
        self._due = True
        if last and not self._by_pin:
            self._sign(db)

    def finish(self) -> None:
        """Sign what is still due. What the batch has signed is kept whatever becomes of it: the next one covers it."""
        # A full disk, a token that was pulled out, or a lock in between.
        with contextlib.suppress(VaultError, UserError, TokenError, OSError):
            if self._due:
                with self._unlocked.transaction() as db:
                    self._sign(db)

    def _sign(self, db: Database) -> None:
        sign_checkpoint(self._unlocked, db, self._key, self._fingerprint)
        self._due = False


@contextlib.contextmanager
def vouching(unlocked: Unlocked, key: SigningKey, fingerprint: str, *, by_pin: bool = False) -> Iterator[Voucher]:
    """For one batch; also when the batch ends in an error."""
    voucher = Voucher(unlocked, key, fingerprint, by_pin=by_pin)
    try:
        yield voucher
    finally:
        voucher.finish()


def sign_checkpoint(unlocked: Unlocked, db: Database, key: SigningKey, fingerprint: str) -> Anchor:
    """Vouch for the audit log as it is now, the entry about that included, in the caller's transaction.

    Returns the log's end. Raises TokenError when the key is on a token; then the transaction is not to be kept.
    """
    now = unlocked.clock()
    number = (db.scalar(select(func.max(AuditCheckpoint.number))) or 0) + 1
    unlocked.audit(db, CHECKPOINTED, detail={"number": number, "certificate": fingerprint})
    end = audit_chain.head(db)
    if end is None:
        raise LookupError("the chain has an end after an entry was added")
    staff_id = unlocked.actor.staff_id
    statement = checkpoint_statement(unlocked.vault.keys.vault_id, number, end, staff_id, fingerprint, now)
    row = {
        "number": number,
        "sequence": end.sequence,
        "mac": end.mac,
        "staff_id": staff_id,
        "certificate_sha256": fingerprint,
        "signed_at": now,
        "signature": key.sign(statement, ec.ECDSA(hashes.SHA256())),
    }
    db.execute(insert(AuditCheckpoint).values(row))
    return end


def checkpoint_statement(
    vault_id: str, number: int, end: Anchor, staff_id: UUID, fingerprint: str, at: datetime
) -> bytes:
    """What a checkpoint's signature covers: whose records, which one, where the log stood, who, with what, when."""
    return canonical(
        {
            "purpose": _PURPOSE,
            "vault": vault_id,
            "number": number,
            "sequence": end.sequence,
            "mac": end.mac.hex(),
            "staff": str(staff_id),
            "certificate": fingerprint,
            "at": moment_text(at),
        }
    )

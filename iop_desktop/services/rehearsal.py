"""Unlocking and the first page, once through on an invented clinic in memory, while somebody types the pass phrase.

Only the statements stay: they need not be put together again when somebody waits for them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append, mac_at
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.database import AUDIT_KEY, Vault, transaction
from iop_desktop.models.dialect import empty_database, is_rehearsed, keep_rehearsed
from iop_desktop.models.key_file_record import compare_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.second_factor import SecondFactor
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.actor import Actor
from iop_desktop.services.disk_room import clock_notice
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.recovery import settle_recoveries
from iop_desktop.services.rehearsal_clinic import NOBODY, invent
from iop_desktop.services.today import TodayService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.ways_in import settle_ways_in

# A key file without a way in: as little as the unlocking reads of one.
_NO_KEY_FILE = SimpleNamespace(slots=tuple, anchor=None, document=SimpleNamespace(kept={}))


class _EmptyVault:
    """Answers as an open vault does."""

    is_closed = False
    folder = Path()

    def __init__(self) -> None:
        self.engine = empty_database()

    @contextlib.contextmanager
    def transaction(self, *, readonly: bool = False) -> Iterator[Database]:
        """One transaction; ``readonly`` makes no difference where nothing is kept."""
        with transaction(self.engine, readonly=readonly, info={AUDIT_KEY: bytearray(32)}) as session:
            yield session


def rehearse_once() -> None:
    """Rehearse, unless this process did. What fails here was not ready when it was wanted, and nothing else."""
    if not is_rehearsed():
        with contextlib.suppress(Exception):
            rehearse(datetime.now(UTC))


def rehearse(now: datetime) -> int:
    """Go through it in each role; how many statements are ready now."""
    empty = _EmptyVault()
    vault = cast("Vault", empty)
    with vault.transaction() as db:
        invent(db, now)
    _unlock(vault, cast("KeyFile", _NO_KEY_FILE), now)
    for role in Role:
        actor = Actor(NOBODY, "", "Nobody", "", frozenset({role}), needs_cosignature=True)
        nobody = cast("Doorkeeper", None)
        unlocked = Unlocked(vault, nobody, lambda: now, actor=actor, clinic_name="", zone=UTC)
        TodayService(unlocked, unlocked.clock).view()
    ready = keep_rehearsed(empty.engine)
    empty.engine.dispose()
    return ready


def _unlock(vault: Vault, key_file: KeyFile, now: datetime) -> None:
    """The statements of ``VaultService.unlock``, in its order."""
    settle_recoveries(vault, key_file, now)
    settle_ways_in(vault, key_file, now)
    with vault.transaction() as db:
        for table in (Staff, SecondFactor):
            db.get(table, NOBODY)
        db.scalars(select(Clinic)).all()
        clock_notice(db, now)
        compare_key_file(db, key_file)
        mac_at(db, 1)
        for _ in range(2):
            append(db, AuditEntry(now, "vault.unlocked", NOBODY))

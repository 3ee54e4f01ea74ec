"""Verifying the audit chain as a use case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from iop_desktop.models.errors import VaultClosed
from iop_desktop.models.triggers import drop_triggers, install_triggers
from iop_desktop.services.audit import AuditService
from iop_desktop.services.bundle import services_of
from iop_desktop.services.unlocked import Unlocked
from tests.factories import SmallClinic
from tests.support.clock import MovableClock


def change(unlocked: Unlocked, statement: str, *, protected: bool = True) -> None:
    """Someone with the vault open and another program."""
    with unlocked.transaction() as session:
        connection = session.connection()
        drop_triggers(connection)
        session.execute(text(statement))
        if protected:
            install_triggers(connection)


def test_an_untouched_chain_is_whole_and_verifying_adds_nothing(unlocked: Unlocked, clock: MovableClock) -> None:
    verify = services_of(unlocked, clock).audit.verify
    first = verify()
    assert first.ok
    assert first.problems == ()
    assert first.entries > 5
    assert verify() == first
    with unlocked.transaction() as session:
        unlocked.audit(session, "setting.changed")
    assert verify() == replace(first, entries=first.entries + 1)


def test_a_changed_entry_is_told_with_its_number(unlocked: Unlocked) -> None:
    change(unlocked, "UPDATE audit_event SET body = replace(body, 'staff', 'stuff') WHERE sequence = 2")
    verdict = AuditService(unlocked).verify()
    assert not verdict.ok
    assert verdict.entries == 1
    assert verdict.problems == ("Entry 2: This entry was changed.",)


def test_missing_protection_is_told(unlocked: Unlocked) -> None:
    entries = AuditService(unlocked).verify().entries
    change(unlocked, "SELECT 1", protected=False)
    verdict = AuditService(unlocked).verify()
    assert not verdict.ok
    assert verdict.entries == entries
    assert len(verdict.problems) == 1
    assert "protection" in verdict.problems[0]


def test_one_weakened_trigger_is_missing_protection(unlocked: Unlocked) -> None:
    with unlocked.transaction() as session:
        session.execute(text("DROP TRIGGER keep_signature_delete"))
        session.execute(text("CREATE TRIGGER keep_signature_delete BEFORE DELETE ON signature BEGIN SELECT 1; END"))
    assert not AuditService(unlocked).verify().ok


def test_a_locked_vault_is_not_verified(clinic: SmallClinic, unlocked: Unlocked) -> None:
    clinic.vault.lock(unlocked)
    with pytest.raises(VaultClosed):
        AuditService(unlocked).verify()

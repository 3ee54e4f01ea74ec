"""Who chooses when a computer locks, and what the audit log keeps of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.privacy import PrivacyService
from tests import factories
from tests.services.conftest import AsStaff


def test_an_administrators_choice_is_in_the_audit_log(as_staff: AsStaff) -> None:
    unlocked = as_staff(factories.ADMINISTRATOR)
    service = PrivacyService(unlocked)
    assert service.may_set
    assert "saved" in service.chosen(5, hides_from_capture=True).message
    with unlocked.reading() as db:
        last = db.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert last is not None
    assert "privacy_of_computer" in last.body
    assert '"idle_minutes":5' in last.body


def test_nobody_else_chooses(as_staff: AsStaff) -> None:
    service = PrivacyService(as_staff(factories.INTERN))
    assert not service.may_set
    with pytest.raises(NotAllowed) as refused:
        service.chosen(15, hides_from_capture=False)
    assert "Only an administrator" in refused.value.sentence

"""Renewal on each side of its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from iop_desktop.rules.certificates import ENDING, OTHER_WORDS, RENEWAL, CertificateFacts, renewal_reason

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
YEARS = NOW + timedelta(days=4000)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (CertificateFacts(NOW + RENEWAL + SECOND, YEARS, True), ""),
        (CertificateFacts(NOW + RENEWAL, YEARS, True), ENDING),
        (CertificateFacts(NOW - RENEWAL, YEARS, True), ENDING),
        (CertificateFacts(NOW + SECOND, NOW + SECOND, True), ""),
        (CertificateFacts(YEARS, YEARS, False), OTHER_WORDS),
    ],
)
def test_when_a_certificate_is_renewed(facts: CertificateFacts, reason: str) -> None:
    assert renewal_reason(facts, NOW) == reason

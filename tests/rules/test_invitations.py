"""How long an invitation is good, and who may be given a new pass phrase."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from iop_desktop.rules.invitations import VALID, NewPassphraseFacts, is_over, refusals_of_new_passphrase

MADE = datetime(2026, 11, 24, 17, tzinfo=UTC)
END = MADE + VALID


@pytest.mark.parametrize(
    ("now", "latest", "over"),
    [
        (MADE, None, False),
        (END - timedelta(seconds=1), MADE, False),
        (END, None, True),
        (MADE - timedelta(days=30), END, True),
        (MADE - timedelta(days=30), MADE, False),
    ],
)
def test_its_time(now: datetime, latest: datetime | None, over: bool) -> None:
    assert is_over(END, now, latest) is over


@pytest.mark.parametrize(
    ("active", "is_oneself", "codes"),
    [
        (True, False, []),
        (False, False, ["inactive"]),
        (True, True, ["oneself"]),
        (False, True, ["inactive", "oneself"]),
    ],
)
def test_who_is_given_a_new_pass_phrase(active: bool, is_oneself: bool, codes: list[str]) -> None:
    found = refusals_of_new_passphrase(NewPassphraseFacts(active, is_oneself))
    assert [refusal.code for refusal in found] == codes

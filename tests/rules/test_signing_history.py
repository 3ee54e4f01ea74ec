"""What the log knows of who signs alone against what the records say."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from iop_desktop.rules.signing_history import (
    COSIGNS,
    CREDENTIALS,
    DATED,
    ENTERED,
    HeldEntry,
    HeldNow,
    PersonEntry,
    Values,
    altered_credentials,
    altered_people,
)

ANA = UUID(int=1)
INTERN, LICENSED = {CREDENTIALS: "MSW Intern", COSIGNS: "yes"}, {CREDENTIALS: "LCSW", COSIGNS: "no"}
ADDED = PersonEntry(ANA, INTERN)
ADDED_OF_OLD = PersonEntry(ANA)
CHANGED = PersonEntry(ANA, LICENSED, INTERN, frozenset(LICENSED))
CHANGED_OF_OLD = PersonEntry(ANA, changed=frozenset({COSIGNS}))
ALONE = {COSIGNS: "no"}
FLAG = PersonEntry(ANA, ALONE, {COSIGNS: "yes"}, frozenset(ALONE))
HIDDEN = PersonEntry(ANA, {COSIGNS: "yes"}, ALONE, frozenset(ALONE))


@pytest.mark.parametrize(
    ("entries", "now", "told"),
    [
        ([ADDED], INTERN, False),
        ([ADDED], LICENSED, True),
        ([ADDED], INTERN | ALONE, True),
        ([ADDED], {}, True),
        ([ADDED, CHANGED], LICENSED, False),
        ([ADDED, CHANGED], INTERN, True),
        ([ADDED, FLAG], INTERN | ALONE, False),
        # A flag that was raised behind the log and put back by an entry is told by the value before it.
        ([ADDED, HIDDEN], INTERN, True),
        # Entries of earlier versions say no values.
        ([ADDED_OF_OLD], LICENSED, False),
        ([ADDED_OF_OLD, FLAG], LICENSED, False),
        ([ADDED_OF_OLD, FLAG], INTERN, True),
        ([ADDED, CHANGED_OF_OLD], INTERN | ALONE, False),
        ([ADDED, CHANGED_OF_OLD], LICENSED, True),
        ([], LICENSED, False),
    ],
)
def test_values_that_no_entry_explains_are_told(entries: Sequence[PersonEntry], now: Values, told: bool) -> None:
    assert altered_people(entries, {ANA: now}) == (frozenset({ANA}) if told else frozenset())


HELD = HeldEntry(ENTERED, ANA, "1", "LCSW", "2026-01-01", "2026-12-31")
LONGER = HeldEntry(DATED, ANA, "1", "LCSW", "2026-01-01", "2027-12-31")
HELD_OF_OLD, DATED_OF_OLD = HeldEntry(ENTERED, ANA, credential="LCSW"), HeldEntry(DATED, ANA, until_on="2027-12-31")
ONE_YEAR, TWO_YEARS = (HeldNow(ANA, "LCSW", "2026-01-01", until) for until in ("2026-12-31", "2027-12-31"))


@pytest.mark.parametrize(
    ("entries", "now", "told"),
    [
        ([HELD], {"1": ONE_YEAR}, False),
        ([HELD], {"1": TWO_YEARS}, True),
        ([HELD, LONGER], {"1": TWO_YEARS}, False),
        ([HELD, LONGER], {"1": ONE_YEAR}, True),
        ([HELD], {"1": HeldNow(ANA, "LCSW, CADC", "2026-01-01", "2026-12-31")}, True),
        ([HELD], {"1": HeldNow(UUID(int=2), "LCSW", "2026-01-01", "2026-12-31")}, True),
        ([HELD], {"1": ONE_YEAR, "2": ONE_YEAR}, True),
        ([], {"1": ONE_YEAR}, True),
        ([HELD_OF_OLD], {"1": ONE_YEAR}, False),
        ([HELD_OF_OLD, DATED_OF_OLD], {"1": TWO_YEARS}, False),
        ([HELD_OF_OLD], {"1": ONE_YEAR, "2": ONE_YEAR}, True),
        ([LONGER], {}, False),
        ([], {}, False),
    ],
)
def test_a_credential_that_nobody_entered_so_is_told(
    entries: Sequence[HeldEntry], now: dict[str, HeldNow], told: bool
) -> None:
    assert altered_credentials(entries, now) is told

"""What was rehearsed need not be compiled when somebody unlocks, and nothing of a vault stays behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.sql.compiler import SQLCompiler

from iop_desktop.models import dialect
from iop_desktop.services.rehearsal import rehearse, rehearse_once
from iop_desktop.services.today import TodayService
from tests.factories import INTERN, SmallClinic
from tests.support.clock import MovableClock

Count = Callable[[], int]


@pytest.fixture
def count(clinic: SmallClinic, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Count:
    """How many statements are compiled from the pass phrase to Today; nothing was rehearsed before."""
    made: list[SQLCompiler] = []
    begin = SQLCompiler.__init__

    def counted(self: SQLCompiler, *arguments: object, **named: object) -> None:
        made.append(self)
        begin(self, *arguments, **named)  # type: ignore[arg-type]  # handed on as it came

    def unlocked_to_today() -> int:
        made.clear()
        unlocked = clinic.vault.unlock(INTERN, clinic.passphrase)
        TodayService(unlocked, clock).view()
        clinic.vault.lock(unlocked)
        return len(made)

    monkeypatch.setattr(dialect, "_REHEARSED", {})
    monkeypatch.setattr(SQLCompiler, "__init__", counted)
    return unlocked_to_today


def test_after_a_rehearsal_little_is_left_to_compile(count: Count, clock: MovableClock) -> None:
    assert count() > 30
    rehearse(clock())
    assert count() < 6


def test_what_was_compiled_for_a_vault_goes_with_it(count: Count) -> None:
    before = count()
    assert not dialect.is_rehearsed()
    assert count() == before


def test_it_is_rehearsed_once(count: Count) -> None:
    rehearse_once()
    ready = dict(dialect._REHEARSED)
    rehearse_once()
    assert ready
    assert ready == dialect._REHEARSED


@pytest.mark.parametrize("hour", [0, 1, 12, 22, 23])
def test_it_works_at_any_hour(count: Count, hour: int) -> None:
    assert rehearse(datetime(2026, 2, 28, hour, 59, tzinfo=UTC)) > 40

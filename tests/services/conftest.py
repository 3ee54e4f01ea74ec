"""The small clinic on a real encrypted vault, made once and copied for each test."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services import two_clinics
from tests.support.clock import MovableClock

AsStaff = Callable[[str], Unlocked]


@pytest.fixture(scope="session")
def clinic_template(tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    """The small clinic, closed; only to be copied."""
    clinic, unlocked = factories.small_clinic(tmp_path_factory.mktemp("template") / "clinic", MovableClock())
    clinic.vault.lock(unlocked)
    return clinic


@pytest.fixture
def clinic(clinic_template: SmallClinic, tmp_path: Path, clock: MovableClock) -> SmallClinic:
    """A copy of the small clinic of this test's own, locked. The clock stands at noon, when its group begins."""
    folder = tmp_path / "clinic"
    shutil.copytree(clinic_template.folder, folder)
    return dataclasses.replace(clinic_template, folder=folder, vault=factories.vault_service(folder, clock))


@pytest.fixture
def as_staff(clinic: SmallClinic) -> Iterator[AsStaff]:
    """``as_staff("mokafor")`` locks the vault and opens it again as that person."""
    opened: list[Unlocked] = []

    def switch(login: str) -> Unlocked:
        for earlier in opened:
            clinic.vault.lock(earlier)
        opened.append(clinic.vault.unlock(login, clinic.passphrase))
        return opened[-1]

    yield switch
    for unlocked in opened:
        clinic.vault.lock(unlocked)


@pytest.fixture
def unlocked(as_staff: AsStaff) -> Unlocked:
    """The vault opened by the intern who leads the group; her notes need a co-signature."""
    return as_staff(factories.INTERN)


@pytest.fixture
def administrator(as_staff: AsStaff) -> Unlocked:
    """The vault opened by the administrator."""
    return as_staff(factories.ADMINISTRATOR)


@pytest.fixture(scope="session")
def away_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another clinic with a supervisor, locked; only to be copied."""
    return two_clinics.away_clinic(tmp_path_factory.mktemp("template") / "away", MovableClock()).folder


@pytest.fixture
def two(
    clinic: SmallClinic, away_template: Path, tmp_path: Path, clock: MovableClock
) -> Iterator[two_clinics.TwoClinics]:
    """Two clinics with vaults of their own, not yet paired."""
    folder = tmp_path / "away"
    shutil.copytree(away_template, folder)
    away = two_clinics.Place(factories.vault_service(folder, clock), clock)
    both = two_clinics.TwoClinics(clinic, two_clinics.Place(clinic.vault, clock), away)
    yield both
    both.home.lock()
    both.away.lock()

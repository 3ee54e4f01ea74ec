"""A vault that is not as it should be is told in a sentence, by the window, and left as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from iop_desktop.services.demo import DEMO_PASSPHRASE, DemoClinic
from iop_desktop.services.vault import VaultService
from iop_desktop.ui.trouble_page import TroublePage
from iop_desktop.ui.unlock_page import UnlockPage
from iop_desktop.ui.welcome_page import WelcomePage
from tests.e2e.conftest import CHEAP, OpenProgram
from tests.e2e.driver import Driver
from tests.support.clock import MovableClock

PAGE = 4096


def _take(*names: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        for name in names:
            for path in folder.glob(name):
                path.unlink()

    return harm


def _empty_database(folder: Path) -> None:
    (folder / "clinic.db").write_bytes(b"")


def _empty_key_file(folder: Path) -> None:
    for path in folder.glob("clinic.vault*"):
        path.write_bytes(b"")


def _garbage_key_file(folder: Path) -> None:
    for path in folder.glob("clinic.vault*"):
        path.write_bytes(b"\x00\xff" * 500)


def _overwrite(start: int, length: int) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        with (folder / "clinic.db").open("r+b") as file:
            file.seek(start)
            file.write(b"\x5a" * length)

    return harm


def _cut(folder: Path) -> None:
    path = folder / "clinic.db"
    path.write_bytes(path.read_bytes()[: 3 * PAGE + 100])


def _make_newer(folder: Path) -> None:
    vault = VaultService(folder, MovableClock(), kdf_cost=CHEAP, keyring=lambda: None)
    unlocked = vault.unlock("dwhitfield", DEMO_PASSPHRASE)
    with unlocked.transaction() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    vault.lock(unlocked)


AT_THE_DOOR = [
    pytest.param(_take("clinic.db*"), "(clinic.db) are missing", id="key file without database"),
    pytest.param(_take("clinic.vault*"), "key file clinic.vault is missing", id="database without key file"),
    pytest.param(_empty_key_file, "key file clinic.vault is damaged", id="key file of zero bytes"),
    pytest.param(_garbage_key_file, "key file clinic.vault is damaged", id="key file of garbage"),
]
AT_UNLOCKING = [
    pytest.param(_empty_database, "empty (0 bytes)", id="database of zero bytes"),
    pytest.param(_overwrite(0, PAGE), "do not belong together", id="another beginning"),
    pytest.param(_overwrite(PAGE, 20 * PAGE), "damaged", id="damaged pages"),
    pytest.param(_cut, "damaged", id="cut off"),
    pytest.param(_make_newer, "newer version of IOP Desktop", id="newer"),
]


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("clinic.db", "clinic.vault") if (folder / name).exists()}


def front(driver: Driver, kind: type[TroublePage] | type[UnlockPage]) -> TroublePage | UnlockPage:
    found = driver.program.window.findChild(kind)
    assert isinstance(found, kind)
    return found


@pytest.mark.parametrize(("harm", "words"), AT_THE_DOOR)
def test_what_is_missing_is_said_before_anybody_types(
    open_program: OpenProgram, demo: DemoClinic, harm: Callable[[Path], None], words: str
) -> None:
    harm(demo.folder)
    before = contents(demo.folder)
    driver = open_program(demo.folder)
    page = front(driver, TroublePage)
    assert isinstance(page, TroublePage)
    assert words in page.sentence
    assert contents(demo.folder) == before


def test_once_it_is_put_right_try_again_goes_on(open_program: OpenProgram, demo: DemoClinic) -> None:
    hidden = (demo.folder / "clinic.db").rename(demo.folder.parent / "hidden.db")
    driver = open_program(demo.folder)
    front(driver, TroublePage)
    hidden.rename(demo.folder / "clinic.db")
    driver.press("Return")
    driver.settle()
    driver.unlock(demo.facilitator)
    assert driver.unlocked.actor.login == demo.facilitator


@pytest.mark.parametrize(("harm", "words"), AT_UNLOCKING)
def test_what_is_damaged_is_said_and_not_opened(
    open_program: OpenProgram, demo: DemoClinic, harm: Callable[[Path], None], words: str
) -> None:
    harm(demo.folder)
    before = contents(demo.folder)
    driver = open_program(demo.folder)
    driver.unlock(demo.facilitator)
    page = front(driver, UnlockPage)
    assert isinstance(page, UnlockPage)
    assert words in page.error.text()
    assert driver.program.front.unlocked is None
    assert contents(demo.folder) == before


def test_an_empty_folder_is_a_new_machine(open_program: OpenProgram, tmp_path: Path) -> None:
    driver = open_program(tmp_path / "nowhere")
    assert driver.program.window.findChild(WelcomePage) is not None


def test_a_vault_in_use_elsewhere_is_said(open_program: OpenProgram, demo: DemoClinic) -> None:
    vault = VaultService(demo.folder, MovableClock(), kdf_cost=CHEAP, keyring=lambda: None)
    unlocked = vault.unlock("anwosu", demo.passphrase)
    driver = open_program(demo.folder)
    driver.unlock(demo.facilitator)
    page = front(driver, UnlockPage)
    assert isinstance(page, UnlockPage)
    assert "already open in another window" in page.error.text()
    vault.lock(unlocked)
    driver.unlock(demo.facilitator)
    assert driver.unlocked.actor.login == demo.facilitator

"""Working in an open vault: transactions, threads, damage met on the way, closing, what can be read from outside."""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from iop_desktop.models import cipher
from iop_desktop.models.audit_chain import AuditEntry, append, verify
from iop_desktop.models.clinic import Setting
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultClosed, VaultDamaged
from iop_desktop.models.integrity import integrity_of
from iop_desktop.models.lessons import Curriculum
from tests.support.byte_scan import files_under, found_in_clear

from .conftest import NOW, Records
from .test_database_opening import PAGE, flip

SECRET = "Amara Okonkwo relapsed on Friday"
SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n"


@pytest.fixture
def opened(records: Records) -> Iterator[Vault]:
    with records.open() as vault:
        yield vault


def names(vault: Vault) -> list[str]:
    with vault.transaction(readonly=True) as session:
        return list(session.scalars(select(Setting.name).order_by(Setting.name)))


def test_what_was_committed_is_there_and_what_failed_is_not(opened: Vault) -> None:
    with opened.transaction() as session:
        session.add(Setting(name="kept", value="1"))

    def fail() -> None:
        with opened.transaction() as session:
            session.add(Setting(name="gone", value="1"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(opened) == ["kept"]


def test_concurrent_transactions_lose_no_update(opened: Vault) -> None:
    with opened.transaction() as session:
        session.add(Setting(name="count", value="0"))

    def add_ten(_: int) -> None:
        for _ in range(10):
            with opened.transaction() as session:
                value = session.scalars(select(Setting.value).where(Setting.name == "count")).one()
                session.execute(update(Setting).where(Setting.name == "count").values(value=str(int(value) + 1)))
                append(session, AuditEntry(NOW, "count.raised"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add_ten, range(4)))
    with opened.transaction(readonly=True) as session:
        assert session.scalars(select(Setting.value)).one() == "40"
        assert verify(session).ok
        assert verify(session).entries == 40


def test_reading_sees_one_moment_while_others_write(opened: Vault) -> None:
    with opened.transaction(readonly=True) as reading:
        assert reading.scalars(select(Setting.name)).all() == []
        with opened.transaction() as writing:
            writing.add(Setting(name="later", value="1"))
        assert reading.scalars(select(Setting.name)).all() == []
    assert names(opened) == ["later"]


def test_the_pool_recovers_from_a_damaged_page(records: Records) -> None:
    records.add_settings({f"name-{number}": "x" * 200 for number in range(500)})
    flip(records.database, records.database.stat().st_size - PAGE + 100)
    with records.open() as vault:
        for _ in range(8):
            with pytest.raises(VaultDamaged), vault.transaction(readonly=True) as session:
                session.execute(text("SELECT max(value) FROM setting NOT INDEXED")).all()
            with vault.transaction() as session:
                assert session.scalars(select(Curriculum.code)).all() == []
        assert len(vault._raw) <= 5


def test_after_closing_nothing_answers(records: Records) -> None:
    vault = records.open()
    engine = vault.engine
    master = vault.keys.master
    vault.close()
    vault.close()
    assert vault.is_closed
    assert master == bytearray(32)
    assert vault.keys.audit_key == bytearray(32)

    def by_transaction() -> None:
        with vault.transaction():
            pass

    def by_raw_connection() -> None:
        with vault.raw_connection():
            pass

    calls: list[Callable[[], object]] = [
        lambda: vault.engine,
        vault.check_integrity,
        by_transaction,
        by_raw_connection,
        lambda: engine.connect(),
    ]
    for call in calls:
        with pytest.raises(VaultClosed):
            call()
    records.open().close()


def test_closing_ends_an_open_transaction_and_keeps_nothing_of_it(records: Records) -> None:
    vault = records.open()

    def close_half_way() -> None:
        with vault.transaction() as session:
            session.add(Setting(name="half", value="done"))
            session.flush()
            vault.close()
            session.add(Setting(name="other", value="half"))
            session.flush()

    with pytest.raises(VaultClosed):
        close_half_way()
    with records.open() as again:
        assert names(again) == []


@pytest.mark.parametrize("kind", ["pool", "own"])
def test_closing_interrupts_what_runs(records: Records, kind: str) -> None:
    vault = records.open()
    began = threading.Event()

    def work() -> None:
        if kind == "pool":
            with vault.transaction(readonly=True) as session:
                began.set()
                session.execute(text(SLOW)).all()
        else:
            with vault.raw_connection() as connection:
                began.set()
                try:
                    connection.execute(SLOW).fetchall()
                except cipher.DRIVER.Error as error:
                    assert error.sqlite_errorname == "SQLITE_INTERRUPT"
                    raise VaultClosed from None

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(work)
        assert began.wait(5)
        time.sleep(0.05)
        vault.close()
        with pytest.raises(VaultClosed):
            running.result(timeout=5)


def test_locking_during_a_check_of_all_pages_is_not_taken_for_damage(records: Records) -> None:
    vault = records.open()
    with vault.raw_connection() as connection:
        vault.close()
        with pytest.raises(VaultClosed):
            integrity_of(connection)


def test_errors_hold_no_value_and_no_key(opened: Vault) -> None:
    with opened.transaction() as session:
        session.add(Setting(name=SECRET, value=SECRET))
    with pytest.raises(IntegrityError) as caught, opened.transaction() as session:
        session.execute(text("INSERT INTO setting VALUES (:name, :value)"), {"name": SECRET, "value": SECRET})
    said = "".join(traceback.format_exception(caught.value, chain=True)) + repr(caught.value)
    key = opened.keys.database_key().decode()
    assert SECRET not in said
    assert key not in said
    assert opened.keys.master.hex() not in said + repr(opened.engine) + repr(opened.keys) + str(opened.engine.url)


def test_nothing_is_readable_in_any_file(records: Records) -> None:
    with records.open() as vault:
        for number in range(50):
            with vault.transaction() as session:
                session.add(Setting(name=f"{SECRET} {number}", value=SECRET * 20))
                append(session, AuditEntry(NOW, "note.signed", details={"text": SECRET}))
        files = files_under(records.folder)
        assert {"clinic.db", "clinic.db-wal", "clinic.db-shm", "clinic.vault"} <= {path.name for path in files}
        words = (SECRET, "Okonkwo", "note.signed", "CREATE TABLE", "SQLite format 3")
        assert found_in_clear(files, words) == []
        keys = (records.keys.master, records.keys.audit_key, records.keys.derive("sqlcipher"))
        for path in files:
            assert not any(bytes(key) in path.read_bytes() or key.hex() in path.read_text("latin-1") for key in keys)
    assert found_in_clear(files_under(records.folder), words) == []


def test_the_scan_for_readable_words_can_fail(records: Records) -> None:
    (records.folder / "leak").write_bytes(SECRET.encode("utf-16-le"))
    assert found_in_clear(files_under(records.folder), (SECRET,)) == [f"leak: {SECRET}"]


def test_closing_leaves_one_database_file(records: Records) -> None:
    with records.open() as vault, vault.transaction() as session:
        session.add(Setting(name="kept", value="1"))
    left = {path.name for path in records.folder.iterdir()}
    assert left == {"clinic.db", "clinic.vault", "clinic.lock"}


def test_opening_and_closing_leaves_no_open_file(records: Records) -> None:
    if not os.path.isdir("/proc/self/fd"):  # noqa: PTH112  # a folder of this process, not of the program
        return
    records.open().close()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # as above
    for _ in range(5):
        with records.open() as vault:
            names(vault)
            vault.check_integrity()
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208  # as above

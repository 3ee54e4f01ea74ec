"""The vault: one encrypted database that one process writes, opened with the keys of its key file.

``close`` ends everything that runs, closes the raw connections and forgets the keys; nothing can be read after it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool, QueuePool

from iop_desktop.models import vault_folder
from iop_desktop.models.cipher import DRIVER, connect, use_write_ahead_log
from iop_desktop.models.dialect import URL, statements
from iop_desktop.models.errors import VaultBusy, VaultClosed, VaultError, VaultInUse, sqlite_code, translate
from iop_desktop.models.integrity import IntegrityReport, integrity_of
from iop_desktop.models.keys import VaultKeys

AUDIT_KEY = "audit_key"
_READONLY = "readonly"
# After one of these the codec stays in its error state and the connection answers nothing any more.
_POISON_CODES = frozenset({10, 11, 26})
_POOL_SIZE = 3
_POOL_OVERFLOW = 2
_POOL_WAIT_SECONDS = 10
_CLOSE_WAIT_SECONDS = 0.5
_CLOSE_STEP_SECONDS = 0.005
_QUIET_WAIT_SECONDS = 5


class Vault:
    """An open vault. Made by ``create`` or ``open``; owns the keys it was given and wipes them on ``close``."""

    def __init__(self, folder: Path, keys: VaultKeys, lock: FileLock) -> None:
        self.folder = folder
        self.keys = keys
        self._lock = lock
        self._closed = False
        self._raw: set[Any] = set()
        self._private: set[Any] = set()
        self._guard = threading.Lock()
        self._earlier_pools: list[Pool] = []
        self._engine = _engine(self)

    @classmethod
    def create(cls, folder: Path, keys: VaultKeys) -> Vault:
        """Make an empty encrypted database in ``folder`` (made if needed); the schema comes from ``migrate.prepare``.

        Raises VaultExists, NetworkFolder, VaultReadOnly, VaultFull, VaultBusy.
        """
        vault_folder.require_safe_place(folder)
        with translated():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        vault_folder.require_no_vault(folder)
        vault_folder.require_writable(folder)
        lock = _acquire_lock(folder)
        try:
            _initialise(vault_folder.database_path(folder), keys, create=True)
        except BaseException:
            for path in vault_folder.database_files(folder):
                path.unlink(missing_ok=True)
            lock.release()
            raise
        return cls(folder, keys, lock)

    @classmethod
    def open(cls, folder: Path, keys: VaultKeys) -> Vault:
        """Open the database in ``folder``.

        Raises VaultMissing, KeyFileMissing, DatabaseMissing, NetworkFolder, VaultEmpty, VaultMismatch, VaultDamaged,
        VaultReadOnly, VaultFull and VaultBusy; then nothing was changed.
        """
        vault_folder.require_vault(folder)
        vault_folder.require_safe_place(folder)
        vault_folder.require_writable(folder)
        lock = _acquire_lock(folder)
        try:
            _initialise(vault_folder.database_path(folder), keys, create=False)
        except BaseException:
            lock.release()
            raise
        return cls(folder, keys, lock)

    @property
    def path(self) -> Path:
        """The database file."""
        return vault_folder.database_path(self.folder)

    @property
    def engine(self) -> Engine:
        """The engine. Raises VaultClosed after ``close``."""
        if self._closed:
            raise VaultClosed
        return self._engine

    @property
    def is_closed(self) -> bool:
        """Whether the keys are gone."""
        return self._closed

    @contextlib.contextmanager
    def transaction(self, *, readonly: bool = False) -> Iterator[Session]:
        """One transaction, committed at the end of the block; the audit chain finds its key in the session.

        Raises VaultClosed, whatever the driver says of it, when the vault was closed meanwhile.
        """
        try:
            with transaction(self.engine, readonly=readonly, info={AUDIT_KEY: self.keys.audit_key}) as session:
                yield session
        except (SQLAlchemyError, VaultError) as error:
            if self._closed:
                raise VaultClosed from error
            raise

    @contextlib.contextmanager
    def raw_connection(self) -> Iterator[Any]:
        """A connection outside the pool, for copies and migrations, closed at the end of the block or by ``close``."""
        connection = self.connect_tracked()
        self._private.add(connection)
        try:
            yield connection
        finally:
            self._private.discard(connection)
            self.forget(connection)
            with contextlib.suppress(DRIVER.Error):
                connection.close()

    def check_integrity(self) -> IntegrityReport:
        """Read and authenticate every page; about 20 ms per MB, so on a long job's thread."""
        with self.raw_connection() as connection:
            return integrity_of(connection)

    def close(self) -> None:
        """Interrupt what runs, close every connection, forget the keys, let another process in. Safe to call twice."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
        self._interrupt_all()
        for connection in tuple(self._raw):
            with contextlib.suppress(DRIVER.Error):
                connection.close()
        self._raw.clear()
        self._engine.dispose()
        self.keys.wipe()
        self._lock.release()

    def change_key(self, new: VaultKeys, change: Callable[[], None]) -> None:
        """Run ``change``, which gives the file its new key, with no connection open; then ``keys`` are the new ones.

        New connections wait meanwhile. Raises VaultInUse when work that is under way does not end in time, VaultClosed,
        and what ``change`` raises; then the keys are as before.
        """
        with self._guard:
            if self._closed:
                raise VaultClosed
            self._require_no_connection()
            change()
            self.keys.become(new)

    def _require_no_connection(self) -> None:
        self._earlier_pools.append(self._engine.pool)
        self._engine.dispose()
        deadline = time.monotonic() + _QUIET_WAIT_SECONDS
        while self._raw:
            # Connections that were lent out when a pool was replaced come back to that pool.
            for pool in self._earlier_pools:
                pool.dispose()
            if self._raw and time.monotonic() > deadline:
                raise VaultInUse
            time.sleep(_CLOSE_STEP_SECONDS)
        self._earlier_pools.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect_tracked(self) -> Any:
        """What the engine's pool calls; every connection is remembered so that ``close`` can end it."""
        with self._guard:
            if self._closed:
                raise VaultClosed
            connection = connect(self.path, self.keys)
            self._raw.add(connection)
            return connection

    def forget(self, connection: Any) -> None:
        """What the engine's pool calls when it has closed a connection."""
        self._raw.discard(connection)

    def _interrupt_all(self) -> None:
        """Stop running statements and give their threads a moment to leave the connection before it is closed."""
        deadline = time.monotonic() + _CLOSE_WAIT_SECONDS
        while self._is_in_use() and time.monotonic() < deadline:
            for connection in tuple(self._raw):
                with contextlib.suppress(DRIVER.Error):
                    connection.interrupt()
            time.sleep(_CLOSE_STEP_SECONDS)

    def _is_in_use(self) -> bool:
        pool = self._engine.pool
        return bool(self._private) or (isinstance(pool, QueuePool) and pool.checkedout() > 0)


@contextlib.contextmanager
def transaction(engine: Engine, *, readonly: bool = False, info: dict[Any, Any] | None = None) -> Iterator[Session]:
    """A session in one transaction: committed at the end of the block, rolled back by any exception.

    A writing transaction takes the write lock at its start, so what it read cannot change before it writes. Errors of
    the database and the disk are raised as VaultError.
    """
    bind = engine.execution_options(readonly=True) if readonly else engine
    with translated(), Session(bind, info=info, expire_on_commit=False) as session, session.begin():
        yield session


def _acquire_lock(folder: Path) -> FileLock:
    lock = FileLock(folder / vault_folder.LOCK_NAME, timeout=0, mode=0o600, thread_local=False, preserve_lock_file=True)
    try:
        lock.acquire()
    except Timeout:
        raise VaultBusy from None
    except OSError as error:
        raise translate(error) or error from None
    return lock


def _initialise(path: Path, keys: VaultKeys, *, create: bool) -> None:
    """Prove that the key opens the file and that it can be written, and switch it to its write-ahead log."""
    with translated():
        connection = connect(path, keys, create=create)
        try:
            use_write_ahead_log(connection)
            # A file that may only be read opens all the same and would fail at the first change.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            if create:
                # The first write puts the salt into the file, so that it can be recognised from now on.
                connection.execute("PRAGMA user_version=1")
        finally:
            connection.close()


def _engine(vault: Vault) -> Engine:
    engine = create_engine(
        URL,
        module=DRIVER,
        creator=vault.connect_tracked,
        poolclass=QueuePool,
        pool_size=_POOL_SIZE,
        max_overflow=_POOL_OVERFLOW,
        pool_timeout=_POOL_WAIT_SECONDS,
        hide_parameters=True,
        execution_options=statements(),
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _drop_poisoned)
    event.listen(engine, "close", lambda connection, record: vault.forget(connection))
    return engine


def _begin(connection: Connection) -> None:
    readonly = connection.get_execution_options().get(_READONLY, False)
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def _drop_poisoned(context: ExceptionContext) -> None:
    if sqlite_code(context.original_exception) in _POISON_CODES:
        context.is_disconnect = True


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Errors of the database and the disk inside the block are raised as VaultError."""
    try:
        yield
    except VaultError:
        raise
    except Exception as error:
        problem = translate(error)
        if problem is None:
            raise
        raise problem from error

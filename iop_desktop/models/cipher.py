"""One raw connection to an encrypted database: key, settings, and the checks that it really is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from iop_desktop.models.atomic_file import make_private
from iop_desktop.models.errors import DatabaseMissing, DriverUnfit, VaultEmpty, VaultMismatch, sqlite_code, translate
from iop_desktop.models.keys import DATABASE_SALT_BYTES, VaultKeys, wipe

DRIVER: Any = dbapi2

# Two connections that write and checkpoint at once could damage the file before this version:
# https://www.sqlite.org/wal.html#walresetbug
LEAST_SQLITE = (3, 51, 3)
BUSY_SECONDS = 5.0
_NOT_A_DATABASE = 26

# WAL with FULL lost nothing in simulated power cuts and is the fastest of the safe modes; cell_size_check and
# trusted_schema guard against damaged or crafted files; recursive_triggers makes REPLACE fire the delete triggers.
_SETTINGS = (
    "cache_size=-65536",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "synchronous=FULL",
    "secure_delete=FAST",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "wal_autocheckpoint=1000",
    "journal_size_limit=67108864",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
)


def connect(path: Path, keys: VaultKeys, *, create: bool = False) -> Any:
    """A keyed connection that any thread may use, one at a time.

    Raises VaultEmpty, VaultMismatch, VaultDamaged, VaultReadOnly, DriverUnfit. Without ``create`` a missing file is
    never made, and an empty one never taken for a new database.
    """
    require_fit_driver(DRIVER.sqlite_version_info)
    if create:
        make_private(path)
    else:
        refuse_empty(path)
    try:
        return connect_with(f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}", keys.database_key())
    except DRIVER.Error as error:
        raise _opening_error(error, path, keys) from None


def connect_with(uri: str, key: bytearray) -> Any:
    """A connection to the file of ``uri`` with SQLCipher's raw key, which is wiped; the driver's own errors."""
    try:
        connection = DRIVER.connect(uri, uri=True, check_same_thread=False, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            _prepare(connection, key)
        except BaseException:
            connection.close()
            raise
    finally:
        wipe(key)
    return connection


def use_write_ahead_log(connection: Any) -> None:
    """Switch to WAL; a file system that cannot hold it (most network drives) is refused with DriverUnfit."""
    if connection.execute("PRAGMA journal_mode=wal").fetchone()[0] != "wal":
        raise DriverUnfit


def require_fit_driver(version: tuple[int, ...]) -> None:
    """Raise DriverUnfit for a library with the known write-ahead-log fault."""
    if version < LEAST_SQLITE:
        raise DriverUnfit


def refuse_empty(path: Path) -> None:
    """Raise VaultEmpty for 0 bytes, which SQLite would open as a new database, and DatabaseMissing for no file."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise DatabaseMissing from None
    except OSError as error:
        problem = translate(error)
        if problem is not None:
            raise problem from None
        raise
    if size == 0:
        raise VaultEmpty


def _prepare(connection: Any, key: bytearray) -> None:
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.set_key(key)
    # A driver without encryption ignores the key and would write clear text.
    if not (connection.execute("PRAGMA cipher_version").fetchone() or (None,))[0]:
        raise DriverUnfit
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _opening_error(error: Exception, path: Path, keys: VaultKeys) -> Exception:
    if sqlite_code(error) == _NOT_A_DATABASE and _first_bytes(path) != keys.database_salt():
        return VaultMismatch()
    return translate(error) or error


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(DATABASE_SALT_BYTES)
    except OSError:
        return b""

"""Noticing that an older key file was put beside a newer database."""

from __future__ import annotations

import datetime
import enum

from sqlalchemy.orm import Session

from iop_desktop.models.audit import KeyFileRecord
from iop_desktop.models.keyfile import KeyFile

_ROW = 1


class KeyFileStanding(enum.StrEnum):
    """How the key file on the disk compares with what the database remembers."""

    SAME = "same"
    UNKNOWN = "unknown"
    NEWER = "newer"
    OLDER = "older"
    DIFFERENT = "different"


def remember_key_file(session: Session, key_file: KeyFile, *, at: datetime.datetime) -> None:
    """Record the key file's generation and fingerprint; call it after each ``KeyFile.save``."""
    record = session.get(KeyFileRecord, _ROW)
    if record is None:
        record = KeyFileRecord(id=_ROW)
        session.add(record)
    record.vault_id = key_file.vault_id
    record.generation = key_file.generation
    record.fingerprint = key_file.fingerprint()
    record.recorded_at = at
    session.flush()


def compare_key_file(session: Session, key_file: KeyFile) -> KeyFileStanding:
    """NEWER is harmless (a save whose record was cut off); OLDER and DIFFERENT mean that a file was put back."""
    record = session.get(KeyFileRecord, _ROW)
    if record is None:
        return KeyFileStanding.UNKNOWN
    if key_file.generation > record.generation:
        return KeyFileStanding.NEWER
    if key_file.generation < record.generation:
        return KeyFileStanding.OLDER
    return KeyFileStanding.SAME if key_file.fingerprint() == record.fingerprint else KeyFileStanding.DIFFERENT

"""Every error is a sentence for a person and holds nothing of a record; errors of driver and disk find theirs."""

from __future__ import annotations

import errno
import inspect
import re

import pytest

from iop_desktop.models import errors
from iop_desktop.models.errors import (
    VaultBusy,
    VaultClosed,
    VaultDamaged,
    VaultDisk,
    VaultError,
    VaultFull,
    VaultReadOnly,
    translate,
)

ALL = sorted(
    (kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, VaultError)),
    key=lambda kind: kind.__name__,
)


class DriverError(Exception):
    """As the driver raises it."""

    def __init__(self, code: int) -> None:
        super().__init__("words with a /path/to/clinic.db")
        self.sqlite_errorcode = code


class Wrapped(Exception):
    """As SQLAlchemy wraps it."""

    def __init__(self, orig: Exception) -> None:
        super().__init__("wrapped")
        self.orig = orig


@pytest.mark.parametrize("kind", ALL)
def test_every_error_has_a_plain_sentence_of_its_own(kind: type[VaultError]) -> None:
    sentence = kind().sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert not re.search(r"Error|Exception|sqlite|cipher|errno", sentence, re.IGNORECASE)
    assert sum(other().sentence == sentence for other in ALL) == 1
    assert str(kind()) == kind.__name__


def test_a_sentence_of_the_moment_is_not_in_the_text_of_the_exception() -> None:
    error = VaultError("A sentence about Rosa.")
    assert error.sentence == "A sentence about Rosa."
    assert "Rosa" not in f"{error} {error!r}"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (5, VaultBusy),
        (6, VaultBusy),
        (8, VaultReadOnly),
        (9, VaultClosed),
        (10, VaultDisk),
        (10 | 3 << 8, VaultDisk),
        (11, VaultDamaged),
        (13, VaultFull),
        (14, VaultReadOnly),
        (26, VaultDamaged),
    ],
)
def test_codes_of_the_driver(code: int, kind: type[VaultError]) -> None:
    for error in (DriverError(code), Wrapped(DriverError(code))):
        found = translate(error)
        assert type(found) is kind
        assert "clinic.db" not in f"{found!r} {found}"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, VaultFull),
        (errno.EDQUOT, VaultFull),
        (errno.EFBIG, VaultFull),
        (errno.EACCES, VaultReadOnly),
        (errno.EROFS, VaultReadOnly),
        (errno.EIO, VaultDisk),
    ],
)
def test_errors_of_the_disk(number: int, kind: type[VaultError]) -> None:
    assert type(translate(OSError(number, "x"))) is kind


def test_what_is_something_else_stays_what_it_is() -> None:
    assert translate(OSError(errno.ENOENT, "x")) is None
    assert translate(DriverError(19)) is None
    assert translate(ValueError("x")) is None
    known = VaultFull()
    assert translate(known) is known

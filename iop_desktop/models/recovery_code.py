"""The printed recovery code: 160 random bits and 20 check bits, nine groups of four."""

from __future__ import annotations

import secrets

from iop_desktop.models.errors import RecoveryCodeMistyped
from iop_desktop.models.recovery_sheets import are_sheets, join_typed
from iop_desktop.models.spelled_code import CodeShape

_SHAPE = CodeShape(secret_bytes=20, check_bits=20, label=b"iop/v1/recovery-code")


def new_code() -> str:
    """A fresh code such as ``MT62-BSRA-S259-D6BG-NV1D-MQ60-DABR-79JV-6T73``."""
    return format_code(secrets.token_bytes(_SHAPE.secret_bytes))


def format_code(secret: bytes) -> str:
    """The 20 bytes of a recovery secret as people write it down. Raises ValueError for another length."""
    return _SHAPE.spell(secret)


def parse_code(typed: str) -> bytes:
    """The 20 bytes behind a typed code, however it is spelled.

    The words of two sheets, one after the other, stand for the code as well. Raises RecoveryCodeMistyped.
    """
    if are_sheets(typed):
        secret = join_typed(typed)
        if len(secret) != _SHAPE.secret_bytes:
            raise RecoveryCodeMistyped
        return secret
    try:
        return _SHAPE.read(typed)
    except ValueError:
        raise RecoveryCodeMistyped from None


def is_beginning(typed: str) -> bool:
    """Whether this may become a code when more letters are typed."""
    return _SHAPE.is_beginning(typed)

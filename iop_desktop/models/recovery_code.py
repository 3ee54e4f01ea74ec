"""The printed recovery code: 160 random bits and 20 check bits in Crockford's base 32, nine groups of four."""

from __future__ import annotations

import hashlib
import secrets

from iop_desktop.models.errors import RecoveryCodeMistyped
from iop_desktop.models.recovery_sheets import are_sheets, join_typed

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FOLDED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = frozenset(" -\t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")
_SECRET_BYTES = 20
_CHECK_BITS = 20
_CHARACTERS = 36
_GROUP = 4


def new_code() -> str:
    """A fresh code such as ``MT62-BSRA-S259-D6BG-NV1D-MQ60-DABR-79JV-6T73``."""
    return format_code(secrets.token_bytes(_SECRET_BYTES))


def format_code(secret: bytes) -> str:
    """The 20 bytes of a recovery secret as people write it down."""
    if len(secret) != _SECRET_BYTES:
        raise ValueError("a recovery secret has 20 bytes")
    number = int.from_bytes(secret, "big") << _CHECK_BITS | _check_bits(secret)
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_CHARACTERS)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _CHARACTERS, _GROUP))


def parse_code(typed: str) -> bytes:
    """The 20 bytes behind a typed code; case, spaces, dashes and O/0, I/L/1 do not matter.

    The words of two sheets, one after the other, stand for the code as well. Raises RecoveryCodeMistyped for a wrong
    length, a letter that is in no code, or check bits that do not fit.
    """
    if are_sheets(typed):
        secret = join_typed(typed)
        if len(secret) != _SECRET_BYTES:
            raise RecoveryCodeMistyped
        return secret
    folded = _letters(typed)
    if len(folded) != _CHARACTERS or any(letter not in _ALPHABET for letter in folded):
        raise RecoveryCodeMistyped
    number = 0
    for letter in folded:
        number = number << 5 | _ALPHABET.index(letter)
    secret = (number >> _CHECK_BITS).to_bytes(_SECRET_BYTES, "big")
    if number & (1 << _CHECK_BITS) - 1 != _check_bits(secret):
        raise RecoveryCodeMistyped
    return secret


def is_beginning(typed: str) -> bool:
    """Whether this may become a code when more letters are typed."""
    folded = _letters(typed)
    return len(folded) < _CHARACTERS and all(letter in _ALPHABET for letter in folded)


def _letters(typed: str) -> str:
    return "".join(letter for letter in typed.upper().translate(_FOLDED) if letter not in _SEPARATORS)


def _check_bits(secret: bytes) -> int:
    digest = hashlib.sha256(b"iop/v1/recovery-code" + secret).digest()
    return int.from_bytes(digest[:3], "big") >> 4

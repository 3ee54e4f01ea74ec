"""Random codes that people read, say and type: Crockford's base 32 with check bits, in groups of four."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FOLDED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = frozenset(" -\t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")
_LETTER_BITS = 5
_DIGEST_BITS = 24
_GROUP = 4


@dataclass(frozen=True, slots=True)
class CodeShape:
    """How many secret bytes and check bits (together a multiple of five) a kind of code has, and its label."""

    secret_bytes: int
    check_bits: int
    label: bytes

    @property
    def characters(self) -> int:
        """Letters and digits of a whole code, without the dashes."""
        return (self.secret_bytes * 8 + self.check_bits) // _LETTER_BITS

    def spell(self, secret: bytes) -> str:
        """The secret as people write it down. Raises ValueError for another length."""
        if len(secret) != self.secret_bytes:
            raise ValueError(f"a secret has {self.secret_bytes} bytes")
        number = int.from_bytes(secret, "big") << self.check_bits | self._check(secret)
        letters = "".join(ALPHABET[number >> _LETTER_BITS * place & 31] for place in reversed(range(self.characters)))
        return "-".join(letters[start : start + _GROUP] for start in range(0, self.characters, _GROUP))

    def read(self, typed: str) -> bytes:
        """The secret behind a typed code; case, spaces, dashes and O/0, I/L/1 do not matter.

        Raises ValueError for a wrong length, a letter that is in no code, or check bits that do not fit.
        """
        folded = letters_of(typed)
        if len(folded) != self.characters or any(letter not in ALPHABET for letter in folded):
            raise ValueError("no code of this kind")
        number = 0
        for letter in folded:
            number = number << _LETTER_BITS | ALPHABET.index(letter)
        secret = (number >> self.check_bits).to_bytes(self.secret_bytes, "big")
        if number & (1 << self.check_bits) - 1 != self._check(secret):
            raise ValueError("a typing mistake")
        return secret

    def is_beginning(self, typed: str) -> bool:
        """Whether this may become a code when more letters are typed."""
        folded = letters_of(typed)
        return len(folded) < self.characters and all(letter in ALPHABET for letter in folded)

    def _check(self, secret: bytes) -> int:
        digest = hashlib.sha256(self.label + secret).digest()
        return int.from_bytes(digest[: _DIGEST_BITS // 8], "big") >> _DIGEST_BITS - self.check_bits


def letters_of(typed: str) -> str:
    """What was typed without the marks between; case and O/0, I/L/1 do not matter."""
    return "".join(letter for letter in typed.upper().translate(_FOLDED) if letter not in _SEPARATORS)

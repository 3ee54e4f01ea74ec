"""What can go wrong with a token, each with a sentence for the person who holds it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

LIBRARY_MISSING = (
    "This computer lacks the part of the program that speaks to tokens (python-pkcs11). Nothing was signed: "
    "ask your administrator to add it, or sign with the key that is kept with the records."
)
DRIVER_MISSING = (
    "The driver of the token could not be loaded. Nothing was signed: install the driver that came with the token, or "
    "choose its file again in Settings."
)
ABSENT = "Your token is not plugged in. Nothing was signed: plug it in and sign again."
GONE = "The token was taken out or did not answer. What was not signed yet is unchanged: plug it in and sign again."
KEY_MISSING = (
    "Your signing key is not on this token any more. Nothing was signed: ask your administrator to enroll the token "
    "again."
)
OTHER_KEY = (
    "The key on this token is not the one your certificate belongs to. Nothing was signed: ask your administrator to "
    "enroll the token again."
)
PIN_MISSING = "Type the PIN of your token. Nothing was signed."
PIN_WRONG = (
    "That is not the PIN of this token. Nothing was signed. After a few wrong tries the token locks itself, so look "
    "for the right one before you try again."
)
PIN_LOCKED = (
    "The token has locked its PIN after too many wrong tries. Nothing was signed: unlock it with the tool that came "
    "with it (PUK), or sign with another key."
)
PIN_EXPIRED = "The PIN of this token must be changed first. Nothing was signed: change it with the tool of the token."


class TokenError(Exception):
    """Signing with a token did not work; ``sentence`` says why and holds neither PIN nor name."""

    def __init__(self, sentence: str) -> None:
        super().__init__(type(self).__name__)
        self.sentence = sentence


def pkcs11() -> Any:
    """The library that speaks to tokens. Raises TokenError where it is not installed."""
    try:
        import pkcs11 as library
    except ImportError:
        raise TokenError(LIBRARY_MISSING) from None
    return library


@contextlib.contextmanager
def plain_token_errors() -> Iterator[None]:
    """Turn what the driver says into a TokenError. The driver's own error is dropped: it is not for a person."""
    library = pkcs11()
    try:
        yield
    except (library.PinIncorrect, library.PinInvalid, library.PinLenRange):
        raise TokenError(PIN_WRONG) from None
    except library.PinLocked:
        raise TokenError(PIN_LOCKED) from None
    except library.PinExpired:
        raise TokenError(PIN_EXPIRED) from None
    except library.PKCS11Error:
        raise TokenError(GONE) from None

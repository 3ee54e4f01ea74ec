"""The code of an invitation, printed or said: 104 random bits and 16 check bits, six groups of four."""

from __future__ import annotations

import secrets

from iop_desktop.models.spelled_code import CodeShape
from iop_desktop.models.way_in_errors import InvitationCodeMistyped

_SHAPE = CodeShape(secret_bytes=13, check_bits=16, label=b"iop/v1/invitation-code")


def new_invitation_code() -> str:
    """A fresh code such as ``7Q2M-X0KD-9TWB-4H1R-CZ85-EJ6V``."""
    return _SHAPE.spell(secrets.token_bytes(_SHAPE.secret_bytes))


def tidy_invitation_code(typed: str) -> str:
    """The one spelling of a typed code, which opens the slot. Raises InvitationCodeMistyped."""
    try:
        return _SHAPE.spell(_SHAPE.read(typed))
    except ValueError:
        raise InvitationCodeMistyped from None


def is_beginning_of_invitation(typed: str) -> bool:
    """Whether this may become a code when more letters are typed."""
    return _SHAPE.is_beginning(typed)

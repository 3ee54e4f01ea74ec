"""Why a way into the records is closed."""

from __future__ import annotations

from iop_desktop.models.errors import VaultError


class LoginSuspended(VaultError):
    """The person is suspended: their slot is not in the key file."""

    sentence = (
        "This login is suspended, so it does not open the records now. Nothing of yours is lost; ask an administrator "
        "of your clinic."
    )


class InvitationCodeMistyped(VaultError):
    """A typed invitation code has the wrong length or does not fit its check letters."""

    sentence = (
        "There is a typing mistake in this code, or it is not whole: it has six groups of four letters and digits. "
        "Nothing is lost; compare it with what you were given."
    )

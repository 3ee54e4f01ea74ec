"""Login names: how they are spelled and how they are compared."""

from __future__ import annotations

import unicodedata

_LOGIN_LENGTH = 64


def tidy_login(login: str) -> str:
    """A login name without surrounding spaces, in NFKC form. Raises ValueError for an empty, long or odd one."""
    name = unicodedata.normalize("NFKC", login).strip()
    if not name or len(name) > _LOGIN_LENGTH or not name.isprintable():
        raise ValueError("a login name has 1 to 64 printable characters")
    return name


def folded_login(login: str) -> str:
    """The form in which login names are compared: case and surrounding spaces do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold()

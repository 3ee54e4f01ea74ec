"""Keeps the signature library out of the log: it would write there what stands in the files it reads."""

from __future__ import annotations

import logging

_NOBODY_LISTENS = logging.CRITICAL + 1


def silence_libraries() -> None:
    """From now on pyHanko writes no log. What it finds is in its answers, and those are what counts."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(_NOBODY_LISTENS)

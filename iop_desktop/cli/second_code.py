"""The second factor on the command line: asked at the terminal, or the next line of the input."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iop_desktop.cli.asking import ask_secret

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Unlocked


def unlock_asking(unlock: Callable[[str], Unlocked]) -> Unlocked:
    """Unlock; who has a second factor is asked for its code."""
    from iop_desktop.services.second_factor import SecondFactorNeeded

    try:
        return unlock("")
    except SecondFactorNeeded as error:
        return unlock(ask_secret(error.sentence.rstrip(".")))

"""Why a use case was refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iop_desktop.services.errors import Refused


def codes_of(call: Callable[[], object]) -> list[str]:
    """The codes of the reasons; fails where nothing is refused."""
    with pytest.raises(Refused) as caught:
        call()
    return [refusal.code for refusal in caught.value.refusals]

"""A process that ends like in a power cut, in the middle of what it does."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any


class PowerCut:
    """Ends the process like a power cut just before the ``number``-th call of a function of the program."""

    def __init__(self, place: object, name: str, number: int = 1) -> None:
        self.place, self.name, self.number = place, name, number
        self.calls = 0

    def arm(self) -> None:
        real = getattr(self.place, self.name)

        def cut(*values: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.number:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*values, **named)

        setattr(self.place, self.name, cut)


def cut_during(work: Callable[[], object], cut: PowerCut) -> None:
    """Do it in a process of its own that dies on the way."""
    child = os.fork()
    if child == 0:
        try:
            cut.arm()
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it came to its end before the power cut"

"""How often a fault is tried: a number that every run can afford, or what ``make faults`` asks for."""

from __future__ import annotations

import os


def times(name: str, usual: int) -> int:
    """``IOP_`` and the name is the variable of the environment that asks for more."""
    return int(os.environ.get(f"IOP_{name}", usual))

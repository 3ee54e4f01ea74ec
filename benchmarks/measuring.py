"""What all measurements share: the line they print, and figures that hold on a busy machine."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence

Target = float | tuple[float, float] | None


def report(name: str, value: float, unit: str, target: Target = None) -> None:
    """Print one result."""
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "target": target}), flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is at least as large as ``share`` of all."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-round(len(ordered) * share * 1000) // 1000) - 1))]


def seconds_of(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun

"""Warnings and errors in the log fail a test unless the test says that it expects them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

# pyHanko reports in its log what it also returns as a verdict; the verdict is what tests look at.
REPORTED_AS_RESULTS = ("pyhanko", "pyhanko_certvalidator")


def _belongs(name: str, parent: str) -> bool:
    return name == parent or name.startswith(parent + ".")


@dataclass(eq=False)
class LogWatch(logging.Handler):
    """Collects records of level WARNING and above."""

    records: list[logging.LogRecord] = field(default_factory=list)
    _allowed: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def allow(self, logger: str, containing: str = "") -> None:
        """Expect warnings of this logger and its children whose message holds the given words."""
        self._allowed.append((logger, containing))

    def unexpected(self) -> list[str]:
        return [f"{record.name}: {record.getMessage()}" for record in self.records if not self._is_expected(record)]

    def _is_expected(self, record: logging.LogRecord) -> bool:
        if any(_belongs(record.name, name) for name in REPORTED_AS_RESULTS):
            return True
        message = record.getMessage()
        return any(_belongs(record.name, logger) and words in message for logger, words in self._allowed)

"""What two people see before a chart is destroyed, and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DisposalOutline:
    """What would be destroyed, without its content, and what still holds it afterwards.

    ``named`` are places of texts about groups which stay and may name the client.
    """

    client_id: UUID
    record_number: str
    lines: tuple[str, ...]
    rule: str
    remains: tuple[str, ...]
    by_token: bool
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisposalRow:
    """A chart that was destroyed; who asked for it knows its record number."""

    on: date
    rule: str
    proposed_by: str
    confirmed_by: str
    certificate_sha256: str

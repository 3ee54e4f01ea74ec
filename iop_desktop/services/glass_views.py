"""What pages show of charts that were opened from outside one's groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from iop_desktop.rules.break_glass import GlassKind, GlassVerdict


@dataclass(frozen=True, slots=True)
class OpenGlass:
    """The opening that lasts now; ``until`` is the time on the clinic's wall, such as "2:05 PM"."""

    access_id: UUID
    until_at: datetime
    until: str


@dataclass(frozen=True, slots=True)
class GlassForm:
    """Why a chart is opened from outside; ``who`` is a record number or an exact name where nobody was chosen."""

    kind: GlassKind
    reason: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class GlassRow:
    """One opening for the review. ``client`` is a name where the reader may see it, else the end of an identifier."""

    access_id: UUID
    client: str
    person: str
    when: str
    lasted: str
    kind: GlassKind
    reason: str
    may_review: bool
    verdict: GlassVerdict | None
    comment: str
    reviewed_by: str

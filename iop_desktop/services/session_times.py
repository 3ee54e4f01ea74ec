"""When a session really began and ended, corrected afterwards as it stood on the wall clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from iop_desktop.models.groups import Session
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.wall_time import read_wall_time
from iop_desktop.services.errors import Refused


def typed_times(
    session: Session, start_text: str, end_text: str, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """The moments meant by the texts, read near the plan; an empty text leaves what is known. Raises Refused."""
    planned = SessionSpan(session.starts_at, session.ends_at)
    started_at = _read(start_text, planned, zone, "started_at") if start_text.strip() else session.started_at
    # The end is looked for after the beginning, so that a repeated hour is read the second time round.
    begin = started_at or planned.starts_at
    after = SessionSpan(begin, max(begin, planned.ends_at))
    ended_at = _read(end_text, after, zone, "ended_at") if end_text.strip() else session.ended_at
    return started_at, ended_at


def _read(text: str, span: SessionSpan, zone: tzinfo, field: str) -> datetime:
    found = read_wall_time(text, span, zone)
    if isinstance(found, Refusal):
        raise Refused((replace(found, field=field),))
    return found

"""When a note is due, what is late, and a clock that stands in the past.

Sources: the rule packs (such as 26 TAC 301.361, two business days), and requirements R20, R21 and R23 of the design
notes: the program says what is late, and nobody can backdate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.staffing_limits import Limit, LimitKind, RulePack, limits_in_force

# Three business days, where no rule pack says anything: the longest that the payers gathered in the design notes allow.
DEFAULT_BUSINESS_DAYS = 3
DEFAULT_SOURCE = "Three business days, as no rule of this program says otherwise"
CLOCK_BEFORE_END = Refusal(
    "clock-session",
    "The clock of this computer stands before the end of the session. Set the date and time, then sign.",
)
CLOCK_BEFORE_AUTHOR = Refusal(
    "clock-author",
    "The clock of this computer stands before the author's signature. Set the date and time, then try again.",
)
CLOCK_BEFORE_LOG = Refusal(
    "clock-log",
    "The clock of this computer stands before the newest entry of these records. Set the date and time, then sign.",
)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class NoteDue:
    """The last moment at which a note is in time, its day on the clinic's calendar, and the rule that says so."""

    at: datetime
    day: date
    rule: str
    source: str

    def is_late(self, moment: datetime) -> bool:
        """Whether a note signed then says *Late entry* on its face."""
        return moment > self.at


def note_due(packs: Iterable[RulePack], ended_at: datetime, zone: tzinfo) -> NoteDue:
    """When the notes of a session that ended then are due: the earliest of all rules that bind on its day.

    Where no pack has a rule for it, three business days.
    """
    limits = limits_in_force(packs, ended_at.astimezone(zone).date())
    found = [due for limit in limits if (due := _due(limit, ended_at, zone)) is not None]
    last = end_of_business_day(ended_at, DEFAULT_BUSINESS_DAYS, zone)
    default = NoteDue(last, last.date(), "default", DEFAULT_SOURCE)
    return min(found, key=lambda due: (due.at, due.rule), default=default)


def refusals_of_clock(
    now: datetime, ended_at: datetime | None, newest_entry_at: datetime | None
) -> tuple[Refusal, ...]:
    """Why nothing may be signed by this clock: it would bear a time before something that has happened."""
    checks = (
        (ended_at is None or now >= ended_at, CLOCK_BEFORE_END),
        (newest_entry_at is None or now >= newest_entry_at, CLOCK_BEFORE_LOG),
    )
    return tuple(refusal for held, refusal in checks if not held)


def end_of_business_day(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The last moment of the ``days``-th business day after a moment's own day.

    Saturdays and Sundays are none; holidays differ by state and payer and count as business days, the stricter reading.
    """
    day = moment.astimezone(zone).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return datetime.combine(day, time.max, zone)


def _due(limit: Limit, ended_at: datetime, zone: tzinfo) -> NoteDue | None:
    if limit.kind is LimitKind.NOTE_DUE_BUSINESS_DAYS:
        last = end_of_business_day(ended_at, limit.value, zone)
        return NoteDue(last, last.date(), limit.rule, limit.source)
    if limit.kind is LimitKind.NOTE_DUE_HOURS:
        last = ended_at + timedelta(hours=limit.value)
        return NoteDue(last, last.astimezone(zone).date(), limit.rule, limit.source)
    return None

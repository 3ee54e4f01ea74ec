"""Which backups of the clinic's folder are kept: 7 daily, 4 weekly, 12 monthly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, tzinfo

DAILY, WEEKLY, MONTHLY = 7, 4, 12


def kept(moments: Iterable[datetime], zone: tzinfo) -> frozenset[datetime]:
    """The moments of the backups that stay: the newest of each of the latest 7 days, 4 weeks and 12 months.

    Only days, weeks and months with a backup are counted, so that a clinic that was closed for a month loses none.
    Days are those of ``zone``; the newest of all always stays.
    """
    newest_first = sorted(set(moments), reverse=True)
    return (
        _newest_of(newest_first, lambda moment: moment.astimezone(zone).date(), DAILY)
        | _newest_of(newest_first, lambda moment: moment.astimezone(zone).isocalendar()[:2], WEEKLY)
        | _newest_of(newest_first, lambda moment: moment.astimezone(zone).strftime("%Y-%m"), MONTHLY)
    )


def _newest_of(
    newest_first: Iterable[datetime], period: Callable[[datetime], Hashable], most: int
) -> frozenset[datetime]:
    found: dict[Hashable, datetime] = {}
    for moment in newest_first:
        if len(found) == most and period(moment) not in found:
            break
        found.setdefault(period(moment), moment)
    return frozenset(found.values())

"""The weekly review for the privacy officer: what to look at since the last one, and that it was looked at."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models import audit_chain
from iop_desktop.models.audit_reading import AuditQuery, StoredEntry, everything, first_at, page, since_entry
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Setting
from iop_desktop.rules.audit_review import REVIEW_EVERY, NightHours, ReviewTopic, review_is_due, topic_of
from iop_desktop.rules.audit_words import sentence_of
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.audit_names import AuditNames
from iop_desktop.services.audit_views import ReviewItem, ReviewList
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Stale
from iop_desktop.services.rights import needs
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of, day_and_time, time_text

_HOURS = "audit/night"
_REVIEWED = "audit.reviewed"
# An hour in bed before midnight and one after it are one night; at noon there is never one.
_HALF_A_DAY = timedelta(hours=12)
_STALE = "The audit log ends before the list you have seen. Nothing was changed: look at the list again."


class AuditReviewService:
    """Use cases of the weekly review."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked, self._clock = unlocked, clock

    @needs(Right.READ_AUDIT)
    def list(self) -> ReviewList:
        """What happened since the last review, or in the last week; by topic and newest first. Raises NotAllowed."""
        actor, now = self._unlocked.actor, self._clock()
        with self._unlocked.reading() as db:
            last, end, hours = _last_review(db), audit_chain.head(db), night_hours(db)
            since = last.at if last else now - REVIEW_EVERY
            # By number and not by time: what came between looking and reviewing belongs on the next list.
            entries = tuple(
                since_entry(db, int(str(last.details["through"]))) if last else everything(db, AuditQuery(since=since))
            )
            names = AuditNames(db, self._unlocked, entries)
            items = (*self._named(entries, names), *self._nights(entries, names, hours))
            return ReviewList(
                since=since,
                through=end.sequence if end else 0,
                items=tuple(sorted(items, key=lambda item: list(ReviewTopic).index(item.topic))),
                last_reviewed=last.at.astimezone(self._unlocked.zone).date() if last else None,
                reviewed_by=AuditNames(db, self._unlocked, (last,)).person(last) if last else "",
                due=review_is_due(last.at if last else first_at(db), now),
                hours=hours,
                may_review=actor.may(Right.REVIEW_AUDIT),
            )

    @needs(Right.REVIEW_AUDIT)
    def mark_reviewed(self, seen: ReviewList) -> Changes:
        """Keep that the list was looked at, as an entry. Raises NotAllowed, Stale."""
        with self._unlocked.transaction() as db:
            end = audit_chain.head(db)
            if end is None or end.sequence < seen.through:
                raise Stale(_STALE)
            detail: dict[str, Json] = {
                "through": seen.through,
                "items": len(seen.items),
                "since": seen.since.isoformat(),
            }
            self._unlocked.audit(db, _REVIEWED, detail=detail)
        return Changes(frozenset({Topic.CLINIC}), "The review is kept in the audit log. The next one is due in a week.")

    @needs(Right.REVIEW_AUDIT)
    def set_night(self, hours: NightHours) -> Changes:
        """Choose which hours count as night. Raises NotAllowed."""
        with self._unlocked.transaction() as db:
            db.merge(Setting(name=_HOURS, value=json.dumps(asdict(hours))))
            self._unlocked.audit(db, "setting.chosen", _HOURS, asdict(hours))
        return Changes(frozenset({Topic.CLINIC}), "Work in these hours is on the weekly review from now on.")

    def _named(self, entries: Iterable[StoredEntry], names: AuditNames) -> Iterable[ReviewItem]:
        for entry in entries:
            topic = topic_of(entry.action)
            if topic is not None:
                yield ReviewItem(
                    topic, self._when(entry.at), names.person(entry), sentence_of(entry.action), names.about(entry)
                )

    def _nights(self, entries: Iterable[StoredEntry], names: AuditNames, hours: NightHours) -> Iterable[ReviewItem]:
        """One line for each person and night, because a night's work is many entries."""
        zone = self._unlocked.zone
        nights: defaultdict[tuple[date, UUID], list[StoredEntry]] = defaultdict(list)
        for entry in entries:
            wall = entry.at.astimezone(zone)
            if entry.actor is not None and hours.holds(wall):
                nights[(wall - _HALF_A_DAY).date(), entry.actor].append(entry)
        for found in nights.values():
            newest, oldest = found[0], found[-1]
            span = f"{time_text(oldest.at, zone)} to {time_text(newest.at, zone)}"
            what = f"{count_of(len(found), 'entry', 'entries')}, {span}"
            yield ReviewItem(ReviewTopic.NIGHT, self._when(oldest.at), names.person(newest), what, "")

    def _when(self, moment: datetime) -> str:
        zone = self._unlocked.zone
        return day_and_time(moment, zone, self._clock().astimezone(zone).date())


def night_hours(db: Database) -> NightHours:
    """The hours that count as night."""
    row = db.get(Setting, _HOURS)
    return NightHours(**json.loads(row.value)) if row is not None else NightHours()


def review_need(db: Database, actor: Actor, now: datetime) -> Need | None:
    """The row on Today for an administrator when no review was done for a week; None when all is well."""
    if not actor.may(Right.REVIEW_AUDIT):
        return None
    last = _last_review(db)
    if not review_is_due(last.at if last else first_at(db), now):
        return None
    detail = f"The last one was {count_of((now - last.at).days, 'day')} ago" if last else "It was never done"
    return Need(NeedKind.PRIVACY, "Weekly privacy review", detail, 0)


def _last_review(db: Database) -> StoredEntry | None:
    return next(iter(page(db, AuditQuery(actions=(_REVIEWED,)), limit=1)), None)

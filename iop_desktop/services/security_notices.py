"""Notices about the vault that stay on Today until somebody other than who caused them says that they were seen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Setting, Staff
from iop_desktop.rules.rights import Right
from iop_desktop.rules.security_notices import NoticeKind, is_told, may_mark_seen
from iop_desktop.services.actor import Actor
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.rights import needs
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import day_and_time

_PREFIX = "notice/"
_GONE = "Somebody else has marked this as seen in the meantime. Nothing is lost."
_NOT_YOU = "Somebody other than who did it marks this as seen. Nothing was changed."
_TITLES = {
    NoticeKind.KIT_USED: "The recovery kit was used",
    NoticeKind.FACTOR_REMOVED: "A second factor was removed",
    NoticeKind.RESTORED: "A backup was restored",
    NoticeKind.LET_IN_ANEW: "A pass phrase was replaced",
}
_STORIES = {
    NoticeKind.KIT_USED: (
        "{about} was let in with the code of the recovery kit, and chose a new pass phrase. The used kit no longer "
        "works. Ask {about} whether that is so: whoever holds the page can do it under any login."
    ),
    NoticeKind.FACTOR_REMOVED: (
        "{by} removed the second factor of {about}, whose pass phrase alone opens the records now. "
        "Ask {about} whether that was asked for."
    ),
    NoticeKind.RESTORED: (
        "{by} put a backup in the place of the records. Roles, suspensions, invitations, second factors and proposals "
        "are those of its day. {others} Look through Settings, Staff, and do again what was done since."
    ),
    NoticeKind.LET_IN_ANEW: (
        "{about} was let in with a code that {by} made, and has a new pass phrase and signing key. "
        "Ask {about} whether that is so: whoever has the code can do it."
    ),
}
_AGAIN = "These could not open the records any more before, and can again: {names}."
_NOBODY_AGAIN = "Nobody can open them who could not before."
_KIT = "The recovery kit"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that must be seen, in words; ``may_mark``: this person may end it."""

    notice_id: UUID
    title: str
    when: str
    about: str
    story: str
    may_mark: bool


@dataclass(frozen=True, slots=True)
class _Stored:
    notice_id: UUID
    kind: NoticeKind
    at: datetime
    by: UUID | None
    about: UUID | None
    others: tuple[UUID, ...]


def raise_notice(
    db: Database,
    kind: NoticeKind,
    at: datetime,
    *,
    by: UUID | None,
    about: UUID | None,
    others: tuple[UUID, ...] = (),
) -> None:
    """Tell everyone concerned from now on; in the caller's transaction. None for ``by`` is the recovery kit."""
    people = {"by": str(by or ""), "about": str(about or ""), "others": [str(each) for each in others]}
    value = json.dumps({"kind": kind, "at": at.isoformat(), **people})
    db.add(Setting(name=f"{_PREFIX}{new_id()}", value=value))


class SecurityNoticeService:
    """What the person at the keyboard is told about."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked, self._clock = unlocked, clock

    @needs(Right.OWN_ACCOUNT)
    def rows(self) -> tuple[Notice, ...]:
        """What has not been seen yet, oldest first."""
        with self._unlocked.reading() as db:
            return notices(db, self._unlocked.actor, self._unlocked.zone, self._clock())

    @needs(Right.OWN_ACCOUNT)
    def mark_seen(self, notice_id: UUID) -> Changes:
        """End a notice, as an entry. Raises NotFound when it is gone, NotAllowed for who is not told or did it."""
        actor = self._unlocked.actor
        with self._unlocked.transaction() as db:
            row = db.get(Setting, f"{_PREFIX}{notice_id}")
            if row is None:
                raise NotFound(_GONE)
            found = _from_row(row)
            if not _may_mark(db, found, actor):
                raise NotAllowed(_NOT_YOU)
            db.delete(row)
            self._unlocked.audit(
                db, "notice.seen", found.about or "vault", {"kind": found.kind, "at": found.at.isoformat()}
            )
        return Changes(frozenset({Topic.CLINIC}), f"{_TITLES[found.kind]}: marked as seen.")


def notices(db: Database, actor: Actor, zone: tzinfo, now: datetime) -> tuple[Notice, ...]:
    """The notices of one person in words, oldest first."""
    found = [each for each in _stored(db) if is_told(each.kind, actor.roles, about_them=each.about == actor.staff_id)]
    names = {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))} if found else {}
    today = now.astimezone(zone).date()
    return tuple(
        Notice(
            each.notice_id,
            _TITLES[each.kind],
            day_and_time(each.at, zone, today),
            _name(names, each.about),
            _STORIES[each.kind].format(
                about=_name(names, each.about), by=_name(names, each.by), others=_again(names, each.others)
            ),
            _may_mark(db, each, actor),
        )
        for each in sorted(found, key=lambda each: each.at)
    )


def notice_needs(db: Database, actor: Actor, zone: tzinfo, now: datetime) -> tuple[Need, ...]:
    """The rows on Today."""
    return tuple(
        Need(
            NeedKind.NOTICE,
            each.title,
            f"{each.about} · {each.when} · not seen yet",
            0,
            notice_id=each.notice_id,
        )
        for each in notices(db, actor, zone, now)
    )


def _stored(db: Database) -> Iterable[_Stored]:
    return map(_from_row, db.scalars(select(Setting).where(Setting.name.startswith(_PREFIX))))


def _from_row(row: Setting) -> _Stored:
    value = json.loads(row.value)
    return _Stored(
        UUID(row.name.removeprefix(_PREFIX)),
        NoticeKind(value["kind"]),
        datetime.fromisoformat(value["at"]),
        _id(value["by"]),
        _id(value["about"]),
        tuple(map(UUID, value.get("others", ()))),
    )


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None


def _name(names: dict[UUID, str], key: UUID | None) -> str:
    return names.get(key, _KIT) if key is not None else _KIT


def _again(names: dict[UUID, str], others: tuple[UUID, ...]) -> str:
    known = sorted(names[key] for key in others if key in names)
    return _AGAIN.format(names=", ".join(known)) if known else _NOBODY_AGAIN


def _may_mark(db: Database, found: _Stored, actor: Actor) -> bool:
    involved = {actor.staff_id, found.by, *((found.about,) if found.kind is NoticeKind.LET_IN_ANEW else ())}
    others = db.execute(select(Staff.id, Staff.roles).where(Staff.active, Staff.id.not_in(involved - {None})))
    return may_mark_seen(
        found.kind,
        actor.roles,
        about_them=found.about == actor.staff_id,
        did_it=found.by == actor.staff_id,
        others_are_told=any(is_told(found.kind, roles, about_them=key == found.about) for key, roles in others),
    )

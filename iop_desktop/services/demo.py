"""The demo clinic: an invented clinic with weeks of history, made through the services and really signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import tzlocal
from sqlalchemy import select

from iop_desktop.models.groups import Session
from iop_desktop.models.kdf import KdfCost
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.curriculum_files import shipped_curriculum
from iop_desktop.services.curriculum_store import add_curriculum
from iop_desktop.services.demo_calendar import SESSION_LENGTH, DemoCalendar, StoryClock, next_quarter
from iop_desktop.services.demo_contacts import keep_contacts
from iop_desktop.services.demo_content import DEMO_PASSPHRASE, DemoContent, read_demo_content
from iop_desktop.services.demo_folder import FolderInUse, whole_or_nothing
from iop_desktop.services.demo_history import hold_session
from iop_desktop.services.demo_notes import NoteWriter, write_notes_of_day
from iop_desktop.services.demo_people import PlacedGroup, add_people
from iop_desktop.services.demo_staff import add_staff, clinic_form
from iop_desktop.services.phrases import PhraseService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.vault import VaultService

__all__ = ["DEMO_PASSPHRASE", "DemoClinic", "FolderInUse", "Progress", "make_demo"]

HISTORY_WEEKS = 8
# Each week of signed notes takes about seven seconds to make.
SIGNED_WEEKS = 3

# How many of how many, and what is being done.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class DemoClinic:
    """A new demo clinic; ``session_id`` waits to be run, and everybody has one pass phrase.

    ``unlocked`` is open in the administrator's hands and stands at the moment the demo was made: lock it, then unlock
    as whom you like.
    """

    folder: Path
    unlocked: Unlocked
    clinic_name: str
    passphrase: str = field(repr=False)
    recovery_code: str = field(repr=False)
    logins: tuple[str, ...]
    facilitator: str
    supervisor: str
    session_id: UUID
    starts_at: datetime


def no_progress(_done: int, _total: int, _doing: str) -> None:
    """Nobody is watching."""


def make_demo(
    folder: Path,
    passphrase: str,
    clock: Clock,
    *,
    kdf_cost: KdfCost | None = None,
    history_weeks: int = HISTORY_WEEKS,
    signed_weeks: int = SIGNED_WEEKS,
    session_starts_at: datetime | None = None,
    zone: str | None = None,
    progress: Progress = no_progress,
) -> DemoClinic:
    """Make the demo clinic in ``folder``, which must be empty or not exist yet; about 45 seconds.

    History ends at ``clock()``; the first group's session of today waits from ``session_starts_at`` on (by default the
    next quarter hour). Notes of the last ``signed_weeks`` are written and signed; before that the clinic kept
    attendance only. ``kdf_cost`` is for tests. All or nothing: after an error or an interrupt the folder is as it was.
    Raises FolderInUse, Refused for a weak pass phrase, and VaultError.
    """
    zone_name = zone or tzlocal.get_localzone_name()
    now = clock()
    starts_at = session_starts_at or next_quarter(now, ZoneInfo(zone_name))
    calendar = DemoCalendar(now, ZoneInfo(zone_name), starts_at, history_weeks)
    content = read_demo_content()
    story = StoryClock(now - timedelta(weeks=history_weeks + 1), limit=now)
    with whole_or_nothing(folder):
        vaults = VaultService(folder, story, kdf_cost=kdf_cost)
        progress(0, len(content.staff), "Setting up the clinic")
        made = vaults.set_up(clinic_form(content, zone_name, passphrase))
        try:
            session_id = _tell(made.unlocked, content, calendar, story, passphrase, signed_weeks, progress)
        except BaseException:
            vaults.lock(made.unlocked)
            raise
    return DemoClinic(
        folder=folder,
        unlocked=made.unlocked,
        clinic_name=content.clinic_name,
        passphrase=passphrase,
        recovery_code=made.recovery_code,
        logins=tuple(person.login for person in content.staff),
        facilitator=content.groups[0].facilitator,
        supervisor=_supervisor(content),
        session_id=session_id,
        starts_at=starts_at,
    )


def _supervisor(content: DemoContent) -> str:
    return next(person.login for person in content.staff if person.role is Role.SUPERVISOR)


def _tell(
    unlocked: Unlocked,
    content: DemoContent,
    calendar: DemoCalendar,
    story: StoryClock,
    passphrase: str,
    signed_weeks: int,
    progress: Progress,
) -> UUID:
    """Write the whole history in the order in which it happened; the session that waits."""
    steps = iter(range(1, len(content.staff) + 1))
    keyboard = add_staff(
        unlocked, content, story, passphrase, lambda: progress(next(steps), len(content.staff), "Setting up the clinic")
    )
    lessons = add_curriculum(unlocked, shipped_curriculum())
    PhraseService(unlocked).add_starting()
    groups = add_people(unlocked, content, calendar)
    writer = NoteWriter(keyboard, keyboard[_supervisor(content)], story, passphrase, content.sentences)
    _hold_sessions(unlocked, groups, calendar, writer, lessons, signed_weeks, progress)
    if signed_weeks:
        keep_contacts(groups, calendar, writer)
    # A session that is over already was planned before it began: nothing may be signed before the newest entry.
    story.move_to(min(calendar.now, calendar.first_start))
    return _plan_today(unlocked, groups, calendar, story, lessons)


def _hold_sessions(
    unlocked: Unlocked,
    groups: tuple[PlacedGroup, ...],
    calendar: DemoCalendar,
    writer: NoteWriter,
    lessons: tuple[UUID, ...],
    signed_weeks: int,
    progress: Progress,
) -> None:
    days = calendar.past_days()
    signed_from = calendar.ago(7 * signed_weeks)
    for index, day in enumerate(days):
        ago = len(days) - index
        held = []
        for placed in groups:
            number = placed.group.number_today - ago
            starts_at = calendar.start_on(day, placed.group.offset_minutes)
            writer.clock.move_to(starts_at + SESSION_LENGTH)
            lesson = lessons[(placed.group.lesson_today - 1 - ago) % len(lessons)]
            held.append((placed, hold_session(unlocked, placed, number, starts_at, ago, lesson, writer.sentences)))
        if day >= signed_from:
            write_notes_of_day(writer, held)
        progress(index + 1, len(days), "Writing the history")


def _plan_today(
    unlocked: Unlocked,
    groups: tuple[PlacedGroup, ...],
    calendar: DemoCalendar,
    story: StoryClock,
    lessons: tuple[UUID, ...],
) -> UUID:
    """Plan a session of each group; returns that of the first."""
    service = SessionService(unlocked, story)
    for placed in groups:
        starts_at = calendar.start_on(calendar.today, placed.group.offset_minutes)
        lesson_id = lessons[placed.group.lesson_today - 1]
        service.schedule(placed.group_id, starts_at, starts_at + SESSION_LENGTH, lesson_id)
    # Shortly after midnight the session may have begun yesterday, so it is not looked up among those of today.
    with unlocked.reading() as db:
        latest = select(Session.id).where(Session.group_id == groups[0].group_id).order_by(Session.number.desc())
        return db.scalars(latest.limit(1)).one()

"""Which changes of attendance are refused, and why."""

from __future__ import annotations

from datetime import datetime

from iop_desktop.rules.attendance import EARLY_ARRIVAL, LATE_LEAVING, Attendance, SessionSpan
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import AttendanceStatus

_NOT_HERE = Refusal("not-here", "Mark the member as here before entering times.", "status")

_NOT_ARRIVED = Refusal("before-arrival", "The member had not arrived at that time. Correct the time in.", "time")


def refusals_to_set_times(
    time_in: datetime | None,
    time_out: datetime | None,
    status: AttendanceStatus,
    span: SessionSpan,
) -> tuple[Refusal, ...]:
    """Why these times cannot be recorded for a member of this session."""
    found: list[Refusal] = []
    if not status.attended:
        found.append(_NOT_HERE)
    found.extend(refusals_of_order(time_in, time_out))
    for field, moment in (("time_in", time_in), ("time_out", time_out)):
        if moment and _beyond(moment, span):
            found.append(Refusal("beyond", "That time is more than an hour outside this session.", field))
    return tuple(found)


def refusals_of_order(time_in: datetime | None, time_out: datetime | None) -> tuple[Refusal, ...]:
    """Nobody leaves before they come."""
    if time_in and time_out and time_out <= time_in:
        return (Refusal("order", "The time out must be after the time in.", "time_out"),)
    return ()


def refusals_to_move(
    attendance: Attendance, moment: datetime, span: SessionSpan, *, outward: bool
) -> tuple[Refusal, ...]:
    """Why a member cannot be recorded as called out of the room, or as back, at this moment."""
    if not attendance.status.attended:
        return (_NOT_HERE,)
    if _beyond(moment, span):
        return (Refusal("beyond", "That time is more than an hour outside this session.", "time"),)
    if attendance.time_in is not None and moment < attendance.time_in:
        return (_NOT_ARRIVED,)
    if outward and _away_at(attendance, moment):
        text = "The member was out of the room at that time already. Correct the times that are recorded."
        return (Refusal("out", text, "time"),)
    if outward and attendance.is_out:
        return (Refusal("out", "The member is out of the room already. R records the return.", "status"),)
    if not outward and not attendance.is_out:
        return (Refusal("in", "The member is in the room already.", "status"),)
    if not outward and moment < _out_from(attendance):
        text = "The member went out after that time. Write the time of the return, or correct when the member went out."
        return (Refusal("order", text, "time"),)
    return ()


def _away_at(attendance: Attendance, moment: datetime) -> bool:
    return any(away.back_at is not None and away.left_at <= moment < away.back_at for away in attendance.aways)


def _out_from(attendance: Attendance) -> datetime:
    """Since when a member who is out is out."""
    out = attendance.out_since
    since = out.left_at if out else attendance.time_out
    assert since is not None, "asked of who is out"
    return since


def refusals_to_correct(
    moment: datetime, attended: bool, span: SessionSpan, *, has_moment: bool, undone: bool = False
) -> tuple[Refusal, ...]:
    """Why the time of a recorded event cannot be put right to this moment."""
    if not has_moment:
        return (Refusal("no-time", "That entry has no time that could be corrected.", "event"),)
    if undone:
        return (Refusal("undone", "That entry was taken back, so its time counts for nothing.", "event"),)
    if not attended:
        return (_NOT_HERE,)
    if _beyond(moment, span):
        return (Refusal("beyond", "That time is more than an hour outside this session.", "time"),)
    return ()


def refusals_of_corrected(after: Attendance, *, in_order: bool) -> tuple[Refusal, ...]:
    """Why a corrected time cannot stand: it would turn a stay, or (not ``in_order``) ways out and returns, around."""
    if not in_order:
        text = "Ways out and returns would change their order. Correct the other time first."
        return (Refusal("order", text, "time"),)
    if after.time_in is not None and any(away.left_at < after.time_in for away in after.aways):
        return (_NOT_ARRIVED,)
    return refusals_of_order(after.time_in, after.time_out)


def refusals_to_mark(note_is_signed: bool) -> tuple[Refusal, ...]:
    """A signed note holds the attendance as it was signed; it cannot be changed under the signature."""
    if not note_is_signed:
        return ()
    text = "This member's note is signed, and the signature covers attendance. Nothing was changed."
    return (Refusal("signed", text, "status"),)


def refusals_to_change_present(any_note_is_signed: bool) -> tuple[Refusal, ...]:
    """The number present stands in every note of a session, so it stays once one of them is signed."""
    if not any_note_is_signed:
        return ()
    text = "A note of this session is signed, and it states how many were present. Nothing was changed."
    return (Refusal("present-signed", text, "status"),)


def refusals_to_break(runs: bool, any_note_is_signed: bool) -> tuple[Refusal, ...]:
    """Why a pause of the whole group cannot begin or end now."""
    if any_note_is_signed:
        text = "Notes of this session are signed, and they state everyone's minutes. Nothing was changed."
        return (Refusal("signed", text, "session"),)
    if not runs:
        return (Refusal("not-running", "Breaks are recorded while the session runs.", "session"),)
    return ()


def _beyond(moment: datetime, span: SessionSpan) -> bool:
    return not span.starts_at - EARLY_ARRIVAL <= moment <= span.ends_at + LATE_LEAVING

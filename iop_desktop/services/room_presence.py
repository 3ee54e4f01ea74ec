"""Who is in the room now, and whether the group is on a break."""

from __future__ import annotations

from datetime import datetime

from iop_desktop.rules.attendance_now import Whereabouts, whereabouts
from iop_desktop.rules.vocabulary import AttendanceEventKind
from iop_desktop.services.room_facts import RoomFacts
from iop_desktop.services.room_views import OutOfRoom, Presence

KIND_WORDS = {
    AttendanceEventKind.MARKED: "Mark",
    AttendanceEventKind.TIME_IN: "Time in",
    AttendanceEventKind.TIME_OUT: "Time out",
    AttendanceEventKind.PULLED_OUT: "Called out",
    AttendanceEventKind.RETURNED: "Back in the room",
    AttendanceEventKind.CORRECTED: "Correction",
    AttendanceEventKind.REASON: "Reason",
    AttendanceEventKind.OBSERVED: "Observation",
    AttendanceEventKind.UNDONE: "Undo",
}


def presence_of(room: RoomFacts, now: datetime) -> Presence:
    """Who is where at this moment."""
    where = {member: whereabouts(room.attendance[member.client_id], now) for member in room.members}
    found = list(where.values())
    out = (
        (member.name, away)
        for member, place in where.items()
        if place is Whereabouts.OUT and (away := room.attendance[member.client_id].out_since) is not None
    )
    return Presence(
        in_room=tuple(member.name for member, place in where.items() if place is Whereabouts.IN_THE_ROOM),
        out=tuple(OutOfRoom(name, away.left_at, away.by) for name, away in out),
        left=found.count(Whereabouts.LEFT),
        away=found.count(Whereabouts.AWAY),
        not_marked=found.count(Whereabouts.NOT_MARKED),
    )


def open_break(room: RoomFacts) -> datetime | None:
    """When the break began on which the group is now; none once the session has ended."""
    if room.head.ended_at is not None:
        return None
    return next((begin for begin, end in room.span.breaks if end is None), None)

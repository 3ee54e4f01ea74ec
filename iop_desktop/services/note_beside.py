"""What stands beside a note while it is written: who it is about, when that was, and what the author may choose."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from iop_desktop.rules.attendance import Observation
from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, NoteLayout
from iop_desktop.rules.note_prompts import quoted_fact
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteFormat
from iop_desktop.services.contact_views import ContactView
from iop_desktop.services.note_views import Seen
from iop_desktop.services.plan_goals import PlanGoal
from iop_desktop.services.room_facts import RoomFacts
from iop_desktop.services.wall_text import time_text


@dataclass(frozen=True, slots=True)
class Beside:
    """``line`` is when and how in a few words.

    ``status``, ``reason`` and ``observations`` are what was recorded of the client in a group session.
    """

    name: str
    initials: str
    pronouns: str
    line: str
    goals: tuple[PlanGoal, ...]
    status: AttendanceStatus | None = None
    reason: str = ""
    observations: tuple[Seen, ...] = ()
    note_format: NoteFormat = NoteFormat.DAP
    layout: NoteLayout = DEFAULT_LAYOUTS[NoteFormat.DAP]
    contact: ContactView | None = None


def beside_member(
    room: RoomFacts, client_id: UUID, goals: tuple[PlanGoal, ...], note_format: NoteFormat, layout: NoteLayout
) -> Beside:
    """What stands beside the note of one member of a session. Raises NotFound."""
    member, attendance = room.member(client_id), room.attendance[client_id]
    return Beside(
        name=member.name,
        initials=member.initials,
        pronouns=member.pronouns,
        line=attendance.words,
        goals=goals,
        status=attendance.status,
        reason=attendance.why,
        observations=tuple(_seen(each, room) for each in attendance.seen),
        note_format=note_format,
        layout=layout,
    )


def _seen(observation: Observation, room: RoomFacts) -> Seen:
    """What was noted in the group, with its clock time."""
    clock = time_text(observation.at, room.head.zone) if observation.at else ""
    return Seen(f"{clock} {observation.text}".strip(), quoted_fact(clock, observation.text))

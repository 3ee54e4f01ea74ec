"""The record a note becomes: header rows and sections, its canonical form and its digest.

The signature covers this record: group part, individual part, attendance with times, author, role and lesson.
It names nobody but the member and the staff.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from iop_desktop.rules.attendance_minutes import Away, Gap
from iop_desktop.rules.day_names import DAYS, MONTHS
from iop_desktop.rules.names import with_credentials
from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, Element, NoteLayout
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record_layout import PlanWords, lay_out, member_texts
from iop_desktop.rules.record_words import paragraphs, risk_check_texts, sentence
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteFormat, NoteKind, SegmentState

SCHEMA = "iop-desktop/note/2"
"""Version 1 knew no words of the member, no assessment, no problem and no layout; it is read as it stands."""
FINISHED = ", finishing the note of somebody else"
"""Stands after an author who did not lead the session or hold the contact."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of the lesson as it was given; ``minutes`` are the planned ones, ``spent`` is 0 when not timed."""

    title: str
    minutes: int
    state: SegmentState
    spent: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is named on a record beside the member: staff only."""

    name: str
    credentials: str
    title: str = ""

    @property
    def signed_name(self) -> str:
        """Name with credentials as printed."""
        return with_credentials(self.name, self.credentials)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Everything that stands in one note. Times are aware; ``zone`` is the clinic's.

    ``attended_as`` says the status in words where it has two halves (late and left early). ``layout`` is the
    clinic's; None is the default of the format.
    """

    note_id: str
    kind: NoteKind
    note_format: NoteFormat
    clinic_name: str
    program_name: str
    group_name: str
    session_number: int
    client_name: str
    client_number: str
    date_of_birth: str
    starts_at: datetime
    ends_at: datetime
    place: str
    zone: tzinfo
    status: AttendanceStatus
    time_in: datetime | None
    time_out: datetime | None
    minutes: int
    reason: str
    present: int
    facilitator: Person
    cofacilitator: Person | None
    author: Person
    topic: str
    lesson: str
    interventions: str
    segments: tuple[Segment, ...]
    goal: str
    objective: str
    draft: NoteDraft
    has_goals: bool = False
    clinic_address: str = ""
    attended_as: str = ""
    aways: tuple[Away, ...] = ()
    breaks: tuple[Gap, ...] = ()
    late_entry: str = ""
    split_with: str = ""
    problem: str = ""
    layout: NoteLayout | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A note as it is read: label and value rows, then titled paragraphs."""

    title: str
    header: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Record:
        """The record as it was composed when it was signed, from its canonical form."""
        return cls(
            title=data["title"],
            header=tuple((label, value) for label, value in data["header"]),
            sections=tuple((title, tuple(texts)) for title, texts in data["sections"]),
        )


def compose(facts: RecordFacts) -> Record:
    """Lay the facts out as the format asks. No sentence about the member is added to the author's words."""
    if facts.kind is NoteKind.ABSENCE:
        return Record("Absence Note", _header(facts), _absence(facts))
    plan = PlanWords(facts.problem, facts.goal, facts.objective, facts.has_goals)
    held = {**member_texts(facts.draft, plan), Element.GROUP: _group_paragraphs(facts)}
    layout = facts.layout or DEFAULT_LAYOUTS[facts.note_format]
    return Record("Group Progress Note", _header(facts), lay_out(layout, held))


def _header(facts: RecordFacts) -> tuple[tuple[str, str], ...]:
    rows = [
        ("Program", facts.program_name),
        ("Group", f"{facts.group_name}, session {facts.session_number}"),
        ("Session", span_text(facts.starts_at, facts.ends_at, facts.zone)),
        ("Late entry", facts.late_entry),
        ("Split group", facts.split_with),
        ("Attendance", _attendance(facts)),
        ("Facilitator", facts.facilitator.signed_name),
        (
            "Co-facilitator",
            facts.cofacilitator.signed_name if facts.cofacilitator else "",
        ),
        ("Written by", f"{facts.author.signed_name}{FINISHED}" if _was_not_there(facts) else ""),
        ("Place", facts.place),
        ("Number present", str(facts.present)),
    ]
    return tuple((label, value) for label, value in rows if value)


def _was_not_there(facts: RecordFacts) -> bool:
    """Whether the author led no part of the session: a supervisor who finished the note of somebody who could not."""
    return facts.author not in (facts.facilitator, facts.cofacilitator)


def clock_text(moment: datetime, zone: tzinfo) -> str:
    """A wall-clock time such as ``9:05 AM``."""
    local = moment.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def late_entry_text(recorded_at: datetime, reason: str, zone: tzinfo) -> str:
    """What a late entry says of itself: when it was recorded and why only then."""
    because = f" because: {reason.strip().rstrip('.')}" if reason.strip() else ""
    return f"Recorded on {day_text(recorded_at, zone)} at {clock_text(recorded_at, zone)}{because}."


def day_text(moment: datetime, zone: tzinfo) -> str:
    """A day such as ``Monday, November 23, 2026``."""
    local = moment.astimezone(zone)
    return f"{DAYS[local.weekday()]}, {MONTHS[local.month - 1]} {local.day}, {local.year}"


def _from_to(begin: datetime, end: datetime, zone: tzinfo) -> str:
    """Both times; with the zone's name where the clocks change between them, with the day after midnight."""
    first, last = begin.astimezone(zone), end.astimezone(zone)
    changed = first.utcoffset() != last.utcoffset()
    names = (f" {first.tzname()}", f" {last.tzname()}") if changed else ("", "")
    day = "" if first.date() == last.date() else f" on {day_text(end, zone)}"
    return f"{clock_text(begin, zone)}{names[0]} to {clock_text(end, zone)}{names[1]}{day}"


def span_text(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Day, both times and the minutes between them."""
    minutes = int((end - start).total_seconds() // 60)
    return f"{day_text(start, zone)}, {_from_to(start, end, zone)} ({minutes} min)"


def _attendance(facts: RecordFacts) -> str:
    if not facts.status.attended:
        return f"{facts.status.label}. {facts.reason}".strip(". ")
    begin, end = facts.time_in or facts.starts_at, facts.time_out or facts.ends_at
    times = _from_to(begin, end, facts.zone)
    came = f"{facts.attended_as or facts.status.label}, {times}, {facts.minutes} minutes"
    return "; ".join((came, *_times_off(facts)))


def _times_off(facts: RecordFacts) -> list[str]:
    """What the minutes leave out: times out of the room, with who called the member out, and breaks of the group."""
    out = [
        f"out of the room {_gap(away.gap, facts)}" + (f" (called by {away.by})" if away.by else "")
        for away in facts.aways
    ]
    return [*out, *(f"break {_gap(each, facts)}" for each in facts.breaks)]


def _gap(gap: Gap, facts: RecordFacts) -> str:
    return _from_to(gap[0], gap[1] or facts.ends_at, facts.zone)


def _group_paragraphs(facts: RecordFacts) -> tuple[str, ...]:
    given = (SegmentState.DONE, SegmentState.SHORTENED)
    delivered = "; ".join(segment_words(segment) for segment in facts.segments if segment.state in given)
    skipped = "; ".join(
        f"{segment.title} ({segment.reason})"
        for segment in facts.segments
        if segment.state is SegmentState.SKIPPED and segment.reason
    )
    topic = f"{sentence('Topic', facts.topic)} {sentence('Lesson', facts.lesson)}"
    parts = (topic.strip(), sentence("Segments delivered", delivered), sentence("Segments skipped", skipped))
    return tuple(part for part in (*parts, *paragraphs(facts.interventions)) if part)


def segment_words(segment: Segment) -> str:
    """A segment with what is known of it: ``Practice (shortened, 25 of 40 min)``."""
    shortened = segment.state is SegmentState.SHORTENED
    minutes = f"{segment.spent} of {segment.minutes} min" if shortened else f"{segment.spent} min"
    known = (*(("shortened",) if shortened else ()), *((minutes,) if segment.spent else ()))
    return f"{segment.title} ({', '.join(known)})" if known else segment.title


def _absence(facts: RecordFacts) -> tuple[tuple[str, tuple[str, ...]], ...]:
    missed = sentence("Topic missed", facts.topic)
    absence = f"{facts.status.label}. {facts.reason}".strip()
    draft = facts.draft
    reason = sentence("Reason", " ".join(draft.reason.split()))
    packet = sentence("Make-up packet", str(draft.packet or "").lower())
    return (
        ("Absence", tuple(part for part in (absence, reason, missed) if part)),
        ("Outreach", paragraphs(draft.outreach)),
        ("Risk check", risk_check_texts(draft)),
        ("Plan", tuple(part for part in (*paragraphs(draft.plan), packet) if part)),
    )


def canonical(facts: RecordFacts) -> dict[str, Any]:
    """Every fact as plain JSON data: what is stored with the signed version and what the digest covers."""
    return canonical_data(facts, facts.draft, facts.zone, compose(facts))


def canonical_data(facts: Any, draft: NoteDraft, zone: tzinfo, composed: Record) -> dict[str, Any]:
    """The facts of any note (a dataclass with ``draft`` and ``zone``) and its record as plain JSON data.

    Moments are written in UTC, so that equal moments are equal text before and after they were stored.
    """
    data = asdict(facts)
    data["schema"], data["zone"], data["draft"] = SCHEMA, str(zone), draft.as_data()
    data["title"], data["header"], data["sections"] = composed.title, composed.header, composed.sections
    plain: dict[str, Any] = json.loads(json.dumps(data, default=_plain, ensure_ascii=False))
    return plain


def _plain(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def digest(data: dict[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON of a record."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

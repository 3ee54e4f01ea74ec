"""Facts of a progress note and of an absence note that are complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from iop_desktop.rules.note_vocabulary import Packet, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import Person, RecordFacts, Segment
from iop_desktop.rules.vocabulary import (
    Affect,
    AttendanceStatus,
    NoteFormat,
    NoteKind,
    Participation,
    Progress,
    Risk,
    SegmentState,
)

EAST = ZoneInfo("America/New_York")
START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
FACTS = RecordFacts(
    note_id="0190c0de",
    kind=NoteKind.PROGRESS,
    note_format=NoteFormat.DAP,
    clinic_name="Harbor Light",
    program_name="Adult IOP",
    group_name="Morning Group",
    session_number=17,
    client_name="Ana Lima",
    client_number="R-1",
    date_of_birth="1990-02-03",
    starts_at=START,
    ends_at=START + timedelta(hours=3),
    place="Room 2",
    zone=EAST,
    status=AttendanceStatus.LATE,
    time_in=START + timedelta(minutes=12),
    time_out=None,
    minutes=168,
    reason="",
    present=9,
    facilitator=Person("Dana Reyes", "LPC", "Counselor"),
    cofacilitator=None,
    author=Person("Dana Reyes", "LPC", "Counselor"),
    topic="Early signs",
    lesson="Early signs, from Foundations",
    interventions="Taught the chain.\n\nLed practice.",
    segments=(
        Segment("Check-in", 20, SegmentState.DONE),
        Segment("Practice", 40, SegmentState.SHORTENED),
        Segment("Film", 30, SegmentState.SKIPPED),
        Segment("Close", 10, SegmentState.PLANNED),
    ),
    goal="Stay sober for 30 days",
    objective="Name three early signs",
    draft=NoteDraft(
        participation=Participation.ACTIVE,
        affect=Affect.EVEN,
        progress=Progress.SOME,
        risk=Risk.DENIED,
        goal_id="g",
        response="Named two signs.\nAsked a peer for feedback.",
        plan="Call sponsor.",
    ),
    clinic_address="1 Main Street",
)
ABSENT = replace(
    FACTS,
    kind=NoteKind.ABSENCE,
    status=AttendanceStatus.EXCUSED,
    time_in=None,
    minutes=0,
    reason="Court",
    draft=NoteDraft(
        outreach="Called.",
        plan="See Tuesday.",
        reason="Hearing was moved",
        risk_check=RiskCheck.DENIED,
        packet=Packet.GIVEN,
    ),
)

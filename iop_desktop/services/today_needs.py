"""What is owed today: notes, signatures, returns, co-signatures, plan reviews, calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import Note, NoteVersion, Signature
from iop_desktop.models.packets import PacketIn, PacketInItem
from iop_desktop.models.people import Admission, TreatmentPlan
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import AUTHORING, NoteState
from iop_desktop.services.actor import Actor
from iop_desktop.services.circle import awaited_of
from iop_desktop.services.today_absences import absence_needs
from iop_desktop.services.today_added import added_needs
from iop_desktop.services.today_facts import TodayFacts
from iop_desktop.services.today_notes import OwedNote
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import count_of, near_day

_REVIEW_SOON = timedelta(days=7)
_LONGEST_QUOTE = 60


def needs_of(db: Database, facts: TodayFacts, owed: Sequence[OwedNote], unlocked: Unlocked) -> tuple[Need, ...]:
    """The rows that are not empty, most urgent kind first."""
    found = (
        _to_finish(owed, facts.today),
        _to_sign(owed, facts.today),
        _returned(owed),
        *added_needs(db, unlocked, facts.today),
        _to_cosign(db, facts, unlocked.actor, unlocked.zone),
        *(absence_needs(db, facts) if unlocked.actor.may(Right.WRITE_NOTES) else ()),
        _to_review(db, facts),
    )
    return tuple(need for need in found if need is not None)


def _to_finish(owed: Sequence[OwedNote], today: date) -> Need | None:
    notes = [note for note in owed if not note.ready and not note.returned]
    if not notes:
        return None
    first, sessions = notes[0], {note.session_id for note in notes if note.session_id is not None}
    contacts = sum(note.session_id is None for note in notes)
    detail = f"{first.group_name}, {near_day(first.on, today)}"
    if len(sessions) + contacts > 1:
        held = ((len(sessions), "session"), (contacts, "contact"))
        counts = " and ".join(count_of(number, noun) for number, noun in held if number)
        detail = f"{counts}, oldest {near_day(first.on, today)}"
    title, detail = "Finish notes" if contacts else "Finish group notes", f"{detail}{_due(notes, today)}"
    return Need(NeedKind.NOTES, title, detail, len(notes), first.session_id, first.note_id)


def _to_sign(owed: Sequence[OwedNote], today: date) -> Need | None:
    notes = [note for note in owed if note.ready and not note.returned]
    if not notes:
        return None
    first, detail = notes[0], f"{count_of(len(notes), 'note')} ready{_due(notes, today)}"
    return Need(NeedKind.SIGN, "Sign", detail, len(notes), first.session_id, first.note_id)


def _due(notes: Sequence[OwedNote], today: date) -> str:
    """How many are late already, or when the first is due."""
    late = sum(note.late for note in notes)
    if late:
        return f" · {late} late"
    first = min((note.due_on for note in notes if note.due_on), default=None)
    return f" · due {near_day(first, today)}" if first else ""


def _returned(owed: Sequence[OwedNote]) -> Need | None:
    notes = [note for note in owed if note.returned]
    if not notes:
        return None
    quote = f"“{_shortened(notes[0].comment)}”"
    first = notes[0]
    return Need(NeedKind.RETURNED, "Returned by supervisor", quote, len(notes), first.session_id, first.note_id)


def _to_cosign(db: Database, facts: TodayFacts, actor: Actor, zone: tzinfo) -> Need | None:
    if not actor.may(Right.SUPERVISE):
        return None
    latest = (
        select(func.max(NoteVersion.number)).where(NoteVersion.note_id == Note.id).correlate(Note).scalar_subquery()
    )
    signed = db.scalars(
        select(Signature.signed_at)
        .join(NoteVersion, NoteVersion.id == Signature.note_version_id)
        .join(Note, Note.id == NoteVersion.note_id)
        .where(
            Note.state == NoteState.AWAITING_COSIGNATURE,
            Note.author_id != actor.staff_id,
            awaited_of(db, actor),
            NoteVersion.number == latest,
            Signature.meaning.in_(AUTHORING),
        )
    ).all()
    arrived = db.scalars(
        select(PacketIn.received_at)
        .join(PacketInItem, PacketInItem.packet_id == PacketIn.id)
        .where(PacketIn.staff_id == actor.staff_id, PacketInItem.decision.is_(None))
    ).all()
    waits = [*signed, *arrived]
    if not waits:
        return None
    return Need(NeedKind.COSIGN, "Co-sign", _waiting(min(waits), facts.today, zone), len(waits))


def _waiting(oldest: datetime, today: date, zone: tzinfo) -> str:
    days = (today - oldest.astimezone(zone).date()).days
    return f"The oldest has waited {count_of(days, 'day')}" if days > 0 else "Signed today"


def _to_review(db: Database, facts: TodayFacts) -> Need | None:
    members = facts.my_members
    rows = [
        (client_id, due)
        for client_id, due in db.execute(
            select(Admission.client_id, TreatmentPlan.review_due_on)
            .join(TreatmentPlan, TreatmentPlan.admission_id == Admission.id)
            .where(
                Admission.client_id.in_(members),
                TreatmentPlan.review_due_on <= facts.today + _REVIEW_SOON,
                Admission.discharged_on.is_(None),
            )
            .order_by(TreatmentPlan.review_due_on, Admission.client_id)
        )
    ]
    if not rows:
        return None
    client_id, due = rows[0]
    words = "overdue since" if due < facts.today else "due"
    detail = f"{members[client_id].name} {words} {near_day(due, facts.today)}"
    return Need(NeedKind.REVIEW, "Treatment-plan reviews", detail, len(rows))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1].rstrip()}…"

"""What happened in ten years: who was in which group when, each session, each note with its signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from benchmarks.ten_years_rows import Bulk, Row, moment, row_of, rows_of
from iop_desktop.models.audit_chain import AuditEntry
from iop_desktop.models.canonical import Json
from iop_desktop.rules.names import search_text

SEATS, SESSIONS_EACH = 9, 120
_LENGTH = timedelta(hours=3)
_STATUSES = ("present",) * 15 + ("late", "late", "excused", "no_show", "no_show")
_FIRST = ("Amara", "Dorian", "Ngozi", "Tomasz", "Leilani", "Yusuf", "Saoirse", "Marisol", "Anselm", "Pilar", "Ishaan")
_LAST = ("Quillon", "Ashdown", "Okonjo", "Wierzba", "Kealoha", "Haddadin", "Fennimore", "Zubizarreta", "Tran", "Begay")


@dataclass(frozen=True, slots=True)
class Spell:
    """One client in one group from one of its sessions to another, both counted from 0; ``client`` is the key."""

    client: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class GroupHistory:
    """A group's row, when it met, and who was in it."""

    group: Row
    starts: tuple[datetime, ...]
    first_number: int
    spells: tuple[Spell, ...]

    def present(self, place: int) -> Iterator[str]:
        """Clients who were in the group at its session of that place."""
        return (spell.client for spell in self.spells if spell.first <= place <= spell.last)


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """A finished note of the demo clinic with its version, both signatures and the supervisor's viewing."""

    note: Row
    version: Row
    author: Row
    supervisor: Row
    viewing: Row


class Templates:
    """The demo's rows that are copied."""

    def __init__(self, db: Session, pdf_bytes: int) -> None:
        self.session = row_of(db, "SELECT * FROM group_session WHERE ended_at IS NOT NULL ORDER BY starts_at")
        by_session = {"session": self.session["id"]}
        self.part = row_of(db, "SELECT * FROM group_part WHERE session_id = :session", **by_session)
        self.delivery = row_of(db, "SELECT * FROM delivery WHERE session_id = :session", **by_session)
        self.segments = rows_of(
            db, "SELECT * FROM delivered_segment WHERE delivery_id = :delivery", delivery=self.delivery["id"]
        )
        self.marked = row_of(db, "SELECT * FROM attendance_event WHERE kind = 'marked' AND status = 'present'")
        self.reason = row_of(db, "SELECT * FROM attendance_event WHERE kind = 'reason'")
        self.returned = row_of(db, "SELECT * FROM note_return")
        self.progress = _notes(db, "progress", pdf_bytes)
        self.absence = _notes(db, "absence", pdf_bytes)
        self.scores = rows_of(db, "SELECT * FROM instrument_score ORDER BY client_id, taken_on LIMIT 12")
        self.client = row_of(db, "SELECT * FROM client")
        self.admission = row_of(db, "SELECT * FROM admission WHERE id IN (SELECT admission_id FROM treatment_plan)")
        self.plan = row_of(db, "SELECT * FROM treatment_plan")
        self.problem = row_of(db, "SELECT * FROM problem")
        self.goal = row_of(db, "SELECT * FROM goal WHERE ended_on IS NULL")
        self.objective = row_of(db, "SELECT * FROM objective")
        self.membership = row_of(db, "SELECT * FROM membership")


def _notes(db: Session, kind: str, pdf_bytes: int) -> tuple[NoteTemplate, ...]:
    """Up to twenty different co-signed notes of a kind, with their PDFs cut to ``pdf_bytes``."""
    found = []
    versions = rows_of(
        db,
        "SELECT version.* FROM note_version version JOIN signature ON note_version_id = version.id "
        "WHERE meaning = 'cosigned' AND kind = :kind ORDER BY version.id LIMIT 20",
        kind=kind,
    )
    for version in versions:
        signatures = rows_of(
            db, "SELECT * FROM signature WHERE note_version_id = :key ORDER BY signed_at", key=version["id"]
        )
        author, supervisor = ({**row, "pdf": row["pdf"][:pdf_bytes]} for row in signatures)
        viewing = row_of(db, "SELECT * FROM viewing WHERE note_version_id = :key", key=version["id"])
        note = row_of(db, "SELECT * FROM note WHERE id = :key", key=version["note_id"])
        found.append(NoteTemplate(note, version, author, supervisor, viewing))
    return tuple(found)


class Historian:
    """Tells clients and sessions to ``bulk``, and what the audit log says of them to ``entries``."""

    def __init__(self, bulk: Bulk, templates: Templates, supervisor: str) -> None:
        self.entries: list[AuditEntry] = []
        self.notes = self.clients = self.sessions = 0
        self._bulk, self._templates, self._supervisor = bulk, templates, supervisor

    def group(self, group: Row, starts: Sequence[datetime], first_number: int, *, lasts: bool) -> GroupHistory:
        """Fill the seats of a group one client after the other; ``lasts`` = it goes on after the last session."""
        spells = []
        for seat in range(SEATS):
            # Not everybody comes and goes on the same day.
            first = 0
            last = SESSIONS_EACH * (seat + 1) // SEATS - 1
            while first < len(starts):
                stays = lasts and last >= len(starts)
                ends = None if stays else starts[min(last, len(starts) - 1)].date()
                spells.append(Spell(self._client(group, starts[first], ends), first, last))
                first, last = last + 1, last + SESSIONS_EACH
        return GroupHistory(group, tuple(starts), first_number, tuple(spells))

    def session(self, history: GroupHistory, place: int) -> None:
        """One session with its lesson, everybody's attendance and notes."""
        self.sessions += 1
        bulk, templates, group = self._bulk, self._templates, history.group
        start, end = history.starts[place], history.starts[place] + _LENGTH
        began, ended = moment(start), moment(end)
        session = bulk.copy(
            *("group_session", templates.session, start),
            group_id=group["id"],
            number=history.first_number + place,
            facilitator_id=group["facilitator_id"],
            starts_at=began,
            ends_at=ended,
            started_at=began,
            ended_at=ended,
            cofacilitator_id=None,
        )
        bulk.copy("group_part", templates.part, end, session_id=session)
        delivery = bulk.copy("delivery", templates.delivery, start, session_id=session)
        for segment in templates.segments:
            bulk.copy("delivered_segment", segment, start, delivery_id=delivery, marked_at=ended)
        lead = group["facilitator_id"]
        for action in ("session.scheduled", "session.started"):
            self._entry(start, action, lead, session, {"number": place})
        batch, events = bulk.key(start), 0
        for client in history.present(place):
            status = bulk.dice.choice(_STATUSES)
            events = self._attendance(session, client, lead, end, batch, status, events)
            self._note(session, client, lead, end, status)
        for action in ("attendance.marked", "attendance.marked", "lesson.segment", "session.ended"):
            self._entry(end, action, lead, session, {"batch": batch, "count": events})

    def _attendance(
        self, session: str, client: str, lead: str, end: datetime, batch: str, status: str, events: int
    ) -> int:
        told = {"session_id": session, "client_id": client, "recorded_by": lead, "recorded_at": moment(end)}
        at = moment(end - _LENGTH)
        self._bulk.copy(
            "attendance_event",
            self._templates.marked,
            end,
            **told,
            at=at,
            batch_id=batch,
            ordinal=events + 1,
            status=status,
        )
        if status != "excused":
            return events + 1
        self._bulk.copy("attendance_event", self._templates.reason, end, **told, batch_id=batch, ordinal=events + 2)
        return events + 2

    def _note(self, session: str, client: str, lead: str, end: datetime, status: str) -> None:
        """A note that was signed the same evening and co-signed the next day; one of twenty was returned once."""
        self.notes += 1
        bulk, templates = self._bulk, self._templates
        like = bulk.dice.choice(templates.progress if status in ("present", "late") else templates.absence)
        signed, seen = end + timedelta(minutes=30), end + timedelta(hours=16)
        note = bulk.copy(
            *("note", like.note, end),
            session_id=session,
            client_id=client,
            author_id=lead,
            saved_at=moment(signed),
        )
        number = 1
        if bulk.dice.randrange(20) == 0:
            version = self._version(note, like, lead, signed, number)
            bulk.copy("note_return", templates.returned, seen, note_version_id=version, returned_at=moment(seen))
            self._entry(seen, "note.returned", self._supervisor, note, {"version": version})
            signed, seen, number = signed + timedelta(days=1), seen + timedelta(days=1), 2
        version = self._version(note, like, lead, signed, number)
        bulk.copy("signature", like.supervisor, seen, note_version_id=version, signed_at=moment(seen))
        bulk.copy("viewing", like.viewing, seen, note_version_id=version, viewed_at=moment(seen))
        self._entry(
            seen, "note.cosigned", self._supervisor, note, {"version": version, "digest": like.version["digest"]}
        )

    def _version(self, note: str, like: NoteTemplate, lead: str, signed: datetime, number: int) -> str:
        version = self._bulk.copy(
            "note_version", like.version, signed, note_id=note, number=number, created_at=moment(signed)
        )
        changes = {"note_version_id": version, "staff_id": lead, "signed_at": moment(signed)}
        self._bulk.copy("signature", like.author, signed, **changes)
        self._entry(signed, "note.signed", lead, note, {"version": version, "digest": like.version["digest"]})
        return version

    def _client(self, group: Row, first: datetime, ends: date | None) -> str:
        """A client with an admission, a plan and scores, from the day of the first session on."""
        bulk, templates, day = self._bulk, self._templates, first.date()
        number, until = f"T{self.clients:05}", ends.isoformat() if ends else None
        name, last = (
            _FIRST[self.clients % len(_FIRST)],
            f"{_LAST[self.clients // 11 % len(_LAST)]} {_letters(self.clients)}",
        )
        self.clients += 1
        names = {"first_name": name, "last_name": last, "preferred_name": "", "nicknames": ""}
        search = search_text(name, last, "", number)
        client = bulk.copy("client", templates.client, first, **names, record_number=number, search_name=search)
        episode = {"client_id": client, "program_id": group["program_id"], "discharged_on": until}
        admission = bulk.copy("admission", templates.admission, first, **episode, admitted_on=day.isoformat())
        stay = {"group_id": group["id"], "client_id": client, "last_on": until, "continues": None}
        bulk.copy("membership", templates.membership, first, **stay, first_on=day.isoformat())
        due = {"started_on": day.isoformat(), "review_due_on": (day + timedelta(days=90)).isoformat()}
        plan = bulk.copy("treatment_plan", templates.plan, first, admission_id=admission, **due)
        problem = bulk.copy("problem", templates.problem, first, plan_id=plan)
        goal = bulk.copy("goal", templates.goal, first, problem_id=problem)
        bulk.copy("objective", templates.objective, first, goal_id=goal)
        for place, score in enumerate(templates.scores):
            taken = (day + timedelta(days=14 * place)).isoformat()
            bulk.copy("instrument_score", score, first, client_id=client, taken_on=taken)
        return client

    def _entry(self, at: datetime, action: str, actor: str, subject: str, details: dict[str, Json]) -> None:
        noun = action.partition(".")[0]
        self.entries.append(AuditEntry(at, action, UUID(actor), noun, UUID(subject), details))


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(3)).capitalize()


def weekdays(first: date, last: date) -> Iterator[date]:
    """Days on which groups meet; the clinic closes over New Year."""
    for days in range((last - first).days + 1):
        day = first + timedelta(days=days)
        if day.weekday() < 5 and not (day.month == 12 and day.day > 20):
            yield day

"""The audit log in words, for supervisors and administrators: by page, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_reading import AuditQuery, Place, StoredEntry, everything, page
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Staff
from iop_desktop.models.people import Client
from iop_desktop.rules.audit_words import actions_of, kind_of, sentence_of
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.audit import AuditService, AuditVerdict, Step
from iop_desktop.services.audit_names import AuditNames, short_id, subjects_of_client
from iop_desktop.services.audit_paper import end_of_log, ends_in_file, signed_paper, words_of
from iop_desktop.services.audit_views import AuditFilter, AuditPage, AuditRow
from iop_desktop.services.changes import Changes
from iop_desktop.services.checkpoints import Voucher
from iop_desktop.services.circle import names
from iop_desktop.services.errors import Refused
from iop_desktop.services.need_to_know import require_named
from iop_desktop.services.pens import SecretAsked, open_pen, secret_asked
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of, short_day, time_text
from iop_desktop.services.written_file import write_file

PAGE = 100
MOST_ON_PAPER = 2_000
_TOO_MANY = Refusal(
    "too-many",
    f"More than {MOST_ON_PAPER:,} entries fit this filter, too many for paper. Choose fewer days, a person or a kind, "
    "or save them as CSV. Nothing was saved.",
)
_HEADER = ("Entry", "Time (UTC)", "Person", "Kind", "Action", "What", "Subject", "Subject id")


class AuditLogService:
    """Use cases of reading the audit log. That it was read is an entry as well: one for each filter."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked, self._clock = unlocked, clock
        self.may_read = unlocked.actor.may(Right.READ_AUDIT)

    @needs(Right.READ_AUDIT)
    def page(self, wanted: AuditFilter, after: Place | None = None) -> AuditPage:
        """A page of entries, newest first; ``after`` is ``older`` of the page before. Raises NotAllowed."""
        with self._unlocked.reading() as db:
            found = page(db, self._query(db, wanted), after, PAGE + 1)
            shown = found[:PAGE]
            rows = self._rows(db, shown)
        if after is None:
            self._record("audit.viewed", wanted, {})
        return AuditPage(rows, shown[-1].place if len(found) > PAGE else None)

    @needs(Right.READ_AUDIT)
    def people(self) -> tuple[tuple[UUID, str], ...]:
        """Staff by name, also those who left."""
        with self._unlocked.reading() as db:
            return tuple((key, name) for key, name in db.execute(select(Staff.id, Staff.name).order_by(Staff.name)))

    @needs(Right.READ_AUDIT)
    def clients(self) -> tuple[tuple[UUID, str], ...]:
        """Clients by name with their record number; for a supervisor those of their own circle."""
        columns = (Client.id, Client.first_name, Client.last_name, Client.record_number)
        with self._unlocked.reading() as db:
            named = names(db, self._unlocked)
            rows = db.execute(select(*columns).where(named).order_by(Client.last_name, Client.first_name, Client.id))
            return tuple((key, f"{first} {last}".strip() + f"  ·  {number}") for key, first, last, number in rows)

    @needs(Right.READ_AUDIT)
    def asked(self) -> SecretAsked:
        """What this person is asked for before a signed PDF is saved."""
        return secret_asked(self._unlocked)

    @needs(Right.READ_AUDIT)
    def verify(self, step: Step, saved: Path | None = None) -> AuditVerdict:
        """Check every entry, also against a ``saved`` log; that it was asked for is an entry.

        Raises NotAllowed, UserError for a file that is no saved log of these records, and what ``step`` raised.
        """
        known = ends_in_file(self._unlocked, saved) if saved is not None else ()
        verdict = AuditService(self._unlocked).verify(step, known)
        with self._unlocked.transaction() as db:
            self._unlocked.audit(db, "audit.verified", detail={"entries": verdict.entries, "ok": verdict.ok})
        return verdict

    @needs(Right.READ_AUDIT)
    def save_csv(self, wanted: AuditFilter, path: Path, step: Step) -> Changes:
        """Write the entries as a table, with identifiers in the place of clients' names.

        Its last line says where the log ended, so that ``verify`` can compare it later.
        Raises NotAllowed, NotWritten, and what ``step`` raised.
        """
        end = end_of_log(self._unlocked)
        verdict = AuditService(self._unlocked).verify(step)
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        with self._unlocked.reading() as db:
            people = _staff_names(db)
            writer.writerow((verdict.sentence,))
            writer.writerow((self._filter_words(db, wanted),))
            writer.writerow(_HEADER)
            count = 0
            for count, entry in enumerate(everything(db, self._query(db, wanted)), start=1):
                writer.writerow(_cells(entry, people))
                if count % 1000 == 0:
                    step(0, 0, "Writing the entries")
            writer.writerow((words_of(self._unlocked, end),))
        write_file(path, text.getvalue().encode("utf-8-sig"))
        return self._saved(wanted, "csv", count)

    @needs(Right.READ_AUDIT)
    def save_pdf(self, wanted: AuditFilter, secret: str, path: Path, step: Step) -> Changes:
        """Write the entries as a tagged PDF that who saves it signs, with identifiers in the place of clients' names.

        ``secret`` is the pass phrase, or the PIN of a token (``asked`` says which). Raises NotAllowed, Refused for too
        many, WrongPassphrase or TokenError before anything is written, NotWritten, and what ``step`` raised.
        """
        with self._unlocked.reading() as db:
            found = page(db, self._query(db, wanted), None, MOST_ON_PAPER + 1)
            if len(found) > MOST_ON_PAPER:
                raise Refused((_TOO_MANY,))
            people, asked = AuditNames(db, self._unlocked, found), self._filter_words(db, wanted)
        with open_pen(self._unlocked, secret) as pen:
            end = end_of_log(self._unlocked)
            content = signed_paper(
                self._unlocked,
                pen,
                end,
                verdict=AuditService(self._unlocked).verify(step).sentence,
                asked=f"{asked} {count_of(len(found), 'entry', 'entries')}.",
                counts=_counts(found),
                lines=tuple(self._line(entry, people.person(entry)) for entry in found),
                made_text=f"Made {self._when(self._clock())} by {self._unlocked.actor.signed_name}.",
            )
            write_file(path, content)
            return self._saved(wanted, "pdf", len(found), pen.voucher)

    def _saved(self, wanted: AuditFilter, form: str, count: int, voucher: Voucher | None = None) -> Changes:
        self._record("audit.exported", wanted, {"format": form, "entries": count}, voucher)
        return Changes(frozenset(), f"Saved {count_of(count, 'entry', 'entries')} of the audit log.")

    def _record(
        self, action: str, wanted: AuditFilter, detail: dict[str, Json], voucher: Voucher | None = None
    ) -> None:
        asked: dict[str, Json] = {
            "first": wanted.first.isoformat() if wanted.first else None,
            "last": wanted.last.isoformat() if wanted.last else None,
            "person": str(wanted.person) if wanted.person else None,
            "client": str(wanted.client) if wanted.client else None,
            "kind": str(wanted.kind) if wanted.kind else None,
        }
        with self._unlocked.transaction() as db:
            self._unlocked.audit(db, action, detail={**{k: v for k, v in asked.items() if v}, **detail})
            if voucher is not None:
                voucher.added(db)

    def _query(self, db: Database, wanted: AuditFilter) -> AuditQuery:
        if wanted.client:
            require_named(db, self._unlocked, wanted.client)
        return AuditQuery(
            since=self._midnight(wanted.first) if wanted.first else None,
            until=self._midnight(wanted.last + timedelta(days=1)) if wanted.last else None,
            actor=wanted.person,
            subjects=subjects_of_client(db, wanted.client) if wanted.client else None,
            actions=actions_of(wanted.kind) if wanted.kind else None,
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._unlocked.zone).astimezone(UTC)

    def _rows(self, db: Database, entries: Iterable[StoredEntry]) -> tuple[AuditRow, ...]:
        found = tuple(entries)
        names = AuditNames(db, self._unlocked, found)
        return tuple(
            AuditRow(
                sequence=entry.sequence,
                at=entry.at,
                when=self._when(entry.at),
                person=names.person(entry),
                kind=kind_of(entry.action).label,
                what=sentence_of(entry.action),
                about=names.about(entry),
            )
            for entry in found
        )

    def _when(self, moment: datetime) -> str:
        day = moment.astimezone(self._unlocked.zone).date()
        return f"{short_day(day)}, {day.year}, {time_text(moment, self._unlocked.zone)}"

    def _line(self, entry: StoredEntry, person: str) -> str:
        about = f" ({entry.subject.replace('_', ' ')} {short_id(entry.subject_id)})" if entry.subject_id else ""
        return f"{entry.sequence:,} · {self._when(entry.at)} · {person} · {sentence_of(entry.action)}{about}"

    def _filter_words(self, db: Database, wanted: AuditFilter) -> str:
        """The filter in a sentence, without a client's name."""
        parts = [
            f"from {long_date(wanted.first)}" if wanted.first else "",
            f"to {long_date(wanted.last)}" if wanted.last else "",
            f"by {db.scalar(select(Staff.name).where(Staff.id == wanted.person))}" if wanted.person else "",
            f"about client {short_id(wanted.client)}" if wanted.client else "",
            f"of the kind “{wanted.kind.label}”" if wanted.kind else "",
        ]
        asked = " ".join(part for part in parts if part)
        return f"Entries {asked}." if asked else "All entries."


def _staff_names(db: Database) -> dict[UUID, str]:
    return {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}


def _cells(entry: StoredEntry, people: dict[UUID, str]) -> tuple[str, ...]:
    person = people.get(entry.actor, str(entry.actor)) if entry.actor else ""
    cells = (
        str(entry.sequence),
        entry.at.isoformat(),
        person,
        kind_of(entry.action).label,
        entry.action,
        sentence_of(entry.action),
        entry.subject,
        str(entry.subject_id or ""),
    )
    # A spreadsheet would take such a text for a formula.
    return tuple(f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells)


def _counts(entries: Iterable[StoredEntry]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for entry in entries:
        label = kind_of(entry.action).label
        counts[label] = counts.get(label, 0) + 1
    return tuple(f"{label}: {number:,}" for label, number in sorted(counts.items()))

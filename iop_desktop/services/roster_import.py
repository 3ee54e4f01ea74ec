"""Taking a roster of another system into the vault: looked at first, then all accepted rows at once or none."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Program
from iop_desktop.models.errors import VaultFull
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.names import search_text
from iop_desktop.rules.need_to_know import may_see_names
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.roster import KNOWN
from iop_desktop.rules.roster_candidate import Candidate, Key, keys_of, person_key, record_key
from iop_desktop.rules.roster_dates import DateOrder
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_life import ProgramAges
from iop_desktop.services.clients import program_rows
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.people_views import ImportOutcome, ProgramRow
from iop_desktop.services.rights import needs
from iop_desktop.services.roster_file import read_roster
from iop_desktop.services.roster_preview import RosterPreview, preview
from iop_desktop.services.unlocked import Clock, Unlocked

_NO_PROGRAM = "That program is not in these records. Nothing was imported."
_NOBODY = Refusal("nobody", "No row of this file can be imported. Look at the reasons beside the rows.")
_CHANGED = Refusal(
    "changed",
    "Some of these people were added to the clinic since the file was looked at. Nothing was imported; "
    "open the file again.",
)
# A record number for people whose old system gave none; short, and never one of the clinic's own.
_OWN_NUMBER = "IOP-{number:05}"


class RosterImportService:
    """Use cases of the import page."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_ROSTERS)
    def programs(self) -> tuple[ProgramRow, ...]:
        """Programs that people can be admitted to."""
        with self._unlocked.reading() as db:
            return program_rows(db)

    @needs(Right.IMPORT_ROSTER)
    def preview(
        self,
        path: Path,
        program_id: UUID,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
        date_order: DateOrder | None = None,
        mapping: Mapping[Field, int] | None = None,
        remove_name_digits: bool | None = None,
    ) -> RosterPreview:
        """What an import would do; what is not given is detected. Raises RosterFileRefused and NotFound.

        That somebody of the file is a client already is an answer about people, so that it leaves an entry with counts
        unless the asker sees all names anyway.
        """
        raw = read_roster(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
        with self._unlocked.reading() as db:
            program = _program(db, program_id)
            known = _known(db)
        found = preview(
            raw,
            today=self._clock().astimezone(self._unlocked.zone).date(),
            ages=ProgramAges(program.minimum_age, program.maximum_age),
            known=known,
            mapping=mapping,
            date_order=date_order,
            remove_name_digits=remove_name_digits,
        )
        self._tell_who_is_known(found, program_id)
        return found

    @needs(Right.IMPORT_ROSTER)
    def run(self, preview: RosterPreview, program_id: UUID, admitted_on: date) -> ImportOutcome:
        """Add every accepted row as a client admitted to the program, in one transaction.

        Raises Refused when nobody is accepted or somebody was added meanwhile; then nothing was imported.
        """
        candidates = [accepted.candidate for accepted in preview.accepted]
        if not candidates:
            raise Refused((_NOBODY,))
        with self._unlocked.transaction() as db:
            _program(db, program_id)
            known = _known(db)
            if any(key in known for candidate in candidates for key in keys_of(candidate)):
                raise Refused((_CHANGED,))
            ids = _insert(db, candidates, program_id, admitted_on)
            self._unlocked.audit(
                db,
                "roster.imported",
                program_id,
                {"added": len(ids), "refused": len(preview.refused), "clients": [str(each) for each in ids]},
            )
        return ImportOutcome(added=len(ids), refused=len(preview.refused))

    def _tell_who_is_known(self, found: RosterPreview, program_id: UUID) -> None:
        known = found.refusals_by_code.get(KNOWN, 0)
        if not known or may_see_names(self._unlocked.actor.roles):
            return
        with contextlib.suppress(VaultFull), self._unlocked.transaction() as db:
            self._unlocked.audit(db, "roster.compared", program_id, {"rows": found.rows, "known": known})


def _program(db: Database, program_id: UUID) -> Program:
    program = db.get(Program, program_id)
    if program is None:
        raise NotFound(_NO_PROGRAM)
    return program


def _known(db: Database) -> frozenset[Key]:
    """Keys of everyone who is a client already."""
    rows = db.execute(select(Client.record_number, Client.first_name, Client.last_name, Client.date_of_birth))
    keys: set[Key] = set()
    for record_number, first_name, last_name, date_of_birth in rows:
        keys.add(record_key(record_number))
        if date_of_birth is not None:
            keys.add(person_key(first_name, last_name, date_of_birth))
    return frozenset(keys)


def _insert(db: Database, candidates: Iterable[Candidate], program_id: UUID, admitted_on: date) -> list[UUID]:
    numbers = _FreeNumbers(db)
    clients = [_client(candidate, numbers) for candidate in candidates]
    db.add_all(clients)
    db.flush()
    db.add_all(Admission(client_id=client.id, program_id=program_id, admitted_on=admitted_on) for client in clients)
    return [client.id for client in clients]


class _FreeNumbers:
    """Record numbers of our own that nobody has."""

    def __init__(self, db: Database) -> None:
        self._taken = set(db.scalars(select(Client.record_number)))
        self._last = 0

    def take(self) -> str:
        """The next one."""
        while True:
            self._last += 1
            number = _OWN_NUMBER.format(number=self._last)
            if number not in self._taken:
                self._taken.add(number)
                return number


def _client(candidate: Candidate, numbers: _FreeNumbers) -> Client:
    record_number = candidate.record_number or numbers.take()
    return Client(
        id=new_id(),
        record_number=record_number,
        first_name=candidate.first_name,
        last_name=candidate.last_name,
        preferred_name=candidate.preferred_name,
        pronouns=candidate.pronouns,
        search_name=search_text(candidate.first_name, candidate.last_name, candidate.preferred_name, record_number),
        date_of_birth=candidate.date_of_birth,
        sex=candidate.sex,
        address=candidate.address,
        phone=candidate.phone,
        email=candidate.email,
    )

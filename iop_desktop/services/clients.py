"""Clients: finding them, their charts, adding one."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.chart import refusals_of_client
from iop_desktop.rules.membership import AgeRange
from iop_desktop.rules.names import display_name, folded, search_text
from iop_desktop.rules.need_to_know import CLINICAL
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.amendment_rows import requests_of
from iop_desktop.services.break_glass import open_glass
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.circle import names
from iop_desktop.services.client_charts import client_chart
from iop_desktop.services.client_rows import client_rows
from iop_desktop.services.client_views import ClientChart, ClientForm
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.need_to_know import require_chart
from iop_desktop.services.people_views import ClientRow, ProgramRow
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

LONGEST_NICKNAMES = 200
_LONG_NICKNAMES = Refusal("nicknames", f"Keep the names under {LONGEST_NICKNAMES} characters.", "nicknames")
_NO_CLIENT = "That member is not in these records. Nothing was changed."
_NO_PROGRAM = "That program is not in these records. Nothing was changed."
_MINUTES = 60


class ClientService:
    """Use cases of the members page."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_ROSTERS)
    def rows(self, search: str = "", limit: int = 500) -> tuple[ClientRow, ...]:
        """Clients by last name whose names or record number hold every word of ``search``, accents aside.

        Whom this person need not know of is left out.
        """
        # Who has one name only is found where that name belongs.
        by_name = func.coalesce(func.nullif(Client.last_name, ""), Client.first_name)
        query = select(Client).order_by(by_name, Client.first_name, Client.id).limit(limit)
        for word in folded(search).split():
            query = query.where(Client.search_name.contains(word, autoescape=True))
        today = self._clock().astimezone(self._unlocked.zone).date()
        with self._unlocked.reading() as db:
            return client_rows(db, query.where(names(db, self._unlocked)), today)

    @needs(Right.READ_ROSTERS)
    def programs(self) -> tuple[ProgramRow, ...]:
        """Programs of the clinic."""
        with self._unlocked.reading() as db:
            return program_rows(db)

    @needs(Right.READ_CHARTS)
    def chart(self, client_id: UUID) -> ClientChart:
        """The member page. Raises NotFound, and NotAllowed for a chart outside this person's circle."""
        with self._unlocked.reading() as db:
            require_chart(db, self._unlocked, client_id)
            now, zone = self._clock(), self._unlocked.zone
            requests = requests_of(db, client_id, self._unlocked, now.astimezone(zone).date())
            outside = open_glass(db, self._unlocked, client_id)
            chart = replace(client_chart(db, client_id, zone, now), requests=requests, outside=outside)
        self._unlocked.opened("chart.viewed", client_id)
        return chart

    @needs(Right.ADMIT_MEMBERS)
    def add(self, form: ClientForm) -> Changes:
        """Add a client and admit them to a program. Raises NotFound, and Refused with every reason."""
        with self._unlocked.transaction() as db:
            _require_fit(db, form)
            client = _client(form)
            db.add(client)
            db.flush()
            db.add(_admission(client.id, form, self._unlocked))
            self._unlocked.audit(db, "client.added", client.id, {"program": str(form.program_id)})
            name = display_name(client.first_name, client.last_name, client.preferred_name)
        return Changes(frozenset({Topic.CLIENTS}), f"{name} was added.")

    @needs(Right.ADMIT_MEMBERS)
    def call_also(self, client_id: UUID, nicknames: str) -> Changes:
        """Keep what else a member is called; the notes of others are checked for it.

        Raises NotFound, NotAllowed, Refused.
        """
        names = ", ".join(name for part in clean_text(nicknames).split(",") if (name := " ".join(part.split())))
        if len(names) > LONGEST_NICKNAMES:
            raise Refused((_LONG_NICKNAMES,))
        with self._unlocked.transaction() as db:
            require_chart(db, self._unlocked, client_id, writing=True)
            client = db.get(Client, client_id)
            if client is None:
                raise NotFound(_NO_CLIENT)
            before, client.nicknames = client.nicknames, names
            self._unlocked.audit(db, "client.nicknames", client_id)
        undo = Undo("Undo", lambda: self.call_also(client_id, before)) if before != names else None
        return Changes(frozenset({Topic.CLIENTS, Topic.NOTES}), "The names are kept.", undo)


def _admission(client_id: UUID, form: ClientForm, unlocked: Unlocked) -> Admission:
    """An episode of care; whoever adds a client and sees clients is named as the counselor."""
    clinical = not CLINICAL.isdisjoint(unlocked.actor.roles)
    return Admission(
        client_id=client_id,
        program_id=form.program_id,
        admitted_on=form.admitted_on,
        counselor_id=unlocked.actor.staff_id if clinical else None,
    )


def program_rows(db: Database) -> tuple[ProgramRow, ...]:
    """All programs by name."""
    return tuple(
        ProgramRow(
            program_id=program.id,
            name=program.name,
            population=program.population,
            minimum_age=program.minimum_age,
            maximum_age=program.maximum_age,
            weekly_hours_minimum=program.weekly_minutes_minimum / _MINUTES,
        )
        for program in db.scalars(select(Program).order_by(Program.name))
    )


def _require_fit(db: Database, form: ClientForm) -> None:
    program = db.get(Program, form.program_id)
    if program is None:
        raise NotFound(_NO_PROGRAM)
    number = form.record_number.strip()
    refusals = refusals_of_client(
        number,
        form.first_name,
        form.last_name,
        form.date_of_birth,
        ages=AgeRange(program.minimum_age, program.maximum_age),
        admitted_on=form.admitted_on,
        number_is_taken=db.scalars(select(Client.id).where(Client.record_number == number)).first() is not None,
    )
    if refusals:
        raise Refused(refusals)


def _client(form: ClientForm) -> Client:
    number, first, last = form.record_number.strip(), form.first_name.strip(), form.last_name.strip()
    preferred = form.preferred_name.strip()
    return Client(
        record_number=number,
        first_name=first,
        last_name=last,
        preferred_name=preferred,
        pronouns=form.pronouns.strip(),
        search_name=search_text(first, last, preferred, number),
        date_of_birth=form.date_of_birth,
        sex=form.sex.strip(),
        address=form.address.strip(),
        phone=form.phone.strip(),
        email=form.email.strip(),
    )

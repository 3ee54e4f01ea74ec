"""Discharging a client from a program, and putting that right on the same day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import Group, Membership
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Admission, Client
from iop_desktop.models.retention import Discharge
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.discharge import (
    NOT_DISCHARGED,
    NOT_OPEN,
    DischargeFacts,
    refusals_to_correct,
    refusals_to_discharge,
    warnings_of_discharge,
)
from iop_desktop.rules.names import display_name
from iop_desktop.rules.need_to_know import may_see_names
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.services.amendment_rows import requests_of
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.client_charts import visits_of
from iop_desktop.services.discharge_effects import end_with, memberships_to_end, put_back, waiting_to_end
from iop_desktop.services.discharge_views import DischargeForm, DischargeRow, Episode
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.need_to_know import require_managed
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.CLIENTS, Topic.GROUPS, Topic.ATTENDANCE})
_NO_CLIENT = "That member is not in these records. Nothing was changed."
_NO_EPISODE = "That episode of care is not in these records. Nothing was changed."


class DischargeService:
    """Use cases of the end of an episode of care. What was entered is never written over."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @property
    def without_chart(self) -> bool:
        """Whether this person discharges members whose charts they do not open."""
        return may_see_names(self._unlocked.actor.roles)

    @needs(Right.DISCHARGE)
    def episodes(self, client_id: UUID) -> tuple[Episode, ...]:
        """Episodes that last and those that ended, latest first, with what would end with each.

        Raises NotFound, and NotAllowed for a client outside one's own.
        """
        with self._unlocked.reading() as db:
            if db.get(Client, client_id) is None:
                raise NotFound(_NO_CLIENT)
            require_managed(db, self._unlocked, client_id)
            query = select(Admission).where(Admission.client_id == client_id)
            admissions = db.scalars(query.order_by(Admission.admitted_on.desc(), Admission.id.desc())).all()
            warnings = self._warnings(db, client_id)
            return tuple(self._episode(db, admission, warnings) for admission in admissions)

    @needs(Right.DISCHARGE)
    def discharge(self, admission_id: UUID, form: DischargeForm) -> Changes:
        """End an episode with a day; memberships and waiting in the program's groups end with it.

        Raises NotFound, NotAllowed, and Refused with every reason why not.
        """
        with self._unlocked.transaction() as db:
            admission = self._admission(db, admission_id)
            if admission.discharged_on is not None:
                raise Refused((NOT_OPEN,))
            row = self._end(db, admission, form)
            self._unlocked.audit(db, "discharge.entered", admission.id, _detail(row))
            message = f"{_name(db, admission)} is discharged with {long_date(form.on)}."
        return Changes(_TOPICS, message)

    @needs(Right.DISCHARGE)
    def correct(self, admission_id: UUID, form: DischargeForm, why: str) -> Changes:
        """Put the day or the reason right, on the day on which it was entered. Raises NotFound, NotAllowed, Refused."""
        with self._unlocked.transaction() as db:
            admission, before = self._taken_up(db, admission_id, why)
            row = self._end(db, admission, form, corrects=before.id, why=why.strip())
            self._unlocked.audit(db, "discharge.corrected", admission.id, _detail(row))
            message = f"{_name(db, admission)}: the discharge is put right."
        return Changes(_TOPICS, message)

    @needs(Right.DISCHARGE)
    def take_back(self, admission_id: UUID, why: str) -> Changes:
        """The client was not discharged: everything goes on as before. Raises NotFound, NotAllowed, Refused."""
        with self._unlocked.transaction() as db:
            admission, before = self._taken_up(db, admission_id, why)
            self._keep(db, admission, _form_of(before), {}, corrects=before.id, why=why.strip(), taken_back=True)
            self._unlocked.audit(db, "discharge.taken_back", admission.id)
            message = f"{_name(db, admission)} was not discharged: treatment goes on."
        return Changes(_TOPICS, message)

    def _admission(self, db: Database, admission_id: UUID) -> Admission:
        """An episode of a client whose name this person may see."""
        admission = db.get(Admission, admission_id)
        if admission is None:
            raise NotFound(_NO_EPISODE)
        require_managed(db, self._unlocked, admission.client_id)
        return admission

    def _taken_up(self, db: Database, admission_id: UUID, why: str) -> tuple[Admission, Discharge]:
        """The episode as it was before its discharge, and that discharge."""
        admission = self._admission(db, admission_id)
        before = latest_discharge(db, admission_id)
        if before is None or before.taken_back:
            raise Refused((NOT_DISCHARGED,))
        refusals = refusals_to_correct(entered_on=self._day_of(before), today=self._today(), why=why)
        if refusals:
            raise Refused(refusals)
        put_back(db, admission, before.ended)
        return admission, before

    def _end(
        self, db: Database, admission: Admission, form: DischargeForm, corrects: UUID | None = None, why: str = ""
    ) -> Discharge:
        refusals = refusals_to_discharge(self._facts(db, admission, form))
        if refusals:
            raise Refused(refusals)
        ended = end_with(db, admission, form.on, form.reason)
        return self._keep(db, admission, form, ended, corrects=corrects, why=why)

    def _keep(
        self,
        db: Database,
        admission: Admission,
        form: DischargeForm,
        ended: dict[str, Any],
        *,
        corrects: UUID | None,
        why: str,
        taken_back: bool = False,
    ) -> Discharge:
        row = Discharge(
            admission_id=admission.id,
            on=form.on,
            reason=form.reason,
            remark=form.remark.strip(),
            corrects=corrects,
            why=why,
            taken_back=taken_back,
            ended=ended,
            recorded_by=self._unlocked.actor.staff_id,
            recorded_at=self._clock(),
        )
        db.add(row)
        db.flush()
        return row

    def _facts(self, db: Database, admission: Admission, form: DischargeForm) -> DischargeFacts:
        ours = set(db.scalars(select(Group.name).where(Group.program_id == admission.program_id)))
        visits = visits_of(db, admission.client_id, self._unlocked.zone, self._clock())
        joins = db.scalars(memberships_to_end(admission, form.on).where(Membership.first_on > form.on))
        return DischargeFacts(
            on=form.on,
            today=self._today(),
            admitted_on=admission.admitted_on,
            reason=form.reason,
            remark=form.remark,
            attended_on=max((v.on for v in visits if v.minutes and v.group_name in ours), default=None),
            joins_on=min((membership.first_on for membership in joins), default=None),
        )

    def _warnings(self, db: Database, client_id: UUID) -> tuple[str, ...]:
        unsigned = select(func.count()).where(Note.client_id == client_id, Note.state.in_(SIGNABLE))
        requests = requests_of(db, client_id, self._unlocked, self._today())
        return warnings_of_discharge(
            unsigned_notes=db.scalar(unsigned) or 0,
            open_requests=sum(request.standing.is_open for request in requests),
        )

    def _episode(self, db: Database, admission: Admission, warnings: tuple[str, ...]) -> Episode:
        names = {group.id: group.name for group in db.scalars(select(Group))}
        lasting = db.scalars(memberships_to_end(admission, self._today()))
        return Episode(
            admission_id=admission.id,
            program=db.get_one(Program, admission.program_id).name,
            admitted_on=admission.admitted_on,
            lasts=admission.discharged_on is None,
            groups=tuple(sorted(names[membership.group_id] for membership in lasting)),
            waiting=tuple(sorted(names[entry.group_id] for entry in db.scalars(waiting_to_end(admission)))),
            warnings=warnings,
            discharge=self._row(db, admission),
        )

    def _row(self, db: Database, admission: Admission) -> DischargeRow | None:
        found = latest_discharge(db, admission.id)
        if found is None or found.taken_back:
            return None
        by = db.get_one(Staff, found.recorded_by).name
        return DischargeRow(found.on, found.reason, found.remark, by, may_correct=self._day_of(found) == self._today())

    def _day_of(self, discharge: Discharge) -> date:
        return discharge.recorded_at.astimezone(self._unlocked.zone).date()

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def latest_discharge(db: Database, admission_id: UUID) -> Discharge | None:
    """The one that counts, which may say that the discharge was taken back; None when there never was one."""
    query = select(Discharge).where(Discharge.admission_id == admission_id)
    return db.scalars(query.order_by(Discharge.recorded_at.desc(), Discharge.id.desc())).first()


def _form_of(discharge: Discharge) -> DischargeForm:
    return DischargeForm(discharge.on, discharge.reason, discharge.remark)


def _detail(row: Discharge) -> dict[str, str]:
    return {"discharge": str(row.id), "on": row.on.isoformat(), "reason": row.reason.value}


def _name(db: Database, admission: Admission) -> str:
    client = db.get_one(Client, admission.client_id)
    return display_name(client.first_name, client.last_name, client.preferred_name)

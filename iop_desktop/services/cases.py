"""Whose case a client is: the counselor named in the episode of care, who sees the chart without leading a group."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.people import Admission
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.client_rows import current_admission
from iop_desktop.services.errors import Refused
from iop_desktop.services.memberships import client_of
from iop_desktop.services.need_to_know import require_managed
from iop_desktop.services.own_reach import tell_own_reach
from iop_desktop.services.rights import needs
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlocked import Clock, Unlocked

TOPICS = frozenset({Topic.CLIENTS})
NOT_ADMITTED = Refusal(
    "admitted", "This client is in no program now, so there is no case to be named for.", "counselor"
)
NOT_CLINICAL = Refusal("staff", "Choose someone of the clinical staff.", "counselor")


@dataclass(frozen=True, slots=True)
class Case:
    """The counselor of a client, if one is named, and who could be."""

    client_id: UUID
    counselor_id: UUID | None
    choices: tuple[tuple[UUID, str], ...]


class CaseService:
    """Use cases of naming a counselor. Who is named has the chart in their circle until 30 days after discharge."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked, self._clock = unlocked, clock
        self._staff = StaffService(unlocked, clock)

    @property
    def may_name(self) -> bool:
        """Whether this person names counselors at all."""
        return self._unlocked.actor.may(Right.NAME_COUNSELORS)

    @needs(Right.NAME_COUNSELORS)
    def case(self, client_id: UUID) -> Case:
        """Whose case a client is now. Raises NotFound, NotAllowed, and Refused for a client in no program."""
        choices = tuple((row.staff_id, row.name) for row in self._staff.facilitators())
        with self._unlocked.reading() as db:
            admission = self._admission(db, client_id)
            return Case(client_id, admission.counselor_id, choices)

    @needs(Right.NAME_COUNSELORS)
    def name(self, client_id: UUID, counselor_id: UUID | None) -> Changes:
        """Name the counselor of a client, or nobody. Raises NotFound, NotAllowed, Refused."""
        names = {row.staff_id: row.name for row in self._staff.facilitators()}
        if counselor_id is not None and counselor_id not in names:
            raise Refused((NOT_CLINICAL,))
        with self._unlocked.transaction() as db:
            admission = self._admission(db, client_id)
            if admission.counselor_id == counselor_id:
                return Changes(frozenset())
            before, admission.counselor_id = admission.counselor_id, counselor_id
            detail = {"client": str(client_id), "counselor": str(counselor_id or "")}
            self._unlocked.audit(db, "admission.counselor", admission.id, detail)
            tell_own_reach(db, self._unlocked, "admission", admission.id, {before}, {counselor_id})
        who = names[counselor_id] if counselor_id is not None else "Nobody"
        return Changes(TOPICS, f"{who} is named as the counselor.")

    def _admission(self, db: Database, client_id: UUID) -> Admission:
        """The episode of care that lasts now, the latest one where there are several."""
        client_of(db, client_id)
        require_managed(db, self._unlocked, client_id)
        today = self._clock().astimezone(self._unlocked.zone).date()
        lasting = select(Admission).where(Admission.client_id == client_id, current_admission(today))
        found = db.scalars(lasting.order_by(Admission.admitted_on.desc(), Admission.id)).first()
        if found is None:
            raise Refused((NOT_ADMITTED,))
        return found

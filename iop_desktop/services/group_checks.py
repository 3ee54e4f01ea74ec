"""What speaks against the form of a group, by the rules and by what is in the records."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import Group
from iop_desktop.models.lessons import Curriculum
from iop_desktop.rules.recurrence import refusals_of_timetable
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.staffing import refusals_of_group
from iop_desktop.services.people_views import GroupForm


def refusals_of_form(db: Database, form: GroupForm, but: UUID | None = None) -> tuple[Refusal, ...]:
    """Why a group cannot be made or (the group ``but``) changed like this; every reason."""
    timetable = refusals_of_timetable(form.timetable) if form.timetable is not None else ()
    return (*refusals_of_group(form.code, form.name, form.capacity), *timetable, *_from_records(db, form, but))


def _from_records(db: Database, form: GroupForm, but: UUID | None) -> list[Refusal]:
    found = []
    if db.get(Program, form.program_id) is None:
        found.append(Refusal("program", "Choose the program of this group.", "program_id"))
    for field, staff_id in (("facilitator_id", form.facilitator_id), ("cofacilitator_id", form.cofacilitator_id)):
        staff = db.get(Staff, staff_id) if staff_id else None
        if staff_id and (staff is None or not staff.active or not allows(staff.roles, Right.LEAD_GROUPS)):
            found.append(Refusal("staff", "Choose someone of the clinical staff.", field))
    if form.cofacilitator_id == form.facilitator_id:
        found.append(Refusal("same", "The co-facilitator must be somebody else.", "cofacilitator_id"))
    if form.curriculum_id is not None and db.get(Curriculum, form.curriculum_id) is None:
        found.append(Refusal("curriculum", "Choose a curriculum that is installed.", "curriculum_id"))
    for field, column, value in (("code", Group.code, form.code), ("name", Group.name, form.name)):
        other = db.scalars(select(Group.id).where(column == value.strip())).first()
        if other is not None and other != but:
            found.append(Refusal("taken", f"Another group has that {field}.", field))
    return found

"""Which roles the audit log gives to each member of staff, so that a role raised behind its back is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from iop_desktop.rules.vocabulary import Role

CLINIC_CREATED, ADDED, ROLES_CHANGED, LEFT = "clinic.created", "staff.added", "staff.roles", "staff.left"
SUSPENDED, SUSPENSION_ENDED = "staff.suspended", "staff.suspension_ended"
ACTIONS = (CLINIC_CREATED, ADDED, ROLES_CHANGED, LEFT, SUSPENDED, SUSPENSION_ENDED)

_ACTIVE_AGAIN = (
    "A member of staff who left or was suspended counts as active again, and no entry of the audit log explains it."
)


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """One entry of the log about somebody's standing; ``roles`` is empty where it does not say any."""

    action: str
    staff_id: UUID
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the records say of somebody now."""

    roles: frozenset[str]
    active: bool


@dataclass(frozen=True, slots=True)
class _Known:
    roles: frozenset[str]
    away: bool


def unexplained(entries: Iterable[RoleEntry], records: Mapping[UUID, Standing]) -> dict[UUID, str]:
    """A sentence for each member of staff whose standing no entry explains; ``entries`` the oldest first."""
    known = _known(entries)
    found = {staff_id: _problem(standing, known.get(staff_id)) for staff_id, standing in records.items()}
    return {staff_id: sentence for staff_id, sentence in found.items() if sentence}


def _known(entries: Iterable[RoleEntry]) -> dict[UUID, _Known]:
    known: dict[UUID, _Known] = {}
    for entry in entries:
        before = known.get(entry.staff_id, _Known(frozenset(), away=False))
        if entry.action == CLINIC_CREATED:
            known[entry.staff_id] = _Known(frozenset({Role.ADMINISTRATOR.value}), away=False)
        elif entry.action in (LEFT, SUSPENDED):
            known[entry.staff_id] = _Known(before.roles, away=True)
        else:
            # Roles are changed while somebody is suspended as well; only an end of it brings them back.
            away = before.away and entry.action == ROLES_CHANGED
            known[entry.staff_id] = _Known(entry.roles or before.roles, away)
    return known


def _problem(standing: Standing, known: _Known | None) -> str:
    if known is None:
        return "The records know a member of staff of whom the audit log says nothing."
    if known.away and standing.active:
        return _ACTIVE_AGAIN
    # Entries of earlier versions did not always name the role.
    if known.roles and standing.roles != known.roles:
        return "A member of staff has other roles than the audit log says."
    return ""

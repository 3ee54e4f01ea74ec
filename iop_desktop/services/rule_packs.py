"""Which rule packs bind a program, what a group goes against, and going on in spite of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, RuleOverride
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.staffing_limits import GroupSize, LimitWarning, RulePack, largest_group, warnings_of
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.rights import needs
from iop_desktop.services.rule_pack_files import shipped_packs
from iop_desktop.services.unlocked import Unlocked

_NO_PROGRAM = "That program is not in these records. Nothing was changed."
_UNKNOWN = Refusal("pack", "One of these rule packs is not part of the program.", "packs")


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """A program and the codes of the packs that bind it."""

    program_id: UUID
    name: str
    packs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """Somebody went on in spite of a rule."""

    decided_at: datetime
    rule: str
    allowed: int
    actual: int
    reason: str


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What binds one group: its program, the packs by title, whether each binds, and what was overridden so far."""

    program: ProgramRules
    packs: tuple[RulePack, ...]
    overrides: tuple[OverrideRow, ...]


class RulePackService:
    """Use cases around rules of size and staffing."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @needs(Right.READ_ROSTERS)
    def packs(self) -> tuple[RulePack, ...]:
        """All packs the program comes with, by title."""
        return tuple(shipped_packs().values())

    @needs(Right.READ_ROSTERS)
    def rules_of(self, group_id: UUID) -> GroupRules:
        """What binds a group. Raises NotFound."""
        with self._unlocked.reading() as db:
            program = db.scalars(
                select(Program).join(Group, Group.program_id == Program.id).where(Group.id == group_id)
            ).one_or_none()
            if program is None:
                raise NotFound(_NO_PROGRAM)
            rows = db.scalars(
                select(RuleOverride).where(RuleOverride.group_id == group_id).order_by(RuleOverride.decided_at.desc())
            )
            overrides = tuple(
                OverrideRow(row.decided_at, row.rule, row.allowed, row.actual, row.reason) for row in rows
            )
            return GroupRules(
                ProgramRules(program.id, program.name, tuple(program.rule_packs)), self.packs(), overrides
            )

    @needs(Right.CHOOSE_RULES)
    def bind(self, program_id: UUID, codes: Iterable[str]) -> Changes:
        """Choose the packs of a program. Raises NotAllowed unless by an administrator, NotFound, Refused."""
        chosen = sorted(set(codes))
        if not set(chosen) <= shipped_packs().keys():
            raise Refused((_UNKNOWN,))
        with self._unlocked.transaction() as db:
            program = db.get(Program, program_id)
            if program is None:
                raise NotFound(_NO_PROGRAM)
            before, program.rule_packs = list(program.rule_packs), chosen
            detail = {"before": ",".join(before), "after": ",".join(chosen)}
            self._unlocked.audit(db, "program.rules", program_id, detail)
            name = program.name
        return Changes(frozenset({Topic.CLINIC, Topic.GROUPS}), f"The rules of {name} are kept.")


def packs_of_group(db: Database, group_id: UUID) -> tuple[RulePack, ...]:
    """The packs that bind the group's program; one that this version does not know is passed over."""
    codes = db.scalars(
        select(Program.rule_packs).join(Group, Group.program_id == Program.id).where(Group.id == group_id)
    ).one_or_none()
    shipped = shipped_packs()
    return tuple(shipped[code] for code in codes or () if code in shipped)


def warnings_for(db: Database, group: Group, day: date, members: int, facilitators: int) -> tuple[LimitWarning, ...]:
    """What a meeting of the group with so many members and facilitators goes against on a day."""
    size = GroupSize(group.kind, members, facilitators, group.minutes)
    return warnings_of(packs_of_group(db, group.id), day, size)


def room_for(db: Database, group: Group, day: date, facilitators: int) -> int:
    """How many members may be in one room: the group's places, or less where a pack says so."""
    limit = largest_group(packs_of_group(db, group.id), day, group.kind, facilitators)
    return group.capacity if limit is None else min(group.capacity, limit)


def record_overrides(
    db: Database,
    unlocked: Unlocked,
    group_id: UUID,
    broken: Iterable[tuple[str, int, int]],
    reason: str,
    now: datetime,
    session_id: UUID | None = None,
) -> None:
    """Keep that somebody went on in spite of rules, given as (rule, allowed, actual), and why."""
    for rule, allowed, actual in broken:
        row = RuleOverride(
            group_id=group_id,
            session_id=session_id,
            rule=rule,
            allowed=allowed,
            actual=actual,
            reason=reason.strip(),
            staff_id=unlocked.actor.staff_id,
            decided_at=now,
        )
        db.add(row)
        db.flush()
        detail: dict[str, Json] = {"rule": rule, "allowed": allowed, "actual": actual, "session": str(session_id or "")}
        unlocked.audit(db, "rule.overridden", group_id, detail)

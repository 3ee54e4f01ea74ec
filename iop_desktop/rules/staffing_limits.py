"""Rules of size and staffing by state and payer: which are in force on a day, and what a group goes against.

A rule pack is dated and names its source. Where several packs bind a program, the strictest value counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import GroupKind, Population

EDUCATION = frozenset({GroupKind.PSYCHOEDUCATION, GroupKind.FAMILY})


class LimitKind(StrEnum):
    """What a rule limits; the number is a maximum unless the name says minimum."""

    GROUP_MAX = "group_max"
    EDUCATION_GROUP_MAX = "education_group_max"
    GROUP_MIN = "group_min"
    MEMBERS_PER_FACILITATOR = "members_per_facilitator"
    MINUTES_MIN = "minutes_min"
    WEEKLY_HOURS_MIN = "weekly_hours_min"
    WEEKLY_HOURS_MAX = "weekly_hours_max"
    NOTE_DUE_HOURS = "note_due_hours"
    NOTE_DUE_BUSINESS_DAYS = "note_due_business_days"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]

    @property
    def lowest_is_strictest(self) -> bool:
        """Whether a smaller number is the stricter one."""
        return self not in _MINIMA


_LABELS = {
    LimitKind.GROUP_MAX: "Members in a group, at most",
    LimitKind.EDUCATION_GROUP_MAX: "Members in an education group, at most",
    LimitKind.GROUP_MIN: "Members in a group, at least",
    LimitKind.MEMBERS_PER_FACILITATOR: "Members for each facilitator, at most",
    LimitKind.MINUTES_MIN: "Minutes of a session, at least",
    LimitKind.WEEKLY_HOURS_MIN: "Hours a week, at least",
    LimitKind.WEEKLY_HOURS_MAX: "Hours a week, at most",
    LimitKind.NOTE_DUE_HOURS: "Hours until a note is due, at most",
    LimitKind.NOTE_DUE_BUSINESS_DAYS: "Business days until a note is due, at most",
}
_MINIMA = frozenset({LimitKind.GROUP_MIN, LimitKind.MINUTES_MIN, LimitKind.WEEKLY_HOURS_MIN})


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule of a pack: ``rule`` is its id, such as ``texas/group-max``; ``confirmed`` against the primary text.

    ``population`` restricts it to programs of that population.
    """

    rule: str
    kind: LimitKind
    value: int
    source: str
    confirmed: bool
    population: Population | None = None


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one state or payer, from a day until a day (both included, open when None)."""

    code: str
    title: str
    authority: str
    effective_from: date
    effective_until: date | None
    limits: tuple[Limit, ...]

    def in_force(self, day: date) -> bool:
        """Whether it binds on a day."""
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


@dataclass(frozen=True, slots=True)
class GroupSize:
    """What the rules look at: who is expected or there, who leads, and for how long."""

    kind: GroupKind
    members: int
    facilitators: int
    minutes: int


@dataclass(frozen=True, slots=True)
class LimitWarning:
    """A rule that a group goes against: the number allowed, the actual one, a sentence, and where the rule stands."""

    rule: str
    allowed: int
    actual: int
    sentence: str
    source: str
    confirmed: bool

    @property
    def refusal(self) -> Refusal:
        """As a reason not to go on without an override."""
        return Refusal("limit", self.sentence, "override")


def limits_in_force(packs: Iterable[RulePack], day: date, population: Population | None = None) -> tuple[Limit, ...]:
    """The rules of the packs that bind on a day and hold for this population."""
    return tuple(
        limit
        for pack in packs
        if pack.in_force(day)
        for limit in pack.limits
        if limit.population is None or population is None or limit.population is population
    )


def strictest(limits: Iterable[Limit], kind: LimitKind) -> Limit | None:
    """The rule of a kind with the strictest value; among equals a confirmed one, then the first by id."""
    sign = 1 if kind.lowest_is_strictest else -1
    found = [limit for limit in limits if limit.kind is kind]
    return min(found, key=lambda limit: (sign * limit.value, not limit.confirmed, limit.rule), default=None)


def warnings_of(packs: Sequence[RulePack], day: date, size: GroupSize) -> tuple[LimitWarning, ...]:
    """What the group goes against on a day, one for each kind of rule at most."""
    limits = limits_in_force(packs, day)
    checks = (_too_many(limits, size), _too_few(limits, size), _too_thin(limits, size), _too_short(limits, size))
    return tuple(found for found in checks if found is not None)


def largest_group(packs: Sequence[RulePack], day: date, kind: GroupKind, facilitators: int) -> int | None:
    """How many members the packs allow a group of this kind with that many facilitators; None for any number."""
    limits = limits_in_force(packs, day)
    ratio = strictest(limits, LimitKind.MEMBERS_PER_FACILITATOR)
    found = [size.value for size in (_size_limit(limits, kind),) if size is not None]
    if ratio is not None:
        found.append(ratio.value * facilitators)
    return min(found, default=None)


def _size_limit(limits: Sequence[Limit], kind: GroupKind) -> Limit | None:
    """The maximum for this kind; where a pack has one of its own for education, its general one is left out."""
    if kind not in EDUCATION:
        return strictest(limits, LimitKind.GROUP_MAX)
    special = {_pack(limit) for limit in limits if limit.kind is LimitKind.EDUCATION_GROUP_MAX}
    fitting = [
        limit
        for limit in limits
        if limit.kind is LimitKind.EDUCATION_GROUP_MAX
        or (limit.kind is LimitKind.GROUP_MAX and _pack(limit) not in special)
    ]
    return min(fitting, key=lambda limit: (limit.value, not limit.confirmed, limit.rule), default=None)


def _too_many(limits: Sequence[Limit], size: GroupSize) -> LimitWarning | None:
    limit = _size_limit(limits, size.kind)
    return _warning(
        limit, size.members, lambda value: size.members > value, "{actual} members, and the rule allows {allowed}"
    )


def _too_few(limits: Sequence[Limit], size: GroupSize) -> LimitWarning | None:
    limit = strictest(limits, LimitKind.GROUP_MIN)
    words = "{actual} in the group, and the rule asks for at least {allowed}"
    return _warning(limit, size.members, lambda value: size.members < value, words)


def _too_thin(limits: Sequence[Limit], size: GroupSize) -> LimitWarning | None:
    limit = strictest(limits, LimitKind.MEMBERS_PER_FACILITATOR)
    words = "{actual} members for each facilitator, and the rule allows {allowed}"
    each = -(-size.members // max(size.facilitators, 1))
    return _warning(limit, each, lambda value: each > value, words)


def _too_short(limits: Sequence[Limit], size: GroupSize) -> LimitWarning | None:
    limit = strictest(limits, LimitKind.MINUTES_MIN)
    words = "{actual} minutes planned, and the rule asks for at least {allowed}"
    return _warning(limit, size.minutes, lambda value: size.minutes < value, words)


def _warning(limit: Limit | None, actual: int, broken: Callable[[int], bool], words: str) -> LimitWarning | None:
    if limit is None or not broken(limit.value):
        return None
    sentence = f"{words.format(actual=actual, allowed=limit.value)} ({limit.source})."
    if not limit.confirmed:
        sentence += " The figure is not confirmed against the primary text."
    return LimitWarning(limit.rule, limit.value, actual, sentence, limit.source, limit.confirmed)


def _pack(limit: Limit) -> str:
    return limit.rule.partition("/")[0]

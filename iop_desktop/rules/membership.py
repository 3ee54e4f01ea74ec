"""Who may be admitted to a program and to a group on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iop_desktop.rules.refusal import Refusal

_ADULT = 18
# What somebody may decide otherwise, with a reason that is kept.
OVERRIDABLE = frozenset({"full", "begun", "limit"})


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Ages in whole years a program admits, both included; no maximum means any age above."""

    minimum: int
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class GroupAdmissionFacts:
    """What the rule looks at when a client is to join a group on the day ``on``.

    ``admitted_on`` and ``discharged_on`` are of the latest admission to the group's program.
    """

    on: date
    date_of_birth: date | None
    ages: AgeRange
    admitted_on: date | None
    discharged_on: date | None
    is_member: bool
    members: int
    capacity: int
    group_is_active: bool = True
    group_is_open: bool = True
    group_has_begun: bool = False


def age_on(date_of_birth: date, day: date) -> int:
    """Whole years on a day; someone born on February 29 is a year older on March 1."""
    had_birthday = (day.month, day.day) >= (date_of_birth.month, date_of_birth.day)
    return day.year - date_of_birth.year - (0 if had_birthday else 1)


def refusals_of_age(date_of_birth: date | None, ages: AgeRange, on: date) -> tuple[Refusal, ...]:
    """Why a program with these ages cannot admit someone born then on the day ``on``."""
    if date_of_birth is None:
        return (
            Refusal("no-birth-date", "The date of birth is missing, so the age cannot be checked.", "date_of_birth"),
        )
    if date_of_birth > on:
        return (Refusal("unborn", "The date of birth is after the day of admission.", "date_of_birth"),)
    age = age_on(date_of_birth, on)
    if age < ages.minimum:
        return (Refusal("too-young", _too_young(ages.minimum), "date_of_birth"),)
    if ages.maximum is not None and age > ages.maximum:
        text = f"Over {ages.maximum}: this program admits ages {ages.minimum} to {ages.maximum}."
        return (Refusal("too-old", text, "date_of_birth"),)
    return ()


def refusals_to_admit(facts: GroupAdmissionFacts) -> tuple[Refusal, ...]:
    """Why this client cannot join the group on this day; every reason, not only the first."""
    found = [*_refusals_of_admission(facts), *refusals_of_age(facts.date_of_birth, facts.ages, facts.on)]
    if not facts.group_is_active:
        found.append(Refusal("closed", "This group has ended.", "group"))
    if facts.is_member:
        found.append(Refusal("member", "This client is a member of the group already.", "client"))
    elif facts.members >= facts.capacity:
        found.append(Refusal("full", f"The group is full: {facts.members} of {facts.capacity} places.", "group"))
    if not facts.group_is_open and facts.group_has_begun:
        text = "This is a closed group and its first session is over, so nobody joins it without a reason."
        found.append(Refusal("begun", text, "group"))
    return tuple(found)


def may_go_on(refusals: Iterable[Refusal], reason: str) -> bool:
    """Whether a reason is given and each of these refusals gives way to one."""
    return bool(reason.strip()) and all(refusal.code in OVERRIDABLE for refusal in refusals)


def refusals_to_end(first_on: date, last_on: date) -> tuple[Refusal, ...]:
    """Why a membership cannot end on this day."""
    if last_on >= first_on:
        return ()
    return (Refusal("order", "A membership cannot end before it began.", "last_on"),)


def refusals_to_transfer(*, same_group: bool, first_on: date, on: date) -> tuple[Refusal, ...]:
    """Why a member cannot go to another group with ``on`` as the first day there; ``first_on`` is the first day here.

    The last day here is the day before, so a member stays at least one day.
    """
    if same_group:
        return (Refusal("same", "Choose another group.", "target"),)
    if on <= first_on:
        text = "The first day in the other group must be later than the first day in this one."
        return (Refusal("order", text, "on"),)
    return ()


def _too_young(minimum: int) -> str:
    if minimum >= _ADULT:
        return f"Under {minimum}: only an adolescent program can admit."
    return f"Under {minimum}: too young for this program."


def _refusals_of_admission(facts: GroupAdmissionFacts) -> list[Refusal]:
    if facts.admitted_on is None:
        return [Refusal("not-admitted", "This client has not been admitted to the group's program.", "client")]
    if facts.on < facts.admitted_on:
        return [Refusal("before-admission", "That day is before the client's admission to the program.", "on")]
    if facts.discharged_on is not None and facts.on > facts.discharged_on:
        return [Refusal("discharged", "This client was discharged from the program before that day.", "client")]
    return []

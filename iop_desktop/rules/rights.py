"""Who may do what: the one table of rights (42 CFR 2.16 and 45 CFR 164.312(a), access by role).

A right belongs to roles; a person with several roles has the rights of each. Which charts somebody may see is a second
question and stands in ``need_to_know``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from iop_desktop.rules.vocabulary import Role

_FACILITATOR, _SUPERVISOR, _ADMINISTRATOR = Role.FACILITATOR, Role.SUPERVISOR, Role.ADMINISTRATOR


class Right(StrEnum):
    """One thing that a role allows or does not allow."""

    OWN_ACCOUNT = "own_account"
    MANAGE_STAFF = "manage_staff"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who has a right, and the sentence for somebody who has not."""

    roles: frozenset[Role]
    sentence: str


def _rule(*roles: Role, sentence: str) -> Rule:
    return Rule(frozenset(roles), sentence)


RIGHTS: Mapping[Right, Rule] = MappingProxyType(
    {
        Right.OWN_ACCOUNT: _rule(
            *Role, sentence="Only somebody who works here does this. Nothing was changed: ask your administrator."
        ),
        Right.MANAGE_STAFF: _rule(
            _ADMINISTRATOR, sentence="Only an administrator adds or changes staff. Nothing was changed."
        ),
    }
)


def allows(roles: Collection[Role], right: Right) -> bool:
    """Whether one of the roles gives the right."""
    return not RIGHTS[right].roles.isdisjoint(roles)

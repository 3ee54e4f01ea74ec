"""The roles of a person in one column: words in a fixed order, so that equal sets are equal texts."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

from sqlalchemy import Dialect, String, TypeDecorator

from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.vocabulary import Role

_LENGTH = 40


def role_words(roles: Collection[Role]) -> str:
    """How the column keeps a set: "supervisor administrator"."""
    return " ".join(role.value for role in Role if role in roles)


ROLE_SETS = tuple(frozenset(each) for number in range(1, len(Role) + 1) for each in combinations(Role, number))
"""Every set that somebody can have: at least one role."""
ROLE_SETS_CHECK = f"roles IN ({', '.join(repr(role_words(each)) for each in ROLE_SETS)})"


class RoleSet(TypeDecorator[frozenset[Role]]):
    """At least one role, as text; raises ValueError for none."""

    impl = String(_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: Collection[Role] | None, dialect: Dialect) -> str | None:
        """A set of roles to what the database keeps."""
        if value is None:
            return None
        if not value:
            raise ValueError("a member of staff has at least one role")
        return role_words(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Role] | None:
        """What the database keeps to a set of roles."""
        return None if value is None else frozenset(Role(word) for word in value.split())


def role_sets_with(right: Right) -> tuple[frozenset[Role], ...]:
    """The sets that give a right, for ``Staff.roles.in_``: whoever has the right has one of these."""
    return tuple(each for each in ROLE_SETS if allows(each, right))

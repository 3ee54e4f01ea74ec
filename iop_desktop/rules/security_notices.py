"""What must not go unnoticed: who is told on Today, and who may say that it was seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from iop_desktop.rules.vocabulary import Role


class NoticeKind(StrEnum):
    """What happened."""

    KIT_USED = "kit_used"
    FACTOR_REMOVED = "factor_removed"
    RESTORED = "restored"
    LET_IN_ANEW = "let_in_anew"


_READERS: Mapping[NoticeKind, frozenset[Role]] = MappingProxyType(
    {
        NoticeKind.KIT_USED: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
        NoticeKind.FACTOR_REMOVED: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
        NoticeKind.RESTORED: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
        # Who made the code could be the one who used it, so that every colleague is a witness.
        NoticeKind.LET_IN_ANEW: frozenset(Role),
    }
)


def is_told(kind: NoticeKind, roles: Collection[Role], *, about_them: bool) -> bool:
    """Whether somebody is told: everyone with one of the roles, and the person whom it is about."""
    return about_them or not _READERS[kind].isdisjoint(roles)


def may_mark_seen(
    kind: NoticeKind, roles: Collection[Role], *, about_them: bool, did_it: bool, others_are_told: bool
) -> bool:
    """Whether somebody may end the notice: one who is told, but not who did it while there is anybody else.

    Whoever was let in anew may be somebody else under that login, and counts as one who did it.
    """
    involved = did_it or (about_them and kind is NoticeKind.LET_IN_ANEW)
    return is_told(kind, roles, about_them=about_them) and not (involved and others_are_told)

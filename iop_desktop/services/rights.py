"""The check of a right at the door of a use case."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from iop_desktop.models.errors import VaultClosed
from iop_desktop.rules.rights import RIGHTS, Right, allows
from iop_desktop.services.actor import Actor
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.unlocked import Unlocked


class _OfAVault(Protocol):
    _unlocked: Unlocked


_S = TypeVar("_S", bound=_OfAVault)
_P = ParamSpec("_P")
_R = TypeVar("_R")

_NEEDED: dict[str, Right] = {}


def needs(right: Right) -> Callable[[Callable[Concatenate[_S, _P], _R]], Callable[Concatenate[_S, _P], _R]]:
    """Let a method of a service begin only for who has the right; else VaultClosed, or NotAllowed with the sentence."""

    def guard(method: Callable[Concatenate[_S, _P], _R]) -> Callable[Concatenate[_S, _P], _R]:
        _NEEDED[f"{method.__module__}.{method.__qualname__}"] = right

        @functools.wraps(method)
        def guarded(self: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            if self._unlocked.is_locked:
                raise VaultClosed
            require(self._unlocked.actor, right)
            return method(self, *args, **kwargs)

        return guarded

    return guard


def require(actor: Actor, right: Right) -> None:
    """Raise NotAllowed, with the sentence of the rule, for somebody without the right."""
    if not allows(actor.roles, right):
        raise NotAllowed(RIGHTS[right].sentence)


def right_needed(method: Callable[..., object]) -> Right | None:
    """Which right a method of a service asks for; None when it asks for none."""
    return _NEEDED.get(f"{method.__module__}.{method.__qualname__}")

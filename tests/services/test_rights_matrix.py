"""Every use case asks the one table of rights at its door; nothing gets past it by another way."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from iop_desktop.rules.rights import RIGHTS, Right
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.packet_reviews import PacketReviewService
from iop_desktop.services.rights import right_needed
from iop_desktop.services.unlocked import Unlocked
from tests.factories import SmallClinic
from tests.support.clock import MovableClock

SERVICES: dict[str, type] = {**get_type_hints(Services), "reviews.packets": PacketReviewService}
COMBINATIONS = [frozenset(each) for number in range(len(Role) + 1) for each in combinations(Role, number)]


def public_methods(service: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Everything that may be called from outside, except properties."""
    for name in dir(service):
        found = inspect.getattr_static(service, name)
        if not name.startswith("_") and not isinstance(found, property):
            assert inspect.isfunction(found), f"{service.__name__}.{name} cannot be guarded"
            yield name, found


METHODS = [(noun, name, method) for noun, service in SERVICES.items() for name, method in public_methods(service)]
CALLS = [(noun, name, right) for noun, name, method in METHODS if (right := right_needed(method)) is not None]


def test_every_public_method_names_its_right() -> None:
    assert [f"{noun}.{name}" for noun, name, method in METHODS if right_needed(method) is None] == []


def service_of(services: Services, noun: str) -> object:
    """The service at such a place as ``reviews.packets``."""
    found: object = services
    for part in noun.split("."):
        found = getattr(found, part)
    return found


def digest_of(folder: Path) -> dict[str, str]:
    """What stands on the disk: a change of any kind changes it."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("roles", COMBINATIONS, ids=lambda roles: "+".join(sorted(roles)) or "nobody")
def test_without_the_right_nothing_begins_and_with_it_the_door_is_open(
    clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock, roles: frozenset[Role]
) -> None:
    """An argument that no method takes shows how far a call got: the door comes before the arguments."""
    services, before = services_of(unlocked, clock), digest_of(clinic.folder)
    unlocked.actor = dataclasses.replace(unlocked.actor, roles=roles)
    for noun, name, right in CALLS:
        call = getattr(service_of(services, noun), name)
        if any(role in RIGHTS[right].roles for role in roles):
            with pytest.raises(TypeError, match="no_method_takes_this"):
                call(no_method_takes_this=True)
        else:
            with pytest.raises(NotAllowed) as refused:
                call(no_method_takes_this=True)
            assert refused.value.sentence == RIGHTS[right].sentence
    assert digest_of(clinic.folder) == before


def test_each_right_opens_a_door_or_is_asked_behind_one() -> None:
    """A right that nothing asks would be a promise nobody keeps."""
    inside = {Right.SUPERVISE, Right.STAND_IN, Right.PLAN_ALL_GROUPS, Right.TRUST_PUBLISHERS, Right.ACCEPT_REQUESTS}
    assert {right for _, _, right in CALLS} == set(Right) - inside

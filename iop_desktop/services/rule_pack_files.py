"""The packaged rule packs, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from iop_desktop.paths import resource
from iop_desktop.rules.staffing_limits import Limit, LimitKind, RulePack
from iop_desktop.rules.vocabulary import Population

_FIRST = "rules/programs.toml"  # usual ages and hours, and no pack


@cache
def shipped_packs() -> Mapping[str, RulePack]:
    """All packs by code, in the order of their titles."""
    folder = resource(_FIRST).parent
    packs = [read_pack(path) for path in folder.glob("*.toml") if path.name != Path(_FIRST).name]
    return {pack.code: pack for pack in sorted(packs, key=lambda pack: pack.title)}


def read_pack(path: Path) -> RulePack:
    """A pack from its file. Raises KeyError and ValueError for a file that is none."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return RulePack(
        code=found["id"],
        title=found["title"],
        authority=found["authority"],
        effective_from=found["effective_from"],
        effective_until=found.get("effective_until"),
        limits=tuple(_limit(found["id"], rule) for rule in found["rules"]),
    )


def _limit(pack: str, rule: dict[str, Any]) -> Limit:
    population = rule.get("population")
    return Limit(
        rule=f"{pack}/{rule['id']}",
        kind=LimitKind(rule["kind"]),
        value=rule["value"],
        source=rule["source"],
        confirmed=rule["confirmed"],
        population=Population(population) if population else None,
    )

"""Ages and weekly hours a new program starts with, from the packaged rule file."""

from __future__ import annotations

import tomllib

from iop_desktop.models.clinic import Program
from iop_desktop.paths import resource
from iop_desktop.rules.vocabulary import Population

_MINUTES = 60


def new_program(name: str, population: Population) -> Program:
    """A program row with the usual ages and hours of its population."""
    rules = tomllib.loads(resource("rules/programs.toml").read_text(encoding="utf-8"))[population.value]
    return Program(
        name=name.strip(),
        population=population,
        minimum_age=rules["minimum_age"],
        maximum_age=rules.get("maximum_age"),
        weekly_minutes_minimum=rules["weekly_hours_minimum"] * _MINUTES,
        weekly_minutes_maximum=rules["weekly_hours_maximum"] * _MINUTES,
    )

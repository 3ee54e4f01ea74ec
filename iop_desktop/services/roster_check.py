"""Judging a roster file without opening the records: what an import into a usual program would do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from iop_desktop.rules.roster_life import ProgramAges
from iop_desktop.rules.vocabulary import Population
from iop_desktop.services.program_defaults import new_program
from iop_desktop.services.roster_file import read_roster
from iop_desktop.services.roster_preview import RosterPreview, preview


def check_roster(path: Path, population: Population, today: date) -> RosterPreview:
    """Read and judge a roster for a program with the usual ages; who is a client already is not known here.

    Raises RosterFileRefused.
    """
    usual = new_program("", population)
    return preview(read_roster(path), today=today, ages=ProgramAges(usual.minimum_age, usual.maximum_age))

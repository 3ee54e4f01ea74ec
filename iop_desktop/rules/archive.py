"""The archive of a program that closes (42 CFR 2.19): what the label says and what has to be known before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.refusal import Refusal

LONGEST = 300
SUFFIX = ".ioparchive"

NO_NAME = Refusal("name", "Write the name of the program as it stands on its records.", "name")
NO_AUTHORITY = Refusal("authority", "Write the statute, regulation or order that asks for the records.", "authority")
NO_KEEPER = Refusal("keeper", "Write who keeps the key: somebody else than who keeps the archive.", "keeper")
PAST = Refusal("until", "That day is over: records that need not be kept are destroyed and not archived.", "until")
LONG = Refusal("long", f"Keep each text under {LONGEST} characters.", "authority")
EMPTY = Refusal("empty", "Nobody was ever admitted to this program, so there is nothing to archive.", "program")


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """What a form gives, and what the records hold."""

    name: str
    authority: str
    keeper: str
    until: date
    today: date
    clients: int


def refusals_of_archive(facts: ArchiveFacts) -> tuple[Refusal, ...]:
    """Why no archive is made like this; every reason."""
    texts = (facts.name, facts.authority, facts.keeper)
    checks = (
        (bool(facts.name.strip()), NO_NAME),
        (bool(facts.authority.strip()), NO_AUTHORITY),
        (bool(facts.keeper.strip()), NO_KEEPER),
        (all(len(text) <= LONGEST for text in texts), LONG),
        (facts.until > facts.today, PAST),
        (facts.clients > 0, EMPTY),
    )
    return tuple(refusal for held, refusal in checks if not held)


def label_text(name: str, authority: str, until: date) -> str:
    """The label of 42 CFR 2.19(b), in its own words."""
    return (
        f"“Records of {name.strip()} required to be maintained under {authority.strip()} until a date not later than "
        f"{long_date(until)}”"
    )

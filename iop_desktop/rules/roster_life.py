"""Born, alive and of the right age: what the dates of a roster row say about admission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.roster_dates import DateOrder, age_on, parse_date
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_names import is_nothing

# Only words the sentence: which ages a program admits is its own setting (42 CFR 2.14 leaves minority to state law).
ADULT_AGE = 18
OLDEST_AGE = 120
ALIVE_WORDS = "n no f false 0 alive living u unknown null none 0000-00-00 00/00/0000 0/0/0000"
DEAD_WORDS = "y yes t true 1 x dead deceased"


@dataclass(frozen=True, slots=True)
class ProgramAges:
    """The ages, in full years, that the program admits; no ``maximum`` means no upper limit."""

    minimum: int
    maximum: int | None = None


def birth_date(text: str, order: DateOrder, today: date) -> date | Refusal:
    """The day of birth, or why it cannot be one."""
    if is_nothing(text):
        return _refuse_birth("no_birth_date", "The row holds no date of birth, so the age is not known.")
    born = parse_date(text, order, latest=today)
    if born is None:
        return _refuse_birth("impossible_date", "The date of birth is no day of the calendar in the chosen date order.")
    if born > today:
        return _refuse_birth("born_in_future", "The date of birth lies in the future.")
    if age_on(born, today) > OLDEST_AGE:
        return _refuse_birth("too_old", f"The date of birth is more than {OLDEST_AGE} years ago.")
    return born


def death_refusal(text: str, order: DateOrder, today: date) -> Refusal | None:
    """A refusal if the cell records a death, by date or by a word for yes; a date that cannot be read counts too."""
    word = text.strip().lower()
    if is_nothing(word) or word in ALIVE_WORDS.split():
        return None
    died = parse_date(text, order, latest=today)
    if died is not None:
        sentence = f"Recorded as deceased on {short_date(died)}."
    elif word in DEAD_WORDS.split():
        sentence = "Recorded as deceased."
    else:
        sentence = "Recorded as deceased, on a date that cannot be read."
    return Refusal("deceased", sentence, Field.DATE_OF_DEATH)


def age_refusal(born: date, today: date, ages: ProgramAges) -> Refusal | None:
    """A refusal if the program does not admit people of this age today."""
    age = age_on(born, today)
    if age < ADULT_AGE <= ages.minimum:
        return _refuse_birth("minor", f"Under {ADULT_AGE}: only an adolescent program can admit.")
    if age < ages.minimum:
        return _refuse_birth("too_young", f"Under {ages.minimum}, the youngest age this program admits.")
    if ages.maximum is not None and age > ages.maximum:
        return _refuse_birth("too_old_for_program", f"Over {ages.maximum}: only an adult program can admit.")
    return None


def _refuse_birth(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, Field.DATE_OF_BIRTH)

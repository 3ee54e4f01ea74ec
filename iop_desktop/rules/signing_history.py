"""What the audit log knows of who may sign alone, so that a credential or a flag changed behind its back is noticed.

Entries of earlier versions name what was changed and no values: what they touch is not known until a later entry says
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

ADDED, EDITED = "staff.added", "staff.edited"
ENTERED, DATED = "credential.entered", "credential.dated"
PERSON_ACTIONS, CREDENTIAL_ACTIONS = (ADDED, EDITED), (ENTERED, DATED)
CREDENTIALS, COSIGNS, UNTIL, SUPERVISOR = "credentials", "needs_cosignature", "credential_until", "supervisor_id"
SIGNING = (CREDENTIALS, COSIGNS, UNTIL, SUPERVISOR)
"""What decides on the day of signing whether somebody signs alone, by the names of the fields."""

OTHER_WORDS = (
    "The credentials of a member of staff, whether their notes need a second signature, or whose it is, are not as the "
    "audit log says."
)
OTHER_CREDENTIAL = "A credential with number and days is not as somebody entered it, or nobody entered it."

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One entry about a person: fields that ``changed``, and their values as far as it says them."""

    staff_id: UUID
    after: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """One entry about a credential somebody holds; an empty ``key`` is one of an earlier version, which named none."""

    action: str
    staff_id: UUID
    key: str = ""
    credential: str = ""
    from_on: str = ""
    until_on: str = ""


@dataclass(frozen=True, slots=True)
class HeldNow:
    """A credential as the records have it now."""

    staff_id: UUID
    credential: str
    from_on: str
    until_on: str


def altered_people(entries: Iterable[PersonEntry], records: Mapping[UUID, Values]) -> frozenset[UUID]:
    """Whose values no entry explains, now or before a change; ``entries`` the oldest first."""
    known: dict[UUID, dict[str, str]] = {}
    found: set[UUID] = set()
    for entry in entries:
        mine = known.setdefault(entry.staff_id, {})
        if any(mine.get(name, value) != value for name, value in entry.before.items()):
            found.add(entry.staff_id)
        for name in entry.changed - set(entry.after):
            mine.pop(name, None)
        mine.update(entry.after)
    for staff_id, values in records.items():
        mine = known.get(staff_id, {})
        if any(values.get(name, "") != value for name, value in mine.items()):
            found.add(staff_id)
    return frozenset(found)


def altered_credentials(entries: Iterable[HeldEntry], records: Mapping[str, HeldNow]) -> bool:
    """Whether a credential is there that nobody entered, or other than entered; ``entries`` the oldest first."""
    known: dict[str, HeldNow] = {}
    unnamed: Counter[tuple[UUID, str]] = Counter()
    for entry in entries:
        before = known.get(entry.key)
        if entry.action == ENTERED and entry.key:
            known[entry.key] = HeldNow(entry.staff_id, entry.credential, entry.from_on, entry.until_on)
        elif entry.action == ENTERED:
            unnamed[entry.staff_id, entry.credential] += 1
        elif before is not None:
            known[entry.key] = HeldNow(before.staff_id, before.credential, before.from_on, entry.until_on)
    others = Counter((held.staff_id, held.credential) for key, held in records.items() if key not in known)
    changed = any(known.get(key, held) != held for key, held in records.items())
    return changed or any(number > unnamed[who] for who, number in others.items())

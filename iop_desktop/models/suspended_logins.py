"""Logins of suspended staff, named in the key file so that they can be told why they do not get in.

Their slots are not in it: they are kept in the encrypted records until the suspension ends. The seal covers the names.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Mapping

from iop_desktop.models.keyfile_document import SUSPENDED_NAME, Document
from iop_desktop.models.keyslot import Slot
from iop_desktop.models.login_names import folded_login


def suspended_logins(kept: Mapping[str, bytes]) -> tuple[str, ...]:
    """Logins in the order of the alphabet; empty where nobody is suspended or the names cannot be read."""
    try:
        names = json.loads(kept.get(SUSPENDED_NAME, b"[]"))
    except ValueError:
        return ()
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def is_suspended(document: Document, login: str) -> bool:
    """Whether this login is suspended."""
    return folded_login(login) in map(folded_login, suspended_logins(document.kept))


def naming_suspended(document: Document, logins: Iterable[str]) -> Document:
    """The document naming exactly these logins as suspended."""
    kept = {name: content for name, content in document.kept.items() if name != SUSPENDED_NAME}
    names = sorted(set(logins))
    if names:
        kept[SUSPENDED_NAME] = json.dumps(names, ensure_ascii=False).encode()
    return dataclasses.replace(document, kept=kept)


def without_slots(document: Document, slot_ids: Collection[str]) -> Document:
    """The document without these slots."""
    return dataclasses.replace(document, slots=tuple(slot for slot in document.slots if slot.slot_id not in slot_ids))


def with_slot(document: Document, slot: Slot) -> Document:
    """The document with this slot at the end, instead of one of the same id."""
    others = (other for other in document.slots if other.slot_id != slot.slot_id)
    return dataclasses.replace(document, slots=(*others, slot))

"""How this clinic lays out its notes: its own layout of a format, or the default."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting
from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, LayoutPart, NoteLayout, refusals_of_layout
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Unlocked

_SETTING = "note_layout."


@dataclass(frozen=True, slots=True)
class FormatLayout:
    """The layout of a format that is in force; ``own`` when it is the clinic's and not the default."""

    note_format: NoteFormat
    layout: NoteLayout
    own: bool


class NoteLayoutService:
    """Use cases of laying out notes. What is signed stays as it was laid out then."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @property
    def may_choose(self) -> bool:
        """Whether this person may change a layout."""
        return self._unlocked.actor.may(Right.LAY_OUT_NOTES)

    @needs(Right.READ_STAFF)
    def layouts(self) -> tuple[FormatLayout, ...]:
        """The layout of every format."""
        with self._unlocked.reading() as db:
            found = [(each, layout_in_force(db, each)) for each in NoteFormat]
        return tuple(FormatLayout(each, layout, layout != DEFAULT_LAYOUTS[each]) for each, layout in found)

    @needs(Right.LAY_OUT_NOTES)
    def save(self, note_format: NoteFormat, parts: Sequence[LayoutPart]) -> Changes:
        """Lay out new records like this. Raises NotAllowed, and Refused when something required is missing."""
        layout = NoteLayout(tuple(LayoutPart(_title(part.title), part.elements) for part in parts))
        refusals = refusals_of_layout(note_format, layout)
        if refusals:
            raise Refused(refusals)
        with self._unlocked.transaction() as db:
            db.merge(Setting(name=_name(note_format), value=json.dumps(layout.as_data(), ensure_ascii=False)))
            # A title is a text of the clinic and stays out of the audit; the order says what changed.
            order = [[str(each) for each in part.elements] for part in layout.parts]
            self._unlocked.audit(db, "note_layout.saved", _name(note_format), {"parts": order})
        return Changes(frozenset({Topic.NOTES}), f"New {note_format.value.upper()} notes are laid out like this.")

    @needs(Right.LAY_OUT_NOTES)
    def reset(self, note_format: NoteFormat) -> Changes:
        """Go back to the default. Raises NotAllowed."""
        with self._unlocked.transaction() as db:
            setting = db.get(Setting, _name(note_format))
            if setting is not None:
                db.delete(setting)
                self._unlocked.audit(db, "note_layout.reset", _name(note_format))
        return Changes(frozenset({Topic.NOTES}), f"{note_format.value.upper()} notes have the default layout again.")


def layout_in_force(db: Database, note_format: NoteFormat) -> NoteLayout:
    """The clinic's layout; the default when there is none, or when what is kept cannot stand any more."""
    setting = db.get(Setting, _name(note_format))
    default = DEFAULT_LAYOUTS[note_format]
    if setting is None:
        return default
    try:
        layout = NoteLayout.from_data(json.loads(setting.value))
    except ValueError:
        return default
    return default if refusals_of_layout(note_format, layout) else layout


def _name(note_format: NoteFormat) -> str:
    return f"{_SETTING}{note_format.value}"


def _title(typed: str) -> str:
    return " ".join(clean_text(typed).split())

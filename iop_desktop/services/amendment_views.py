"""What is shown of a client's request to amend a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from iop_desktop.rules.amendments import Standing
from iop_desktop.rules.note_vocabulary import AmendmentStep, DenialGround
from iop_desktop.rules.vocabulary import NoteState


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What is logged: the client's words, the note they are about if one, and the day it came in."""

    client_id: UUID
    asked: str
    received_on: date
    note_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step to be taken: the words it needs, the ground of a denial, the note of an acceptance that names none yet."""

    step: AmendmentStep
    on: date
    text: str = ""
    ground: DenialGround | None = None
    note_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that was taken."""

    step: AmendmentStep
    on: date
    words: str
    text: str
    by: str
    addendum_id: UUID | None
    addendum_state: NoteState | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with its clock and its steps; ``possible`` = what this person may do next today."""

    request_id: UUID
    client_id: UUID
    client_name: str
    note_id: UUID | None
    note_title: str
    received_on: date
    asked: str
    recorded_by: str
    standing: Standing
    steps: tuple[StepRow, ...]
    possible: tuple[AmendmentStep, ...]

    @property
    def addendum_id(self) -> UUID | None:
        """The addendum that answers it, if it was accepted."""
        return next((step.addendum_id for step in self.steps if step.addendum_id is not None), None)

    @property
    def denied(self) -> bool:
        """Whether a letter of denial belongs to it."""
        return any(step.step is AmendmentStep.DENIED for step in self.steps)

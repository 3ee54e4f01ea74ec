"""A client's request to amend a record: the clock and the steps of 45 CFR 164.526.

Act within 60 days; once 30 days more with a written reason given to the client within the first 60; accept by
appending or linking; deny in writing on one of four grounds; a statement of disagreement and a rebuttal may follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from iop_desktop.rules.note_vocabulary import AmendmentStep, DenialGround
from iop_desktop.rules.notes import MAX_TEXT
from iop_desktop.rules.refusal import Refusal

DAYS_TO_ACT = timedelta(days=60)
EXTENSION = timedelta(days=30)
DUE_SOON = timedelta(days=14)
_DECISIONS = frozenset({AmendmentStep.ACCEPTED, AmendmentStep.DENIED})
_NEEDS_TEXT = {
    AmendmentStep.EXTENDED: "Write the reason for the delay: the client is told it in writing.",
    AmendmentStep.DENIED: "Write the basis of the denial in plain language: it stands in the letter to the client.",
    AmendmentStep.DISAGREEMENT: "Write the client's statement of disagreement.",
    AmendmentStep.REBUTTAL: "Write the rebuttal: the client gets a copy of it.",
}
NO_WORDS = Refusal("asked", "Write what the client asks to have amended, in the client's words.", "asked")
LONG = Refusal("too-long", "The text is longer than the record can hold.", "text")
FUTURE = Refusal("future", "That day has not come yet.", "on")
TOO_EARLY = Refusal("early", "That day lies before the request or before its last step.", "on")
DECIDED = Refusal("decided", "This request is decided already.", "step")
EXTENDED_BEFORE = Refusal("extended", "The time was extended once already; the rule allows no second time.", "step")
LATE_EXTENSION = Refusal("late", "The 60 days are over: the time could be extended only within them.", "on")
NO_GROUND = Refusal("ground", "Choose the ground on which the request is denied.", "ground")
NOT_DENIED = Refusal("not-denied", "A statement of disagreement follows a denial.", "step")
STATED = Refusal("stated", "The statement of disagreement is on file already.", "step")
NO_STATEMENT = Refusal("no-statement", "A rebuttal answers a statement of disagreement, and there is none.", "step")
REBUTTED = Refusal("rebutted", "The rebuttal is on file already.", "step")


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was taken, and its day."""

    step: AmendmentStep
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands on one day."""

    due_on: date
    is_open: bool
    extended: bool
    overdue: bool
    due_soon: bool
    days_left: int


def standing(received_on: date, steps: Sequence[Step], today: date) -> Standing:
    """The clock of a request on ``today``; a request that is decided is neither due nor overdue."""
    taken = {each.step for each in steps}
    extended = AmendmentStep.EXTENDED in taken
    due = received_on + DAYS_TO_ACT + (EXTENSION if extended else timedelta())
    is_open = not taken & _DECISIONS
    return Standing(
        due_on=due,
        is_open=is_open,
        extended=extended,
        overdue=is_open and today > due,
        due_soon=is_open and due - today <= DUE_SOON,
        days_left=(due - today).days,
    )


def refusals_of_request(asked: str, received_on: date, today: date) -> tuple[Refusal, ...]:
    """Why a request cannot be logged like this."""
    checks = (
        (asked.strip(), NO_WORDS),
        (len(asked) <= MAX_TEXT, LONG),
        (received_on <= today, FUTURE),
    )
    return tuple(refusal for held, refusal in checks if not held)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What the rule looks at when a step is to be taken on ``on``."""

    received_on: date
    steps: tuple[Step, ...]
    step: AmendmentStep
    on: date
    today: date
    text: str
    ground: DenialGround | None = None


def refusals_of_step(facts: StepFacts) -> tuple[Refusal, ...]:
    """Why this step cannot be taken now; everything that is wrong, not only the first."""
    last = max((each.on for each in facts.steps), default=facts.received_on)
    checks = [
        *_order(facts),
        (facts.on <= facts.today, FUTURE),
        (facts.on >= last, TOO_EARLY),
        (facts.text.strip() or facts.step not in _NEEDS_TEXT, _no_text(facts.step)),
        (len(facts.text) <= MAX_TEXT, LONG),
        (facts.step is not AmendmentStep.DENIED or facts.ground is not None, NO_GROUND),
    ]
    return tuple(refusal for held, refusal in checks if not held)


def _no_text(step: AmendmentStep) -> Refusal:
    return Refusal("text", _NEEDS_TEXT.get(step, ""), "text")


def _order(facts: StepFacts) -> list[tuple[bool, Refusal]]:
    """What must have happened before, and what must not."""
    taken = {each.step for each in facts.steps}
    decided = bool(taken & _DECISIONS)
    if facts.step is AmendmentStep.EXTENDED:
        return [
            (not decided, DECIDED),
            (AmendmentStep.EXTENDED not in taken, EXTENDED_BEFORE),
            (facts.on <= facts.received_on + DAYS_TO_ACT, LATE_EXTENSION),
        ]
    if facts.step in _DECISIONS:
        return [(not decided, DECIDED)]
    if facts.step is AmendmentStep.DISAGREEMENT:
        return [(AmendmentStep.DENIED in taken, NOT_DENIED), (AmendmentStep.DISAGREEMENT not in taken, STATED)]
    return [(AmendmentStep.DISAGREEMENT in taken, NO_STATEMENT), (AmendmentStep.REBUTTAL not in taken, REBUTTED)]


def possible_steps(received_on: date, steps: Sequence[Step], today: date) -> tuple[AmendmentStep, ...]:
    """The steps that may be taken today."""
    words, ground = "x", DenialGround.ACCURATE_AND_COMPLETE
    facts = ((step, StepFacts(received_on, tuple(steps), step, today, today, words, ground)) for step in AmendmentStep)
    return tuple(step for step, each in facts if not refusals_of_step(each))

"""Individual sessions and other contacts: when one can be kept, and what its note still lacks before signing.

The elements are those of the state and payer rules for individual services gathered in the design notes: begin and
end, duration, place or mode, who took part, what was done, the response, the goal, risk and the next step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from iop_desktop.rules.note_formats import Element, needed_texts
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.notes import (
    GOAL_ENDED,
    MAX_TEXT,
    NO_ASSESSMENT,
    NO_RISK_CHECK,
    NO_SAFETY_PLAN,
    NO_WORDS,
    STOP,
    NoteDraft,
    missing_choices,
    missing_words,
    unfit_texts,
)
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteFormat, NoteKind

LONGEST_CONTACT = timedelta(hours=12)
LONGEST_WORDS = 120
LONGEST_TOPIC = 200
WITH_OTHERS = frozenset({ContactKind.COLLATERAL, ContactKind.FAMILY})
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What is kept of a contact beside its note. Times are aware; ``with_whom`` is a relation, never a name."""

    kind: ContactKind
    mode: ContactMode
    starts_at: datetime
    ends_at: datetime
    note_format: NoteFormat
    place: str = ""
    with_whom: str = ""
    topic: str = ""
    interventions: str = ""

    @property
    def minutes(self) -> int:
        """Whole minutes from begin to end."""
        return int((self.ends_at - self.starts_at).total_seconds()) // _MINUTE

    @property
    def note_kind(self) -> NoteKind:
        """What its note is called."""
        return contact_note_kind(self.kind)


def contact_note_kind(kind: ContactKind) -> NoteKind:
    """What the note of a contact is called."""
    return NoteKind.INDIVIDUAL if kind is ContactKind.INDIVIDUAL else NoteKind.CONTACT


def refusals_of_contact(details: ContactDetails, now: datetime) -> tuple[Refusal, ...]:
    """Why a contact cannot be kept with these details."""
    return (*_refused_times(details, now), *_refused_words(details))


def _refused_times(details: ContactDetails, now: datetime) -> list[Refusal]:
    if details.ends_at < details.starts_at:
        return [Refusal("order", "A contact cannot end before it begins.", "ends_at")]
    found = []
    if details.ends_at > now:
        found.append(Refusal("ahead", "That time has not come yet.", "ends_at"))
    if details.ends_at - details.starts_at > LONGEST_CONTACT:
        found.append(Refusal("long", "A contact lasts at most twelve hours. Check both times.", "ends_at"))
    if details.minutes == 0 and details.mode is not ContactMode.MESSAGE:
        found.append(Refusal("minutes", "Only a letter or message takes no minutes. Check the times.", "ends_at"))
    return found


def _refused_words(details: ContactDetails) -> list[Refusal]:
    lengths = (
        ("place", details.place, LONGEST_WORDS),
        ("with_whom", details.with_whom, LONGEST_WORDS),
        ("topic", details.topic, LONGEST_TOPIC),
        ("interventions", details.interventions, MAX_TEXT),
    )
    return [
        Refusal("too-long", f"Keep this under {longest + 1} characters.", name)
        for name, text, longest in lengths
        if len(text) > longest
    ]


@dataclass(frozen=True, slots=True)
class ContactNoteFacts:
    """All that the completeness rule of a contact's note looks at."""

    details: ContactDetails
    draft: NoteDraft
    has_goals: bool
    goal_is_current: bool


def missing_in_contact(facts: ContactNoteFacts) -> tuple[Refusal, ...]:
    """What the note of a contact lacks, in the order of the page; empty when it is complete."""
    written = _missing_in_session(facts) if facts.details.kind is ContactKind.INDIVIDUAL else _missing_in_call(facts)
    return (*_missing_details(facts.details), *written, *unfit_texts(facts.draft))


def _missing_details(details: ContactDetails) -> list[Refusal]:
    checks = (
        (
            details.mode is not ContactMode.IN_PERSON or details.place.strip(),
            Refusal("place", "Write where you met: edit the contact.", "place"),
        ),
        (
            details.kind not in WITH_OTHERS or details.with_whom.strip(),
            Refusal("with-whom", "Say with whom, by relation and without a name: edit the contact.", "with_whom"),
        ),
        (
            details.interventions.strip(),
            Refusal("interventions", "Write what was done: edit the contact.", "interventions"),
        ),
        (
            STOP not in details.interventions + details.topic,
            Refusal("stops", "Fill in the places marked ‹…›.", "interventions"),
        ),
    )
    return [refusal for held, refusal in checks if not held]


def _missing_in_session(facts: ContactNoteFacts) -> list[Refusal]:
    draft, note_format = facts.draft, facts.details.note_format
    chosen = missing_choices(draft, has_goals=facts.has_goals, goal_is_current=facts.goal_is_current)
    return [*chosen, *missing_words(draft, note_format)]


def _missing_in_call(facts: ContactNoteFacts) -> list[Refusal]:
    draft, needed = facts.draft, needed_texts(facts.details.note_format)
    checks = (
        (draft.risk_check, NO_RISK_CHECK),
        (not draft.goal_id or facts.goal_is_current, GOAL_ENDED),
        (draft.risk_check is not RiskCheck.PRESENT or draft.risk_plan.strip(), NO_SAFETY_PLAN),
        (Element.SAID not in needed or draft.said.strip(), NO_WORDS),
        (draft.response.strip(), Refusal("response", "Write what came of it, in your own words.", "response")),
        (Element.ASSESSMENT not in needed or draft.assessment.strip(), NO_ASSESSMENT),
        (draft.plan.strip(), Refusal("plan", "Write the next step.", "plan")),
    )
    return [refusal for held, refusal in checks if not held]

"""What a note holds and what it still lacks before it may be signed.

The required elements are the union of the state and payer rules for group notes gathered in the design notes:
start and end, the member's own minutes, number present, intervention, this member's response, goal, progress, risk
and plan.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from iop_desktop.rules.look_alikes import seen
from iop_desktop.rules.note_formats import Element, needed_texts
from iop_desktop.rules.note_vocabulary import Packet, RiskCheck
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import Affect, AttendanceStatus, NoteFormat, NoteKind, Participation, Progress, Risk

MAX_TEXT = 20_000
NO_GROUP_PART = Refusal("group-part", "Open the group part and save it: what was done with the group.", "group_part")
NO_INTERVENTION = Refusal("interventions", "The group part names no intervention.", "interventions")
NO_CREDENTIALS = Refusal(
    "credentials", "A facilitator has no credentials on file. An administrator adds them in Settings, Staff.", "session"
)
NOBODY_PRESENT = Refusal("present", "Nobody is marked as present in this session.", "attendance")
NO_MINUTES = Refusal("minutes", "This member is here but has no minutes. Check the times.", "attendance")
GOAL_ENDED = Refusal("goal-ended", "That goal has ended. Choose a current one.", "goal")
NO_PROGRESS = Refusal("progress", "Choose the movement toward the goal.", "progress")
NO_SAFETY_PLAN = Refusal("risk-plan", "Risk is present: write what was done to keep the member safe.", "risk_plan")
NO_RISK_CHECK = Refusal("risk-check", "Say what the risk check found, or that nobody was reached.", "risk_check")
STOP = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_AWAY = frozenset(
    {
        AttendanceStatus.EXCUSED,
        AttendanceStatus.NO_SHOW,
        AttendanceStatus.CANCELLED_BY_CLIENT,
        AttendanceStatus.CANCELLED_BY_PROGRAM,
    }
)
NO_WORDS = Refusal("said", "Write what this member said, in the member's own words.", "said")
NO_ASSESSMENT = Refusal("assessment", "Write what it means clinically, with any barrier.", "assessment")
_TEXTS = ("said", "response", "assessment", "risk_plan", "plan", "outreach", "reason")
# Marks that turn the direction of what follows would let a record read otherwise than it was written.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def note_kind(status: AttendanceStatus | None) -> NoteKind:
    """Who was excused, cancelled or did not come gets an absence note."""
    return NoteKind.ABSENCE if status in _AWAY else NoteKind.PROGRESS


def note_is_owed(status: AttendanceStatus) -> bool:
    """Whether this attendance asks for a note: not when it was the program that cancelled."""
    return status is not AttendanceStatus.CANCELLED_BY_PROGRAM


def clean_text(text: str) -> str:
    """What a person typed, fit to be kept and printed as it reads: one spelling of each letter, no unseen controls.

    Line breaks and tabs stay; half characters and direction marks go. A text of which nothing is seen is none.
    """
    lines = "\n".join(unicodedata.normalize("NFC", text).splitlines())
    kept = "".join(letter for letter in lines if _is_seen(letter))
    return seen(kept.strip())


def _is_seen(letter: str) -> bool:
    if letter in "\n\t":
        return True
    category = unicodedata.category(letter)
    return category not in ("Cc", "Cs") and letter not in _DIRECTION_MARKS


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """The individual part as its author has written it so far. Nothing clinical has a default answer."""

    participation: Participation | None = None
    affect: Affect | None = None
    progress: Progress | None = None
    risk: Risk | None = None
    goal_id: str = ""
    response: str = ""
    risk_plan: str = ""
    plan: str = ""
    outreach: str = ""
    reason: str = ""
    risk_check: RiskCheck | None = None
    packet: Packet | None = None
    said: str = ""
    assessment: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain values for the draft column."""
        return {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The draft again from its stored values; unknown keys of older versions are left out."""
        kinds: dict[str, Any] = {
            "participation": Participation,
            "affect": Affect,
            "progress": Progress,
            "risk": Risk,
            "risk_check": RiskCheck,
            "packet": Packet,
        }
        known = {field.name for field in fields(cls)} & data.keys()
        return cls(**{name: kinds.get(name, str)(data[name]) for name in known})

    @property
    def texts(self) -> dict[str, str]:
        """The free text by field."""
        return {name: getattr(self, name) for name in _TEXTS}

    def cleaned(self) -> Self:
        """The same draft with its free text fit to be kept."""
        cleaned: dict[str, Any] = {name: clean_text(text) for name, text in self.texts.items()}
        return replace(self, **cleaned)

    @property
    def started(self) -> bool:
        """Whether anything at all has been answered or written."""
        return self != type(self)()

    @property
    def words(self) -> int:
        """Number of words in the free text."""
        return sum(len(text.split()) for text in self.texts.values())


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """All that the completeness rule looks at. ``reason_known`` = attendance says why the member is away."""

    kind: NoteKind
    draft: NoteDraft
    topic: str
    interventions: str
    minutes: int
    marked: bool
    present: int
    has_goals: bool
    goal_is_current: bool
    session_ended: bool
    group_part_saved: bool
    reason_known: bool = False
    note_format: NoteFormat = NoteFormat.DAP
    credentialed: bool = True


def missing_for_signature(facts: NoteFacts) -> tuple[Refusal, ...]:
    """What the note lacks, in the order of the page; empty when it is complete."""
    parts = _missing_in_absence(facts) if facts.kind is NoteKind.ABSENCE else _missing_in_progress(facts)
    return (*_missing_in_session(facts), *parts, *unfit_texts(facts.draft))


def unfit_texts(draft: NoteDraft) -> list[Refusal]:
    """Texts that are too long, and stops that are still to be filled in."""
    long = [
        Refusal("too-long", "The text is longer than a note can hold.", name)
        for name, text in draft.texts.items()
        if len(text) > MAX_TEXT
    ]
    stops = [
        Refusal("stops", "Fill in the places marked ‹…›.", name) for name, text in draft.texts.items() if STOP in text
    ]
    return [*long, *stops]


def _missing_in_session(facts: NoteFacts) -> list[Refusal]:
    checks = (
        (
            facts.marked,
            Refusal("unmarked", "Attendance is not marked for this member.", "attendance"),
        ),
        (
            facts.session_ended,
            Refusal("running", "The session has not ended yet.", "session"),
        ),
        (facts.credentialed, NO_CREDENTIALS),
        (
            facts.group_part_saved,
            NO_GROUP_PART,
        ),
        (
            bool(facts.topic.strip()) or not facts.group_part_saved,
            Refusal("topic", "The group part has no topic.", "topic"),
        ),
    )
    return [refusal for held, refusal in checks if not held]


def _missing_in_absence(facts: NoteFacts) -> list[Refusal]:
    draft = facts.draft
    checks = (
        (draft.risk_check, NO_RISK_CHECK),
        (draft.packet, Refusal("packet", "Say whether the make-up packet was given.", "packet")),
        (draft.risk_check is not RiskCheck.PRESENT or draft.risk_plan.strip(), NO_SAFETY_PLAN),
        (
            facts.reason_known or draft.reason.strip(),
            Refusal("reason", "Write why the member was away, or that the reason is not known.", "reason"),
        ),
        (draft.outreach.strip(), Refusal("outreach", "Say what outreach was tried, or why none.", "outreach")),
        (draft.plan.strip(), Refusal("plan", "Write the next step for this member.", "plan")),
    )
    return [refusal for held, refusal in checks if not held]


def _missing_in_progress(facts: NoteFacts) -> list[Refusal]:
    chosen = missing_choices(facts.draft, has_goals=facts.has_goals, goal_is_current=facts.goal_is_current)
    return [*_missing_in_group(facts), *chosen, *missing_words(facts.draft, facts.note_format)]


def _missing_in_group(facts: NoteFacts) -> list[Refusal]:
    checks = (
        (bool(facts.interventions.strip()) or not facts.group_part_saved, NO_INTERVENTION),
        (facts.present > 0, NOBODY_PRESENT),
        (facts.minutes > 0, NO_MINUTES),
    )
    return [refusal for held, refusal in checks if not held]


def missing_choices(draft: NoteDraft, *, has_goals: bool, goal_is_current: bool) -> list[Refusal]:
    """The four quick choices and the goal, as far as they are not answered."""
    checks = (
        (draft.participation, Refusal("participation", "Choose how the member took part.", "participation")),
        (draft.affect, Refusal("affect", "Choose the affect you observed.", "affect")),
        (not has_goals or draft.goal_id, Refusal("goal", "Choose the goal this session worked on.", "goal")),
        (not draft.goal_id or goal_is_current, GOAL_ENDED),
        (not has_goals or draft.progress, NO_PROGRESS),
        (draft.risk, Refusal("risk", "Answer the question about risk.", "risk")),
    )
    return [refusal for held, refusal in checks if not held]


def missing_words(draft: NoteDraft, note_format: NoteFormat) -> list[Refusal]:
    """Texts the format cannot do without, as far as they are not written."""
    needed = needed_texts(note_format)
    checks = (
        (draft.risk is not Risk.PRESENT or draft.risk_plan.strip(), NO_SAFETY_PLAN),
        (Element.SAID not in needed or draft.said.strip(), NO_WORDS),
        (draft.response.strip(), Refusal("response", "Write this member's response in your own words.", "response")),
        (Element.ASSESSMENT not in needed or draft.assessment.strip(), NO_ASSESSMENT),
        (draft.plan.strip(), Refusal("plan", "Write the next step for this member.", "plan")),
    )
    return [refusal for held, refusal in checks if not held]

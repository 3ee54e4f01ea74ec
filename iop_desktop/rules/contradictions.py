"""What cannot both be true in one note.

Sources: the denial lists of the federal audits gathered in the design notes (times missing or impossible, services not
provided) and requirements R24 and R26. Three more stand with the required elements in ``rules/notes.py``: here without
minutes, risk without a plan, and a goal that has ended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from iop_desktop.rules.note_vocabulary import RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteKind, Risk

_TIMES = "attendance"
SESSION_TIMES = Refusal("session-times", "The session ends before it begins. Check its times.", _TIMES)
TIMES_OUT_OF_ORDER = Refusal("times-order", "This member left before coming in. Check the times.", _TIMES)
OUTSIDE_SESSION = Refusal(
    "times-outside", "This member's times lie outside those of the session. Check the times.", _TIMES
)
TOO_MANY_MINUTES = Refusal(
    "minutes-beyond", "This member has more minutes than the session had. Check the times.", _TIMES
)
TOOK_PART = Refusal(
    "absent-took-part",
    "This member was away, but the text says “{words}”. Change the text or the attendance.",
)
LEFT_OVER = Refusal(
    "left-over",
    "This member was away, but answers about taking part are still kept. Remove them or change the attendance.",
    _TIMES,
)
NO_RISK_BUT_PLAN = Refusal(
    "risk-denied-plan",
    "No risk is answered, but a safety plan is written. Change the answer or remove the plan.",
    "risk_plan",
)
_TAKING_PART = re.compile(
    r"(?:actively )?\bparticipated\b|\bengaged in (?:the |a )?(?:group|discussion|exercise|activity|role-play)"
    r"|\bshared (?:with|in) (?:the )?(?:group|peers)|\btook part\b|\bcontributed to (?:the )?(?:group|discussion)"
    r"|\bwas (?:present|attentive|engaged) (?:in|during|throughout|for) (?:the )?(?:group|session)"
    r"|\battended (?:the )?(?:entire|full|whole) (?:group|session)"
    r"|\b(?:gave|received) feedback (?:to|from) (?:a |the )?peers?\b"
    r"|\bresponded well (?:in|to) (?:the )?(?:group|session|discussion)",
    re.IGNORECASE,
)
# "did not", "has never", "was unable to have": what stands just before makes the words say the opposite.
_DENIED = re.compile(
    r"\b(?:not|never|no|without|hardly|neither|nor|\w+n['\u2019]t)\b(?:\W+\w+){0,2}\W*$", re.IGNORECASE
)
_ANOTHER_DAY = re.compile(
    r"^[^.!?\n]*\b(?:last|previous|earlier|prior|yesterday|before|next|week|until now"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
TAKING_PART_TEXTS = ("said", "response", "assessment")
_ABSENCE_TEXTS = ("outreach", "reason", "plan", "risk_plan")


@dataclass(frozen=True, slots=True)
class ContradictionFacts:
    """All that is compared. Times are moments; a member who stayed from begin to end has none of their own."""

    kind: NoteKind
    draft: NoteDraft
    starts_at: datetime
    ends_at: datetime
    minutes: int = 0
    time_in: datetime | None = None
    time_out: datetime | None = None


def contradictions(facts: ContradictionFacts) -> tuple[Refusal, ...]:
    """Why this note contradicts itself, in the order of the page."""
    return (*_of_times(facts), *(_of_absence(facts.draft) if facts.kind is NoteKind.ABSENCE else ()), *_of_risk(facts))


def _of_times(facts: ContradictionFacts) -> list[Refusal]:
    if facts.ends_at <= facts.starts_at:
        return [SESSION_TIMES]
    came, left = facts.time_in, facts.time_out
    whole = (facts.ends_at - facts.starts_at).total_seconds() / 60
    checks = (
        (came is None or left is None or came < left, TIMES_OUT_OF_ORDER),
        ((came or facts.starts_at) < facts.ends_at and facts.starts_at < (left or facts.ends_at), OUTSIDE_SESSION),
        # A minute begun counts as one.
        (facts.minutes < whole + 1, TOO_MANY_MINUTES),
    )
    return [refusal for held, refusal in checks if not held]


def _of_absence(draft: NoteDraft) -> list[Refusal]:
    written = any(getattr(draft, name).strip() for name in TAKING_PART_TEXTS)
    left_over = written or draft.participation or draft.affect or draft.progress
    found = [LEFT_OVER] if left_over else []
    for name in _ABSENCE_TEXTS:
        words = words_of_taking_part(getattr(draft, name))
        if words:
            found.append(Refusal(TOOK_PART.code, TOOK_PART.text.format(words=words), name))
    return found


def words_of_taking_part(text: str) -> str:
    """The first words that say somebody took part in this session; empty when none do.

    Words that are denied ("did not participate") or speak of another day are passed over.
    """
    for match in _TAKING_PART.finditer(text):
        sentence = re.split(r"[.!?\n]", text[: match.start()])[-1]
        rest = text[match.start() - len(sentence) :]
        if not _DENIED.search(sentence) and not _ANOTHER_DAY.match(rest):
            return match.group()
    return ""


def _of_risk(facts: ContradictionFacts) -> list[Refusal]:
    absent = facts.kind is NoteKind.ABSENCE
    denied = facts.draft.risk_check is RiskCheck.DENIED if absent else facts.draft.risk is Risk.DENIED
    return [NO_RISK_BUT_PLAN] if denied and facts.draft.risk_plan.strip() else []

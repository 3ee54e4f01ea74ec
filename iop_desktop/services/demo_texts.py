"""What is said of invented members: attendance and note text, different for each member of a session.

The choice is drawn from the name, the session and the question, so that the demo is the same each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import TypeVar

from iop_desktop.rules.note_vocabulary import Packet
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import Affect, AttendanceStatus, Participation, Progress, Risk
from iop_desktop.services.demo_content import DemoMember, Sentences

_Choice = TypeVar("_Choice")

# Choices with the share of each in percent.
_STATUS = (
    (AttendanceStatus.PRESENT, 82),
    (AttendanceStatus.LATE, 5),
    (AttendanceStatus.LEFT_EARLY, 3),
    (AttendanceStatus.TELEHEALTH, 3),
    (AttendanceStatus.TELEHEALTH_AUDIO, 1),
    (AttendanceStatus.EXCUSED, 3),
    (AttendanceStatus.CANCELLED_BY_CLIENT, 1),
    (AttendanceStatus.NO_SHOW, 2),
)
UNKNOWN_REASON = "Not known yet."
_PARTICIPATION = ((Participation.ACTIVE, 55), (Participation.MODERATE, 35), (Participation.MINIMAL, 10))
_AFFECT = ((Affect.EVEN, 45), (Affect.BRIGHT, 20), (Affect.ANXIOUS, 20), (Affect.LOW, 10), (Affect.IRRITABLE, 5))
_PROGRESS = ((Progress.PROGRESS, 35), (Progress.SOME, 42), (Progress.NO_CHANGE, 18), (Progress.SETBACK, 5))
_RISK = ((Risk.DENIED, 94), (Risk.NOT_ASSESSED, 6))
_OBSERVED_IN_PERCENT = 40
# Steps through the pairs that share no factor with their number, so that no two members of a session meet.
_MEMBER_STEP = 7
_SESSION_STEP = 5
# What a member says comes again after this many sessions, when it is none of the last five notes.
_TURNS = 6
# The nearest places are what the member has in the sessions before and after.
_FAR_FIRST = (0, 3, 2, 4, 1, 5)


def draw(limit: int, *words: object) -> int:
    """A number from 0 to ``limit`` - 1 that looks accidental and is always the same for the same words."""
    text = "\x1f".join(str(word) for word in words)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % limit


def _weighted(choices: Sequence[tuple[_Choice, int]], *words: object) -> _Choice:
    left = draw(sum(share for _, share in choices), *words)
    for choice, share in choices:
        left -= share
        if left < 0:
            return choice
    raise AssertionError("the shares add up to less than their sum")


def status_of(member: DemoMember, number: int, sessions_ago: int) -> AttendanceStatus:
    """How a member came to a session in the past; who missed the last ones is said in the file."""
    if sessions_ago <= member.missed_last:
        return AttendanceStatus.NO_SHOW
    return _weighted(_STATUS, "status", member.full_name, number)


def observation_of(member: DemoMember, number: int, sentences: Sentences) -> str:
    """A quick observation, or nothing."""
    if draw(100, "observed", member.full_name, number) >= _OBSERVED_IN_PERCENT:
        return ""
    return sentences.observations[draw(len(sentences.observations), "observation", member.full_name, number)]


def progress_draft(
    member: DemoMember, position: int, number: int, goal_ids: Sequence[str], sentences: Sentences
) -> NoteDraft:
    """The individual part of a progress note; ``position`` is the member's place in the group's file."""
    place = position * _MEMBER_STEP + number * _SESSION_STEP
    response, plan = sentences.pairs[place % len(sentences.pairs)]
    words = (member.full_name, number)
    return NoteDraft(
        participation=_weighted(_PARTICIPATION, "participation", *words),
        affect=_weighted(_AFFECT, "affect", *words),
        progress=_weighted(_PROGRESS, "progress", *words),
        risk=_weighted(_RISK, "risk", *words),
        goal_id=goal_ids[number % len(goal_ids)] if goal_ids else "",
        response=member.fill(f"{_opening(member, place, number, sentences)} {response}"),
        plan=member.fill(plan),
    )


def _opening(member: DemoMember, place: int, number: int, sentences: Sentences) -> str:
    """What the member said, each only once in six sessions, or what else the member did.

    The pair half way round is nobody else's in this session, and of none of the member's last five.
    """
    turn, odd = divmod(number % _TURNS, 2)
    if not odd and turn < len(member.says):
        return member.says[turn]
    return sentences.pairs[(place + len(sentences.pairs) // 2) % len(sentences.pairs)][0]


def absence_draft(position: int, taken: Collection[int], number: int, sentences: Sentences) -> tuple[NoteDraft, int]:
    """The individual part of an absence note and the place of its sentences, which is none of those ``taken``."""
    choices = [(position + number + step) % len(sentences.outreach) for step in _FAR_FIRST]
    place = next((choice for choice in choices if choice not in taken), choices[0])
    draft = NoteDraft(
        outreach=sentences.outreach[place % len(sentences.outreach)],
        plan=sentences.absence_plans[place % len(sentences.absence_plans)],
        reason=UNKNOWN_REASON,
        risk_check=sentences.risk_checks[place % len(sentences.risk_checks)],
        packet=Packet.PLANNED,
    )
    return draft, place

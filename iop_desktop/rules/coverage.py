"""Who has had which lesson, and which lesson serves today's roster best; facts in, an answer with its reasons out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

# (member, lesson) and the days on which the member had it, earliest first.
Days = Mapping[tuple[UUID, UUID], tuple[date, ...]]

_WORD = re.compile(r"[^\W\d_]+")
_SHORT, _SHORTEST_STEM = 3, 4
_ENDINGS = ("ings", "ing", "ies", "es", "ed", "s", "e", "y")
_NEW, _FITS, _READY = 4.0, 2.0, 1.0
_READY_SHARE = 0.5
_LONG_AGO = 10_000


@dataclass(frozen=True, slots=True)
class Offered:
    """A lesson that could be given. ``before`` is the lesson of its module that comes before it, if any."""

    lesson_id: UUID
    title: str
    tags: tuple[str, ...] = ()
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A member of today's roster with the goals of the treatment plan in force."""

    client_id: UUID
    goals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A lesson and why: how many of ``present`` have not had it, and how many have a goal that it fits."""

    lesson_id: UUID
    title: str
    present: int
    not_had: int
    fits: int
    sentence: str


def suggestions(
    offered: Sequence[Offered], needs: Sequence[Need], had: Days, given: Mapping[UUID, date], today: date
) -> tuple[Suggestion, ...]:
    """The lessons, best first. ``given`` is the last day this group had a lesson.

    What counts, in this order: how many present members have not had it, how many have a goal it fits, whether most
    have had the lesson before it. Among equals the one not given for the longest time comes first, then the earlier.
    """
    ranked = sorted(
        ((_rank(lesson, place, needs, had, given, today), lesson) for place, lesson in enumerate(offered)),
        key=lambda pair: pair[0],
    )
    return tuple(_suggestion(lesson, needs, had, given, today) for _, lesson in ranked)


def _rank(
    lesson: Offered, place: int, needs: Sequence[Need], had: Days, given: Mapping[UUID, date], today: date
) -> tuple[float, int, int]:
    count = max(1, len(needs))
    not_had = sum((need.client_id, lesson.lesson_id) not in had for need in needs) / count
    fits = sum(fits_goals(lesson.tags, need.goals) for need in needs) / count
    ready = 1.0 if _is_ready(lesson, needs, had) else 0.0
    ago = (today - given[lesson.lesson_id]).days if lesson.lesson_id in given else _LONG_AGO
    return -(_NEW * not_had + _FITS * fits + _READY * ready), -ago, place


def _is_ready(lesson: Offered, needs: Sequence[Need], had: Days) -> bool:
    if lesson.before is None or not needs:
        return True
    return sum((need.client_id, lesson.before) in had for need in needs) >= _READY_SHARE * len(needs)


def _suggestion(
    lesson: Offered, needs: Sequence[Need], had: Days, given: Mapping[UUID, date], today: date
) -> Suggestion:
    not_had = sum((need.client_id, lesson.lesson_id) not in had for need in needs)
    fits = sum(fits_goals(lesson.tags, need.goals) for need in needs)
    sentence = _sentence(len(needs), not_had, fits, given.get(lesson.lesson_id), today)
    return Suggestion(lesson.lesson_id, lesson.title, len(needs), not_had, fits, sentence)


def _sentence(present: int, not_had: int, fits: int, last: date | None, today: date) -> str:
    parts = []
    if present:
        parts.append(f"{not_had} of {present} have not had it" if not_had else f"all {present} have had it")
    if fits:
        parts.append(f"fits the goals of {fits}")
    parts.append(f"given here {_ago((today - last).days)}" if last else "new for this group")
    return f"{'; '.join(parts)}.".capitalize()


def _ago(days: int) -> str:
    if days < 1:
        return "today"
    if days < 14:
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{days // 7} weeks ago"


def fits_goals(tags: Sequence[str], goals: Sequence[str]) -> bool:
    """Whether every word of one of the tags stands in one of the goals, in any form such as craving and cravings.

    Tags of nothing but general words, such as "health", fit no goal: they would fit nearly all.
    """
    stems = [_stems(goal) for goal in goals]
    wanted = [tag for tag in map(_stems, tags) if tag - _GENERAL]
    return any(tag <= goal for tag in wanted for goal in stems)


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word.casefold()) for word in _WORD.findall(text) if len(word) >= _SHORT)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


_GENERAL = _stems("health testing support prevention education recovery treatment planning care")

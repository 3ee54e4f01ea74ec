"""What the audit log says of acts that last, so that a row put in, altered or taken out behind it is noticed.

Each kind of act is a set of facts: what the entries tell, what the rows hold. The two have to be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from iop_desktop.rules.disposal import DISPOSAL_DONE

SALVAGED, TAKEN_BACK = "vault.salvaged", "discharge.taken_back"
Fact = tuple[str, ...]


class ActKind(StrEnum):
    """What was done, with the sentence for when log and rows differ; it names nobody."""

    HOLD = "hold"
    OPENING = "opening"
    REVIEW = "review"
    PROPOSAL = "proposal"
    DISCHARGE = "discharge"
    FACTOR = "factor"
    INVITATION = "invitation"
    RETENTION = "retention"
    PERIOD = "period"

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return f"{_WHAT[self]} otherwise than the audit log says: it was changed by another program."


_WHAT = {
    ActKind.HOLD: "A legal hold stands, is lifted or is gone",
    ActKind.OPENING: "A chart was opened from outside, or stays open,",
    ActKind.REVIEW: "A chart that was opened from outside is reviewed",
    ActKind.PROPOSAL: "A chart is proposed to be destroyed, or not any more,",
    ActKind.DISCHARGE: "A discharge stands, or is gone,",
    ActKind.FACTOR: "Somebody has a second factor, or has none,",
    ActKind.INVITATION: "Somebody is invited",
    ActKind.RETENTION: "The years for which charts are kept are chosen",
    ActKind.PERIOD: "A chart is kept for more years, or not any more,",
}


@dataclass(frozen=True, slots=True)
class ActEntry:
    """One entry of the log: who did what to whom, with its details as text."""

    action: str
    actor: str
    subject: str
    details: Mapping[str, str] = field(default_factory=dict)


Facts = dict[ActKind, set[Fact]]
# Action -> kind, and which words beside subject (0), actor (1) make up the fact.
_ADDS: Mapping[str, tuple[ActKind, tuple[str | int, ...]]] = {
    "hold.placed": (ActKind.HOLD, ("hold", 0, 1)),
    "chart.glass_broken": (ActKind.OPENING, ("access", 0, 1, "kind", "until")),
    "chart.glass_reviewed": (ActKind.REVIEW, ("access", 0, 1, "verdict")),
    "retention.of_chart": (ActKind.PERIOD, ("period", 0, 1, "years")),
    "disposal.proposed": (ActKind.PROPOSAL, ("proposal", 0, 1)),
    "discharge.entered": (ActKind.DISCHARGE, ("discharge", 0, 1, "on", "reason")),
    "discharge.corrected": (ActKind.DISCHARGE, ("discharge", 0, 1, "on", "reason")),
    "second_factor.enrolled": (ActKind.FACTOR, (0,)),
}
_ENDS: Mapping[str, tuple[ActKind, str]] = {
    "hold.lifted": (ActKind.HOLD, "hold"),
    "disposal.withdrawn": (ActKind.PROPOSAL, "proposal"),
}
_FACTOR_GONE = ("second_factor.given_up", "second_factor.removed")
_LAST_COUNTS = {
    "invitation.made": (ActKind.INVITATION, (0, 1, "roles", "until")),
    "retention.chosen": (ActKind.RETENTION, ("years", "majority")),
}
ACTIONS = (*_ADDS, *_ENDS, TAKEN_BACK, *_FACTOR_GONE, *_LAST_COUNTS, DISPOSAL_DONE, SALVAGED)
# Holds, openings, periods and proposals name the client, and go with a chart that is destroyed.
_WITH_THE_CHART = (ActKind.HOLD, ActKind.OPENING, ActKind.REVIEW, ActKind.PROPOSAL, ActKind.PERIOD)


@dataclass(slots=True)
class Told:
    """What the log tells; ``gone`` are facts whose rows may be missing, because a chart was destroyed or salvaged."""

    facts: Facts = field(default_factory=lambda: {kind: set() for kind in ActKind})
    gone: set[Fact] = field(default_factory=set)

    def problems(self, rows: Facts) -> tuple[str, ...]:
        """A sentence for each kind of act of which the rows say something else."""
        return tuple(kind.sentence for kind in ActKind if self._differs(kind, rows[kind]))

    def _differs(self, kind: ActKind, rows: set[Fact]) -> bool:
        told = self.facts[kind]
        if rows - told:
            return True
        # Of invitations those that are open are looked at, and they end in several ways.
        return kind is not ActKind.INVITATION and bool(told - rows - self.gone)


def told_by(entries: Iterable[ActEntry]) -> Told:
    """What the entries tell, the oldest first."""
    told = Told()
    for entry in entries:
        if entry.action in _ADDS:
            kind, words = _ADDS[entry.action]
            told.facts[kind].add(_fact(entry, words))
        elif entry.action in _ENDS:
            _end(told, entry)
        elif entry.action == TAKEN_BACK:
            told.facts[ActKind.DISCHARGE].add((TAKEN_BACK, entry.subject, entry.actor))
        elif entry.action in _FACTOR_GONE:
            told.facts[ActKind.FACTOR].discard((entry.subject,))
        elif entry.action in _LAST_COUNTS:
            kind, words = _LAST_COUNTS[entry.action]
            same = {fact for fact in told.facts[kind] if kind is ActKind.INVITATION and fact[0] != entry.subject}
            told.facts[kind] = {*same, _fact(entry, words)}
        elif entry.action == SALVAGED:
            # What could not be read any more is told by the entry itself.
            told.gone |= {fact for facts in told.facts.values() for fact in facts}
        else:
            charts = (told.facts[kind] for kind in _WITH_THE_CHART)
            told.gone |= {fact for facts in charts for fact in facts if entry.subject in fact}
    return told


def _end(told: Told, entry: ActEntry) -> None:
    """The fact goes on with who ended it behind it."""
    kind, name = _ENDS[entry.action]
    key = entry.details.get(name, "")
    begun = {fact for fact in told.facts[kind] if fact[0] == key}
    told.facts[kind] = (told.facts[kind] - begun) | {(*fact, entry.actor) for fact in begun}


def _fact(entry: ActEntry, words: Iterable[str | int]) -> Fact:
    known = {0: entry.subject, 1: entry.actor}
    return tuple(known[word] if isinstance(word, int) else entry.details.get(word, "") for word in words)

"""When a chart may be destroyed, who decides it, and what is said of what was destroyed."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.retention import ChartStanding

DISPOSAL_DONE = "disposal.done"
TREATED = Refusal("treated", "This client is in treatment, or never was: no discharge to count from.", "client")
TOO_EARLY = Refusal("early", "The period of this chart is not over. Nothing was changed.", "client")
HELD = Refusal("held", "This chart is on legal hold. Nothing was changed: lift the hold first.", "client")
OPEN_REQUEST = Refusal("request", "A request to amend this record is still open. Answer it first.", "client")
OPEN_NOTES = Refusal(
    "notes", "Notes of this client wait for a signature. Sign them or declare them entered in error first.", "client"
)
HELD_PAPERS = Refusal(
    "held-papers",
    "Sign-in sheets of this client's sessions also name clients whose charts are on legal hold, and would go with this "
    "chart. Nothing was changed: wait until those holds are lifted.",
    "client",
)
PROPOSED = Refusal("proposed", "This chart is proposed already; another person confirms it.", "client")
NOT_PROPOSED = Refusal("not-proposed", "Nobody has proposed to destroy this chart. Nothing was changed.", "client")
SAME_PERSON = Refusal("same", "Who proposed it does not confirm it: a second person looks at it. It is kept.", "client")

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "client": "charts",
        "admission": "episodes of care",
        "discharge": "discharges and their corrections",
        "treatment_plan": "treatment plans",
        "problem": "problems",
        "goal": "goals",
        "objective": "objectives",
        "instrument_score": "instrument scores",
        "membership": "memberships in groups",
        "waiting_entry": "places on waiting lists",
        "split_member": "rooms of split sessions",
        "attendance_event": "attendance entries",
        "contact": "contacts",
        "note": "notes",
        "note_version": "signed versions of notes",
        "signature": "signed documents",
        "note_return": "returns",
        "return_remark": "remarks of returns",
        "viewing": "viewings",
        "gate_decision": "decisions before signing",
        "amendment_request": "amendment requests",
        "amendment_event": "steps of amendment requests",
        "packet_out_item": "places in packets",
        "chart_access": "openings from outside",
        "chart_access_end": "ends of openings from outside",
        "chart_access_review": "reviews of openings from outside",
        "legal_hold": "holds",
        "chart_period": "periods of its own",
        "disposal_proposal": "proposals",
        "session_document": "papers of sessions that named the client among others",
    }
)


@dataclass(frozen=True, slots=True)
class DisposalFacts:
    """What the rule looks at; ``held_papers`` are papers of its sessions that name clients on legal hold as well."""

    standing: ChartStanding
    open_requests: int
    unsigned_notes: int
    held_papers: int = 0


def refusals_to_propose(facts: DisposalFacts) -> tuple[Refusal, ...]:
    """Why nobody may propose to destroy this chart; every reason, not only the first."""
    checks = (
        (facts.standing is not ChartStanding.IN_TREATMENT, TREATED),
        (facts.standing is not ChartStanding.KEPT, TOO_EARLY),
        (facts.standing is not ChartStanding.HELD, HELD),
        (facts.standing is not ChartStanding.PROPOSED, PROPOSED),
        (not facts.open_requests, OPEN_REQUEST),
        (not facts.unsigned_notes, OPEN_NOTES),
        (not facts.held_papers, HELD_PAPERS),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_to_confirm(facts: DisposalFacts, *, by_proposer: bool) -> tuple[Refusal, ...]:
    """Why it is not destroyed now, though somebody proposed it; everything is asked again."""
    if facts.standing is ChartStanding.DUE:
        return (NOT_PROPOSED,)
    found = [refusal for refusal in refusals_to_propose(facts) if refusal is not PROPOSED]
    return (*found, SAME_PERSON) if by_proposer else tuple(found)


def backups_gone_by(day: date, months: int = 12) -> date:
    """The last day of the month in which rotation has removed every backup that was made up to a day.

    Rotation keeps one backup for each of the latest ``months`` months with a backup, so this holds while one is made
    in every month.
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def named_words(places: int) -> tuple[str, ...]:
    """What the certificate says of texts about groups that stay and may name the client; no place, no text."""
    if not places:
        return ()
    texts = "1 text" if places == 1 else f"{places} texts"
    return (f"{texts} about whole groups, looked through by the program, may name this client; they belong to others.",)


def destroyed_lines(counts: Mapping[str, int]) -> tuple[str, ...]:
    """What was destroyed, in words, without what was in it."""
    known = [table for table in _WORDS if counts.get(table)]
    others = sorted(table for table in counts if table not in _WORDS and counts[table])
    words = [(counts[table], _WORDS.get(table, table.replace("_", " "))) for table in (*known, *others)]
    return tuple(f"{word.capitalize()}: {number:,}" for number, word in words)

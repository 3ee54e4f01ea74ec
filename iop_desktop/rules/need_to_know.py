"""Need to know: whose charts, notes and names somebody sees.

Sources: 42 CFR 2.12(c)(3) (within a program only to those who need the information for their duties), 42 CFR 2.16
(formal policies for access), 45 CFR 164.502(b) and 164.514(d)(2) (the minimum necessary, by role). What somebody may do
stands in ``rights``; this is the second question, about whom. The way in from outside is ``break_glass``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from iop_desktop.rules.vocabulary import NoteState, Role

FINISHING = timedelta(days=30)
"""How long a chart stays open after a membership, a session led or an episode of care has ended: the time in which
notes are finished, returned and signed again."""
CLINICAL = frozenset({Role.FACILITATOR, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as supervision sees them; ``supervisor_id`` is None where nobody who works here supervises.

    ``works_here`` is false of who left and while somebody is suspended.
    """

    staff_id: UUID
    supervisor_id: UUID | None
    needs_cosignature: bool
    works_here: bool = True


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a client to somebody: a group they lead, a session they led or stood in for, a case they are named for.

    ``until`` is the last day of it, None while it lasts.
    """

    colleague: Colleague
    until: date | None


def finishing_since(today: date) -> date:
    """A tie that ended before this day counts no more."""
    return today - FINISHING


def tie_holds(until: date | None, today: date) -> bool:
    """Whether a tie with this last day still counts."""
    return until is None or until >= finishing_since(today)


def answers_for(staff_id: UUID, roles: Collection[Role], colleague: Colleague) -> bool:
    """Whether the clients of a colleague are this person's as well.

    One's own are, in a clinical role. A supervisor's are those of the people they supervise, and of those whose notes
    need a second signature, or who cannot work, while nobody supervises them: else their notes would wait for ever.
    """
    if colleague.staff_id == staff_id:
        return not CLINICAL.isdisjoint(roles)
    if Role.SUPERVISOR not in roles:
        return False
    if colleague.supervisor_id is None:
        return colleague.needs_cosignature or not colleague.works_here
    return colleague.supervisor_id == staff_id


def may_see_chart(staff_id: UUID, roles: Collection[Role], ties: Iterable[Tie], today: date) -> bool:
    """Whether a chart with these ties is in this person's circle; an administrator's circle is empty."""
    return any(tie_holds(tie.until, today) and answers_for(staff_id, roles, tie.colleague) for tie in ties)


def may_see_names(roles: Collection[Role]) -> bool:
    """Whether this person sees the name and record number of every client: who manages groups needs rosters."""
    return Role.ADMINISTRATOR in roles


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """A note as need to know sees it: its author, and the author of the note it was added to."""

    author: Colleague
    state: NoteState
    parent_author_id: UUID | None = None


def may_read_note(staff_id: UUID, roles: Collection[Role], note: NoteFacts) -> bool:
    """Whether this person reads a note whatever the chart: authors, their supervisors, and who signs second.

    A note that waits while nobody supervises its author may be read by every supervisor.
    """
    if staff_id == note.parent_author_id:
        return True
    orphan = note.state is NoteState.AWAITING_COSIGNATURE and note.author.supervisor_id is None
    if orphan and Role.SUPERVISOR in roles:
        return True
    return staff_id == note.author.staff_id or answers_for(staff_id, roles, note.author)

"""The end of an episode of care: why it ended, on which day it may, and how long that can be put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.refusal import Refusal

LONGEST_REMARK = 500


class DischargeReason(StrEnum):
    """Why an episode of care ended."""

    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    AGAINST_ADVICE = "against_advice"
    LOST_CONTACT = "lost_contact"
    ADMINISTRATIVE = "administrative"
    INCARCERATED = "incarcerated"
    DIED = "died"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _LABELS[self]


_LABELS = {
    DischargeReason.COMPLETED: "Completed treatment",
    DischargeReason.TRANSFERRED: "Went on to another program or level of care",
    DischargeReason.AGAINST_ADVICE: "Left against professional advice",
    DischargeReason.LOST_CONTACT: "Stopped coming and could not be reached",
    DischargeReason.ADMINISTRATIVE: "Discharged by the program",
    DischargeReason.INCARCERATED: "Taken into custody",
    DischargeReason.DIED: "Died",
    DischargeReason.OTHER: "Another reason",
}
# Words that need more than the choice itself.
_NEEDS_REMARK = frozenset({DischargeReason.ADMINISTRATIVE, DischargeReason.OTHER})

NOT_OPEN = Refusal("not-open", "This episode of care has ended already. Nothing was changed.", "program")
NOT_DISCHARGED = Refusal("not-discharged", "There is no discharge to put right. Nothing was changed.", "program")
TOO_LATE = Refusal(
    "too-late",
    "A discharge is put right on the day on which it was entered. Nothing was changed: admit the client again "
    "instead, and say so in a note.",
    "on",
)
NO_CORRECTION_REASON = Refusal("why", "Write why the discharge is put right.", "why")
LONG = Refusal("long", f"Keep it under {LONGEST_REMARK} characters.", "remark")
NO_REMARK = Refusal("remark", "Write a few words about it: this reason alone does not say enough.", "remark")
FUTURE = Refusal("future", "That day has not come yet: a discharge is entered when it happens.", "on")
BEFORE_ADMISSION = Refusal("order", "That day is before the admission.", "on")


@dataclass(frozen=True, slots=True)
class DischargeFacts:
    """What the rule looks at when an episode that began on ``admitted_on`` is to end with the day ``on``.

    ``attended_on`` is the last day on which the client was in a session of the program, ``joins_on`` the first day of
    a membership that is planned and has not begun.
    """

    on: date
    today: date
    admitted_on: date
    reason: DischargeReason
    remark: str
    attended_on: date | None = None
    joins_on: date | None = None


def refusals_to_discharge(facts: DischargeFacts) -> tuple[Refusal, ...]:
    """Why the episode cannot end like this; every reason, not only the first."""
    remark = facts.remark.strip()
    checks = (
        (facts.on <= facts.today, FUTURE),
        (facts.on >= facts.admitted_on, BEFORE_ADMISSION),
        (facts.attended_on is None or facts.attended_on <= facts.on, _attended(facts.attended_on)),
        (facts.joins_on is None or facts.joins_on <= facts.on, _joins(facts.joins_on)),
        (bool(remark) or facts.reason not in _NEEDS_REMARK, NO_REMARK),
        (len(remark) <= LONGEST_REMARK, LONG),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_to_correct(*, entered_on: date, today: date, why: str) -> tuple[Refusal, ...]:
    """Why a discharge that was entered on a day cannot be put right today."""
    checks = (
        (entered_on == today, TOO_LATE),
        (bool(why.strip()), NO_CORRECTION_REASON),
        (len(why.strip()) <= LONGEST_REMARK, Refusal("long", LONG.text, "why")),
    )
    return tuple(refusal for held, refusal in checks if not held)


def warnings_of_discharge(*, unsigned_notes: int, open_requests: int) -> tuple[str, ...]:
    """What is still to be done after a discharge and does not stand against it."""
    found = []
    if unsigned_notes:
        many = "1 note is" if unsigned_notes == 1 else f"{unsigned_notes} notes are"
        found.append(f"{many} not signed yet and can still be signed after the discharge.")
    if open_requests:
        many = "1 amendment request is" if open_requests == 1 else f"{open_requests} amendment requests are"
        found.append(f"{many} still open; the time to answer goes on.")
    return tuple(found)


def _attended(day: date | None) -> Refusal:
    words = f" (on {long_date(day)})" if day else ""
    return Refusal("attended", f"The client was in a session after that day{words}.", "on")


def _joins(day: date | None) -> Refusal:
    words = f" on {long_date(day)}" if day else ""
    return Refusal("joins", f"The client is planned to join a group{words}: end that membership first.", "on")

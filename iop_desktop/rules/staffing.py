"""What must be known of a member of staff and of the clinic before they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.vocabulary import Role

LONGEST_NAME = 120
LONGEST_CLINIC_NAME = 200
LONGEST_GROUP_CODE = 12
LONGEST_REASON = 120
MOST_MEMBERS = 30
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """What the rule looks at when a member of staff is added; ``supervisor_roles`` is empty where there is none."""

    login: str
    name: str
    roles: frozenset[Role]
    needs_cosignature: bool
    supervisor_roles: frozenset[Role]
    login_is_taken: bool = False


def refusals_of_staff(facts: StaffFacts) -> tuple[Refusal, ...]:
    """Why this member of staff cannot be added; every reason, not only the first."""
    supervised = allows(facts.supervisor_roles, Right.SUPERVISE)
    checks = (
        (_is_line(facts.name, LONGEST_NAME), Refusal("name", "Write the name as it is to stand on records.", "name")),
        (
            _LOGIN.fullmatch(facts.login),
            Refusal(
                "login", "Make the login of 2 to 40 small letters (without accents), digits, dots or dashes.", "login"
            ),
        ),
        (not facts.login_is_taken, Refusal("taken", "Another member of staff uses that login name.", "login")),
        (facts.roles, Refusal("roles", "Choose at least one role.", "roles")),
        (
            supervised or not facts.needs_cosignature,
            Refusal("supervisor", "Choose the supervisor who co-signs these notes.", "supervisor_id"),
        ),
        (
            not allows(facts.roles, Right.SUPERVISE) or not facts.needs_cosignature,
            Refusal("role", "A supervisor's own notes need no co-signature here.", "needs_cosignature"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What the rule looks at when somebody's roles change.

    ``supervised`` = active people whose notes this person co-signs; ``groups`` = active groups this person leads;
    ``begun`` = notes this person has not signed yet.
    """

    before: frozenset[Role]
    after: frozenset[Role]
    is_oneself: bool
    is_last_administrator: bool
    supervised: int = 0
    groups: int = 0
    begun: int = 0

    def loses(self, right: Right) -> bool:
        """Whether a right is gone afterwards."""
        return allows(self.before, right) and not allows(self.after, right)


def refusals_of_roles(facts: RoleFacts) -> tuple[Refusal, ...]:
    """Why these roles cannot be taken away: nobody may be left without whom the others need."""
    manages, supervises = facts.loses(Right.MANAGE_STAFF), facts.loses(Right.SUPERVISE)
    leads = facts.loses(Right.LEAD_GROUPS)
    checks = (
        (
            not (manages and facts.is_last_administrator),
            Refusal("last", "The clinic needs an administrator. Make somebody else one first.", "roles"),
        ),
        (
            not (manages and facts.is_oneself),
            Refusal("oneself", "Another administrator takes that role from you.", "roles"),
        ),
        (
            not (supervises and facts.supervised),
            Refusal("supervises", "This person co-signs notes of others. Give them another supervisor first.", "roles"),
        ),
        (
            not (leads and facts.groups),
            Refusal("leads", "This person leads a group. Choose another facilitator for it first.", "roles"),
        ),
        (
            not (leads and facts.begun),
            Refusal("begun", "This person has notes that are not signed yet. They sign them first.", "roles"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def card_role(roles: frozenset[Role]) -> Role:
    """The one role that stands on a card for another clinic: what matters there is who supervises and who writes."""
    ranked = (Role.SUPERVISOR, Role.FACILITATOR, Role.ADMINISTRATOR)
    return next(role for role in ranked if role in roles)


@dataclass(frozen=True, slots=True)
class LeavingFacts:
    """What the rule looks at when somebody leaves the clinic."""

    active: bool
    is_oneself: bool
    is_last_administrator: bool
    reason: str


def refusals_of_leaving(facts: LeavingFacts) -> tuple[Refusal, ...]:
    """Why it cannot be entered that this person left; nobody may lock the clinic out of its records."""
    checks = (
        (facts.active, Refusal("left", "This person has left already.")),
        (
            not facts.is_last_administrator,
            Refusal("last", "The last administrator cannot leave. Add another administrator first."),
        ),
        (not facts.is_oneself, Refusal("oneself", "Another administrator enters that you left.")),
        (
            _is_line(facts.reason, LONGEST_REASON),
            Refusal("reason", f"Write why, in up to {LONGEST_REASON} characters.", "reason"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_of_clinic(name: str, program_name: str, zone_is_known: bool) -> tuple[Refusal, ...]:
    """Why a clinic cannot be set up with this."""
    checks = (
        (_is_line(name, LONGEST_CLINIC_NAME), Refusal("clinic-name", "Write the name of the clinic.", "clinic_name")),
        (
            _is_line(program_name, LONGEST_NAME),
            Refusal("program-name", "Write the name of the program.", "program_name"),
        ),
        (zone_is_known, Refusal("zone", "That time zone is not known. Choose one from the list.", "zone")),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_of_group(code: str, name: str, capacity: int) -> tuple[Refusal, ...]:
    """Why a group cannot be made with this."""
    checks = (
        (
            _is_line(code, LONGEST_GROUP_CODE),
            Refusal("code", "Give the group a short code of up to 12 letters.", "code"),
        ),
        (_is_line(name, LONGEST_NAME), Refusal("name", "Write the name of the group.", "name")),
        (1 <= capacity <= MOST_MEMBERS, Refusal("capacity", f"A group has 1 to {MOST_MEMBERS} places.", "capacity")),
    )
    return tuple(refusal for held, refusal in checks if not held)


def _is_line(text: str, longest: int) -> bool:
    return bool(text.strip()) and len(text) <= longest and text.isprintable()

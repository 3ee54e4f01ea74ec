"""The clinic's policy for credentials: who signs alone and who may supervise, from a day on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from iop_desktop.models.canonical import Json
from iop_desktop.models.credentials import CredentialPolicy
from iop_desktop.rules.credentials import CredentialRule, refusals_of_end, refusals_of_rule, rules_in_force
from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotFound, Refused, Stale
from iop_desktop.services.rights import needs
from iop_desktop.services.standings import credential_rules, rule_of
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.STAFF})
_NO_SUCH_RULE = "That rule is not in these records any more. Nothing was changed."
_STALE = "Somebody else changed this rule in the meantime. Nothing was changed: look at it again."


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A rule in the list; ``in_force`` today. ``revision`` goes back when it is ended."""

    policy_id: UUID
    revision: int
    rule: CredentialRule
    in_force: bool


class CredentialPolicyService:
    """Use cases of the rules for credentials: added and ended, never taken back, for notes were signed by them."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_STAFF)
    def rows(self) -> tuple[PolicyRow, ...]:
        """Every rule by credential, the newest first."""
        today = self._today()
        with self._unlocked.reading() as db:
            policies = db.scalars(select(CredentialPolicy)).all()
        ordered = sorted(policies, key=lambda policy: (policy.credential.casefold(), -policy.from_on.toordinal()))
        return tuple(
            PolicyRow(policy.id, policy.revision, rule_of(policy), _in_force(policy, ordered, today))
            for policy in ordered
        )

    @needs(Right.MANAGE_CREDENTIALS)
    def add(self, rule: CredentialRule) -> Changes:
        """Add a rule. Raises NotAllowed for who is no administrator, and Refused."""
        rule = replace(rule, credential=" ".join(rule.credential.split()), source=rule.source.strip())
        with self._unlocked.transaction() as db:
            refusals = refusals_of_rule(rule, credential_rules(db))
            if refusals:
                raise Refused(refusals)
            policy = CredentialPolicy(
                credential=rule.credential,
                signs_alone=rule.signs_alone,
                may_supervise=rule.may_supervise,
                from_on=rule.from_on,
                until_on=rule.until_on,
                source=rule.source,
            )
            db.add(policy)
            db.flush()
            self._unlocked.audit(db, "credential_policy.added", policy.id, _audited(rule))
        return Changes(_TOPICS, f"{rule.credential}: this holds from {short_date(rule.from_on)}.")

    @needs(Right.MANAGE_CREDENTIALS)
    def end(self, policy_id: UUID, revision: int, until_on: date) -> Changes:
        """The last day on which a rule holds. Raises NotAllowed, NotFound, Stale and Refused."""
        with self._unlocked.transaction() as db:
            policy = db.get(CredentialPolicy, policy_id)
            if policy is None:
                raise NotFound(_NO_SUCH_RULE)
            if policy.revision != revision:
                raise Stale(_STALE)
            refusals = refusals_of_end(rule_of(policy), until_on, self._today())
            if refusals:
                raise Refused(refusals)
            policy.until_on = until_on
            self._unlocked.audit(db, "credential_policy.ended", policy.id, {"until": until_on.isoformat()})
            credential = policy.credential
        return Changes(_TOPICS, f"{credential}: this holds through {short_date(until_on)}.")

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def _audited(rule: CredentialRule) -> dict[str, Json]:
    return {
        "credential": rule.credential,
        "alone": rule.signs_alone,
        "supervises": rule.may_supervise,
        "from": rule.from_on.isoformat(),
        "until": rule.until_on.isoformat() if rule.until_on else None,
    }


def _in_force(policy: CredentialPolicy, policies: list[CredentialPolicy], today: date) -> bool:
    known = [rule_of(each) for each in policies]
    return rule_of(policy) in rules_in_force(policy.credential, known, today)

"""Somebody alters rows that outlast the day with another program: holds, openings, proposals, ways in, discharges."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from iop_desktop.rules.act_history import ActKind
from iop_desktop.rules.break_glass import GlassVerdict
from iop_desktop.rules.retention import RetentionPolicy
from iop_desktop.services.audit import AuditService
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.attack.test_insider_key_file import UNKNOWN_WAY
from tests.factories import ADMINISTRATOR, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.test_break_glass import EMERGENCY
from tests.services.test_discharges import COMPLETED
from tests.services.test_invitations import form
from tests.services.test_second_factor import enrol
from tests.services.two_groups import TwoGroups, two_groups
from tests.support.attacks import attack


@pytest.fixture(scope="module")
def template(clinic_template: SmallClinic, tmp_path_factory: pytest.TempPathFactory) -> TwoGroups:
    """Everything that lasts was done once, and some of it was ended."""
    world = two_groups(clinic_template, tmp_path_factory.mktemp("acts") / "clinic")
    administrator, outside = world.services(ADMINISTRATOR), world.services(LICENSED)
    first, second, third = world.clinic.client_ids[:3]
    for client_id in (first, second):
        administrator.retention.hold(client_id, "A court asks for it.")
    administrator.retention.lift(second, "The case is closed.")
    administrator.retention.choose(RetentionPolicy(9, 18, "The state's rule, chapter 4."))
    administrator.retention.choose_for(third, 30, "A settlement asks for it.")
    for client_id in (first, second):
        outside.break_glass.open(client_id, EMERGENCY)
    reviewer = world.services(SUPERVISOR).break_glass
    reviewer.review(reviewer.rows()[0].access_id, GlassVerdict.JUSTIFIED)
    enrol(world.hands(SUPERVISOR), world.clock)
    administrator.invitations.invite(form())
    discharges = world.services(SUPERVISOR).discharges
    for client_id in (second, third):
        discharges.discharge(discharges.episodes(client_id)[0].admission_id, COMPLETED)
    discharges.take_back(discharges.episodes(third)[0].admission_id, "Wrong person chosen")
    world.clinic.vault.lock(world.unlocked)
    return world


@pytest.fixture
def unlocked(template: TwoGroups, tmp_path: Path) -> Iterator[Unlocked]:
    """A copy of it in the hands of the administrator."""
    vault = factories.vault_service(shutil.copytree(template.clinic.folder, tmp_path / "clinic"), template.clock)
    opened = vault.unlock(ADMINISTRATOR, PASSPHRASE)
    yield opened
    vault.lock(opened)


HOLD = "placed_by, placed_at FROM legal_hold LIMIT 1"
PROPOSE = "INSERT INTO disposal_proposal (id, client_id, proposed_by, proposed_at) SELECT :new, client_id, " + HOLD
OPENED = "staff_id, kind, reason, begun_at, until_at"
REVIEW = """
    INSERT INTO chart_access_review (access_id, reviewed_by, reviewed_at, verdict, comment)
    SELECT id, :staff, begun_at, 'justified', '' FROM chart_access
"""
ATTACKS = {
    "a hold is taken out": ("DELETE FROM legal_hold", ActKind.HOLD),
    "a hold is lifted": ("UPDATE legal_hold SET lifted_by = placed_by, lifted_at = placed_at", ActKind.HOLD),
    "a hold is moved to another chart": ("UPDATE legal_hold SET client_id = :client", ActKind.HOLD),
    "a chart is kept for fewer years": ("UPDATE chart_period SET years = 10", ActKind.PERIOD),
    "the longer period of a chart is taken out": ("DELETE FROM chart_period", ActKind.PERIOD),
    "a chart stays open for longer": (
        "UPDATE chart_access SET until_at = '2027-11-24T18:00:00.000000Z'",
        ActKind.OPENING,
    ),
    "a chart is opened without an entry": (
        f"INSERT INTO chart_access (id, client_id, {OPENED}) SELECT :new, :client, {OPENED} FROM chart_access LIMIT 1",
        ActKind.OPENING,
    ),
    "an opening is in another's name": ("UPDATE chart_access SET staff_id = :staff", ActKind.OPENING),
    "an opening is taken out": (
        "DELETE FROM chart_access WHERE id NOT IN (SELECT access_id FROM chart_access_review)",
        ActKind.OPENING,
    ),
    "an opening counts as reviewed": (
        REVIEW + "WHERE id NOT IN (SELECT access_id FROM chart_access_review)",
        ActKind.REVIEW,
    ),
    "a review says otherwise": ("UPDATE chart_access_review SET verdict = 'not_justified'", ActKind.REVIEW),
    "a proposal in the name of somebody else": (PROPOSE, ActKind.PROPOSAL),
    "a discharge is earlier": (
        "UPDATE discharge SET happened_on = '2015-01-05' WHERE taken_back = 0",
        ActKind.DISCHARGE,
    ),
    "an episode ended earlier": (
        "UPDATE admission SET discharged_on = '2015-01-05' WHERE discharged_on IS NOT NULL",
        ActKind.DISCHARGE,
    ),
    "a discharge counts again": ("UPDATE discharge SET taken_back = 0", ActKind.DISCHARGE),
    "a discharge is taken out": ("DELETE FROM discharge WHERE taken_back = 0", ActKind.DISCHARGE),
    "a second factor is taken out": ("DELETE FROM second_factor", ActKind.FACTOR),
    "an invitation with more roles": ("UPDATE invitation SET roles = 'administrator'", ActKind.INVITATION),
    "an invitation lasts longer": (
        "UPDATE invitation SET expires_at = '2030-11-24T18:00:00.000000Z'",
        ActKind.INVITATION,
    ),
    "charts are kept for a shorter time": (
        """UPDATE setting SET value = replace(value, '9', '1') WHERE name = 'retention'""",
        ActKind.RETENTION,
    ),
    "nothing was chosen": ("DELETE FROM setting WHERE name = 'retention'", ActKind.RETENTION),
}


def test_what_was_done_in_the_program_is_explained(unlocked: Unlocked) -> None:
    assert AuditService(unlocked).verify().problems == ()


@pytest.mark.parametrize(("statement", "kind"), ATTACKS.values(), ids=ATTACKS)
def test_what_was_done_behind_it_is_told(
    unlocked: Unlocked, template: TwoGroups, statement: str, kind: ActKind
) -> None:
    staff = template.clinic.staff[ADMINISTRATOR]
    attack(unlocked, statement, new=UUID(int=7).hex, client=template.other_client.hex, staff=staff.hex)
    assert AuditService(unlocked).verify().problems == (kind.sentence,)


WRONG_KINDS = (
    "UPDATE invitation SET expires_at = 'soon'",
    "UPDATE invitation SET roles = 'anybody'",
    "UPDATE legal_hold SET placed_at = 'long ago'",
    "UPDATE discharge SET happened_on = 'today'",
    "UPDATE setting SET value = '?' WHERE name = 'retention'",
    "UPDATE setting SET value = '?' WHERE name LIKE 'kit_key/%'",
    "UPDATE clinic SET root_certificate = x'31'",
    "DELETE FROM clinic",
    "UPDATE note SET id = 'none' WHERE state = 'awaiting'",
)


@pytest.mark.parametrize("statement", WRONG_KINDS)
def test_a_value_of_another_kind_is_a_problem_and_no_crash(unlocked: Unlocked, statement: str) -> None:
    attack(unlocked, statement)
    sentences = [problem.sentence for problem in RecordCheckService(unlocked).verify_all().problems]
    assert sentences
    assert all(sentence.endswith(".") for sentence in (*sentences, *AuditService(unlocked).verify().problems))


def test_forgetting_the_kit_does_not_hide_another_one(unlocked: Unlocked) -> None:
    attack(unlocked, "DELETE FROM setting WHERE name LIKE 'kit_key/%'")
    (problem,) = AuditService(unlocked).verify().problems
    assert problem.startswith(UNKNOWN_WAY)

"""Every action of the audit log has a plain sentence and a kind."""

from __future__ import annotations

import re
from pathlib import Path

from iop_desktop import services
from iop_desktop.rules.audit_words import WORDS, AuditKind, actions_of, kind_of, sentence_of
from iop_desktop.rules.invitations import InvitationEnd
from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.vocabulary import AttendanceEventKind

_CALL = re.compile(
    r'(?:\.audit\(|AuditEntry\()(?:[^()]|\([^()]*\))*?"([a-z_]+\.[a-z_]+)"(?: if \w+ else "([a-z_]+\.[a-z_]+)")?'
)


def appended() -> set[str]:
    """The actions that services append by name."""
    sources = [path.read_text(encoding="utf-8") for path in Path(services.__file__).parent.glob("*.py")]
    return {action for source in sources for found in _CALL.findall(source) for action in found if action}


def test_every_action_that_services_append_has_words() -> None:
    found = appended()
    assert {"vault.unlocked", "note.signed", "unlock.failed", "break.began", "break.ended", "recovery.used"} <= found
    assert found - set(WORDS) == set()


def test_actions_named_by_what_happened_have_words() -> None:
    named = {f"attendance.{kind}" for kind in AttendanceEventKind} | {f"amendment.{step}" for step in AmendmentStep}
    named |= {f"invitation.{outcome}" for outcome in InvitationEnd}
    assert named <= set(WORDS)


def test_kinds_share_no_action_and_all_have_a_label() -> None:
    listed = [action for kind in AuditKind for action in actions_of(kind)]
    assert sorted(listed) == sorted(WORDS)
    assert all(kind_of(action) is kind for kind in AuditKind for action in actions_of(kind))
    assert len({kind.label for kind in AuditKind}) == len(AuditKind)


def test_an_action_of_a_later_program_is_shown_by_its_name() -> None:
    assert sentence_of("staff_room.opened") == "staff room: opened"
    assert kind_of("staff_room.opened") is AuditKind.OTHER
    assert actions_of(AuditKind.OTHER) == ()
    assert sentence_of("note.signed") == "Signed a note"

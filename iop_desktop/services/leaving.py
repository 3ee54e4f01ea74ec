"""Somebody leaves the clinic: no way in any more, no signature any more, everything signed stays good."""

from __future__ import annotations

import contextlib
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.errors import translate
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.role_set import role_sets_with
from iop_desktop.models.suspended_logins import naming_suspended
from iop_desktop.rules.certificates import RevocationReason
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.staffing import LeavingFacts, refusals_of_leaving
from iop_desktop.services.certificates import revoke_certificates
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.invitation_rows import slots_to_close, withdraw_with
from iop_desktop.services.suspension_rows import end_suspension, open_suspension_of, suspended_staff
from iop_desktop.services.uncovered import uncovered_words
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import count_of

_NO_SUCH_PERSON = "That person is not in these records. Nothing was changed; choose again from the list."


def staff_of(db: Database, staff_id: UUID) -> Staff:
    """A member of staff by id. Raises NotFound."""
    staff = db.get(Staff, staff_id)
    if staff is None:
        raise NotFound(_NO_SUCH_PERSON)
    return staff


def let_go(unlocked: Unlocked, staff_id: UUID, reason: str) -> str:
    """Enter that somebody left, and answer what an administrator should know. Raises NotFound, Refused, VaultError.

    The key file is written before the rows are committed: when it cannot be, nothing was changed.
    """
    now = unlocked.clock()
    with unlocked.transaction() as db:
        staff = staff_of(db, staff_id)
        refusals = refusals_of_leaving(_facts(unlocked, db, staff, reason))
        if refusals:
            raise Refused(refusals)
        staff.active, staff.left_on = False, now.astimezone(unlocked.zone).date()
        end_suspension(db, staff.id, now, unlocked.actor.staff_id)
        made = withdraw_with(db, staff.id, now, unlocked.actor.staff_id)
        revoke_certificates(db, staff, RevocationReason.LEFT, now, unlocked.actor.staff_id)
        unlocked.audit(db, "staff.left", staff.id, {"reason": reason})
        db.flush()
        words = f"{_words(db, staff)} {withdrawn_words(made)}".strip()
        _close_slots(unlocked, db, staff)
    return words


def _facts(unlocked: Unlocked, db: Database, staff: Staff, reason: str) -> LeavingFacts:
    return LeavingFacts(
        active=staff.active or open_suspension_of(db, staff.id) is not None,
        is_oneself=staff.id == unlocked.actor.staff_id,
        is_last_administrator=is_last_administrator(db, staff),
        reason=reason,
    )


def is_last_administrator(db: Database, staff: Staff) -> bool:
    """Whether nobody else who is active manages staff."""
    managing = role_sets_with(Right.MANAGE_STAFF)
    others = select(func.count()).where(Staff.active, Staff.roles.in_(managing), Staff.id != staff.id)
    return allows(staff.roles, Right.MANAGE_STAFF) and not db.scalar(others)


def _close_slots(unlocked: Unlocked, db: Database, staff: Staff) -> None:
    """Take every way in of this person, and every code they know, out of the key file and the copy kept of it."""
    key_file = unlocked.doorkeeper.key_file()
    for slot_id in slots_to_close(db, key_file, staff.id):
        key_file.remove_slot(slot_id)
    key_file.edit(lambda document: naming_suspended(document, [person.login for person in suspended_staff(db)]))
    try:
        key_file.save(unlocked.vault.keys)
    except OSError as error:
        raise translate(error) or error from None
    # The copy holds the file before its last change, so a second save takes the slot out of it as well.
    with contextlib.suppress(OSError):
        key_file.save(unlocked.vault.keys)
    remember_key_file(db, key_file, at=unlocked.clock())


def withdrawn_words(made: int) -> str:
    """What became of the invitations that somebody who goes has made; empty for none."""
    if not made:
        return ""
    return f"{count_of(made, 'invitation')} they made opens nothing any more, because they know the code: invite again."


def _words(db: Database, staff: Staff) -> str:
    said = f"{staff.name} can no longer open these records or sign. What was signed stays good."
    return f"{said} {uncovered_words(db, staff.id)}".strip()

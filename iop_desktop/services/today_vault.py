"""Today says what is to be done about the vault itself: the recovery kit, and what nobody has looked at yet."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy.orm import Session as Database

from iop_desktop.rules.recovery_kit import drill_is_due, last_proof
from iop_desktop.rules.rights import Right, allows
from iop_desktop.services.actor import Actor
from iop_desktop.services.kit_record import kit_record
from iop_desktop.services.security_notices import notice_needs
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.wall_text import count_of

_NOT_PUT_AWAY = Need(
    NeedKind.KIT, "The recovery kit is in no safe place", "Nobody said that it was printed: make a new one", 0
)


def vault_needs(db: Database, actor: Actor, zone: tzinfo, now: datetime) -> tuple[Need, ...]:
    """The rows, most pressing first."""
    kit = _kit_need(db, now) if allows(actor.roles, Right.MANAGE_KIT) else None
    return (*notice_needs(db, actor, zone, now), *((kit,) if kit else ()))


def _kit_need(db: Database, now: datetime) -> Need | None:
    record = kit_record(db)
    if not record.put_away:
        return _NOT_PUT_AWAY
    if not drill_is_due(record.made_at, record.tested_at, now):
        return None
    days = count_of((now - last_proof(record.made_at, record.tested_at)).days, "day")
    return Need(NeedKind.KIT, "Test the recovery kit", f"It was last known to work {days} ago", 0)

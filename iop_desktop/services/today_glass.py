"""Charts that were opened from outside and wait for their review."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.chart_access import ChartAccess, ChartAccessReview
from iop_desktop.models.clinic import Staff
from iop_desktop.rules.rights import Right
from iop_desktop.services.circle import names
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import near_day


def glass_need(db: Database, unlocked: Unlocked) -> Need | None:
    """The row for the supervisor of such a client and for administrators, until somebody else has reviewed it."""
    actor = unlocked.actor
    if not actor.may(Right.REVIEW_GLASS):
        return None
    rows = db.execute(
        select(Staff.name, ChartAccess.begun_at)
        .join(Staff, Staff.id == ChartAccess.staff_id)
        .outerjoin(ChartAccessReview, ChartAccessReview.access_id == ChartAccess.id)
        .where(ChartAccessReview.access_id.is_(None), ChartAccess.staff_id != actor.staff_id)
        .where(names(db, unlocked, ChartAccess.client_id))
        .order_by(ChartAccess.begun_at)
    ).all()
    if not rows:
        return None
    today = unlocked.clock().astimezone(unlocked.zone).date()
    detail = f"{rows[0].name}, {near_day(rows[0].begun_at.astimezone(unlocked.zone).date(), today)}"
    return Need(NeedKind.GLASS, "Charts opened from outside", detail, len(rows))

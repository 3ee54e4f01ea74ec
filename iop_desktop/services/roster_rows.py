"""The roster of a group on a day, read in one statement."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.groups import Group, Membership
from iop_desktop.models.people import Client
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.services.client_rows import current_membership
from iop_desktop.services.people_views import RosterRow


def roster_rows(db: Database, group_id: UUID, day: date, named: ColumnElement[bool]) -> tuple[RosterRow, ...]:
    """The members on a day whom ``named`` lets stand there, by last name; the groups they came from and went to."""
    before, after = aliased(Membership), aliased(Membership)
    source, target = aliased(Group), aliased(Group)
    rows = db.execute(
        select(Membership, Client, source.name.label("came_from"), target.name.label("went_to"))
        .join(Client, Client.id == Membership.client_id)
        .outerjoin(before, before.id == Membership.continues)
        .outerjoin(source, source.id == before.group_id)
        .outerjoin(after, after.continues == Membership.id)
        .outerjoin(target, target.id == after.group_id)
        .where(Membership.group_id == group_id, current_membership(day), named)
        .order_by(Client.last_name, Client.first_name, Client.id)
    )
    return tuple(_row(row.Membership, row.Client, row.came_from or "", row.went_to or "") for row in rows)


def _row(membership: Membership, client: Client, came_from: str, went_to: str) -> RosterRow:
    name = display_name(client.first_name, client.last_name, client.preferred_name)
    return RosterRow(
        membership_id=membership.id,
        client_id=client.id,
        record_number=client.record_number,
        name=name,
        initials=initials_of(name),
        pronouns=client.pronouns,
        first_on=membership.first_on,
        last_on=membership.last_on,
        ended_why=membership.ended_why,
        came_from=came_from,
        went_to=went_to,
    )

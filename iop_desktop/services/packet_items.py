"""Notes of other clinics that came in packets: reading them, for the one supervisor they were sent to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import defer

from iop_desktop.documents.packet_manifest import PacketItem
from iop_desktop.models.packets import PacketIn, PacketInItem, Partner
from iop_desktop.services.errors import NotFound
from iop_desktop.services.unlocked import Unlocked

_NO_SUCH_ITEM = "That note of a packet is not in these records. Nothing was changed; choose it again from the list."


@dataclass(frozen=True, slots=True)
class InItem:
    """A note of a packet, the packet it came in, the clinic it is from, and what the queue shows of it."""

    row: PacketInItem
    packet: PacketIn
    partner: Partner
    listing: PacketItem


def my_items(unlocked: Unlocked) -> Any:
    """Items with packet and partner, oldest first; the documents are read when they are needed."""
    return (
        select(PacketInItem, PacketIn, Partner)
        .join(PacketIn, PacketIn.id == PacketInItem.packet_id)
        .join(Partner, Partner.id == PacketIn.partner_id)
        .where(PacketIn.staff_id == unlocked.actor.staff_id)
        .order_by(PacketIn.received_at, PacketInItem.id)
        .options(defer(PacketInItem.pdf), defer(PacketInItem.signed_pdf))
    )


def in_item(row: PacketInItem, packet: PacketIn, partner: Partner) -> InItem:
    """One row of ``my_items``."""
    return InItem(row, packet, partner, PacketItem.from_data(row.listing))


def in_item_of(db: Database, unlocked: Unlocked, item_id: UUID) -> InItem:
    """An item by id. Raises NotFound."""
    found = db.execute(my_items(unlocked).where(PacketInItem.id == item_id)).one_or_none()
    if found is None:
        raise NotFound(_NO_SUCH_ITEM)
    return in_item(*found)


def subject_of(item: InItem) -> dict[str, str]:
    """What the audit chain says of an item."""
    return {"packet": str(item.packet.id), "version": str(item.row.version_id)}

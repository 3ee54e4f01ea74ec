"""What stands above the roster: the group, its session, and whether it is a late entry or part of a split group."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.room_views import Room
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.plain_tip import plain_tip


class GroupHeading(QWidget):
    """Name of the group and one line about the session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", 20, 600)
        self.subtitle = ElidedLabel("", 12, ink="text2")
        self.late = Chip("Late entry", "warn", "history", parent=self)
        self.late.hide()
        body = row(column(self.title, self.subtitle, spacing=2), self.late)
        body.setStretch(0, 1)
        self.setLayout(body)

    def show_room(self, room: Room) -> None:
        """Show another session."""
        head = room.head
        parts = (
            f"Session {head.number}",
            head.place,
            f"{clock_text(head.starts_at, head.zone)} – {clock_text(head.ends_at, head.zone)}",
            f"{len(room.rows)} on the roster",
            f"split with {head.split_with}" if head.split_with else "",
        )
        self.title.set_text(head.group_name)
        self.subtitle.set_text(" · ".join(part for part in parts if part))
        self.late.setVisible(bool(head.late_entry))
        self.late.setToolTip(plain_tip(head.late_entry))

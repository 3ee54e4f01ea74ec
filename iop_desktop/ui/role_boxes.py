"""The roles of a member of staff, each with a box to tick."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QCheckBox, QWidget

from iop_desktop.rules.vocabulary import Role
from iop_desktop.ui.layouts import row

_MEANINGS = {
    Role.FACILITATOR: "Leads groups and writes notes",
    Role.SUPERVISOR: "Co-signs, and looks after groups and lessons",
    Role.ADMINISTRATOR: "Manages staff, rules and backups; reads no notes",
}


class RoleBoxes(QWidget):
    """One or more of the roles; none is for the use case to refuse."""

    def __init__(self, roles: Collection[Role], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {role: QCheckBox(role.value.capitalize()) for role in Role}
        for role, box in self.boxes.items():
            box.setChecked(role in roles)
            box.setToolTip(_MEANINGS[role])
            box.setAccessibleDescription(_MEANINGS[role])
        self.setLayout(row(*self.boxes.values(), None, spacing=14))
        self.setFocusProxy(next(iter(self.boxes.values())))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that are ticked."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

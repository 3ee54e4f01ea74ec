"""Print a paper of a lesson for the people in the room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from iop_desktop.services.handouts import PaperKind
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.segmented import Segmented

MOST_COPIES = 60


class PrintDialog(FormDialog):
    """``confirmed`` carries the kind of paper, large print, and copies.

    ``packets_asked`` asks for one make-up packet for each member who is away, and carries large print.
    """

    confirmed = Signal(object, bool, int)
    packets_asked = Signal(bool)

    def __init__(
        self, kinds: Sequence[PaperKind], large: bool, present: int, parent: QWidget, *, away: int = 0
    ) -> None:
        super().__init__("Print for the group", "Print…", parent)
        self.kind = Segmented(
            [(kind.value, "Make-up packet" if kind is PaperKind.PACKET else kind.capitalize()) for kind in kinds],
            "Paper",
        )
        self.kind.set_value(kinds[0].value)
        self.copies = number_field(1, MOST_COPIES, max(1, min(MOST_COPIES, present)))
        self.large = QCheckBox("Large print")
        self.large.setChecked(large)
        hint = f"{present} members are here today." if present else "Nobody is marked present today."
        self.packets = button(f"Save {count_of(away, 'packet')} for who is away…", "", "file-text", clicked=self._ask)
        self.packets.setVisible(bool(away) and PaperKind.PACKET in kinds)
        self.fill(FormRow("Paper", self.kind), FormRow("Copies", self.copies, hint), self.large, self.packets)

    def _ask(self) -> None:
        self.packets_asked.emit(self.large.isChecked())
        self.accept()

    def confirm(self) -> None:
        """Hand over what was chosen."""
        kind = PaperKind(self.kind.value() or PaperKind.HANDOUT)
        self.confirmed.emit(kind, self.large.isChecked(), self.copies.value())
        self.accept()

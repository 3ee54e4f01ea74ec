"""A new recovery kit: shown to be printed, and valid only after somebody says that its page is in a safe place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.kit_desk import Kit, KitDesk
from iop_desktop.ui.set_up_pages import RecoveryKit
from iop_desktop.ui.widgets.text import label, muted

MEANING = "A page with a new code takes the place of the one in the safe. Everybody's pass phrase stays as it is."
WHAT = "Print this code and put it in the safe: it is shown only now. Until you finish here, the earlier kit is valid."
AFTER = (
    "The earlier kit then opens these records no more: destroy its page. Backups made before now still open with it; "
    "newer ones replace them within a year."
)


class NewKitDialog(FormDialog):
    """``confirmed`` is sent when the new kit is to be the valid one."""

    confirmed = Signal()
    print_requested = Signal()
    save_requested = Signal()
    sheets_requested = Signal()

    def __init__(self, kits: KitDesk, parent: QWidget) -> None:
        super().__init__("New recovery kit", "Make it the valid one", parent)
        self.recovery = RecoveryKit()
        self.recovery.print_requested.connect(self.print_requested)
        self.recovery.save_requested.connect(self.save_requested)
        self.recovery.sheets_requested.connect(self.sheets_requested)
        self.recovery.kept_changed.connect(self.ok.setEnabled)
        kits.serve(self)
        self._kits = kits
        self.fill(label(WHAT, wrap=True), self.recovery, muted(AFTER, wrap=True))
        self.ok.setEnabled(False)
        self.recovery.print.setFocus()

    def show_kit(self, kit: Kit) -> None:
        """Show the code of the new kit."""
        self._kits.show(self, kit)

    def show_recovery(self, code: str) -> None:
        """Show the code."""
        self.recovery.show_code(code)

    def confirm(self) -> None:
        """The page is in the safe."""
        if not self.recovery.problem_shown():
            self.ok.setEnabled(False)
            self.confirmed.emit()

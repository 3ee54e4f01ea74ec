"""A note of another clinic in front of the supervisor, as the signed pages it is."""

from __future__ import annotations

from datetime import UTC

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.packet_views import PacketReview
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.read_pages import ReadPages
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import label, muted


class PacketCard(Card):
    """Who wrote it and where, earlier comments, the pages; nothing in it can be changed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=0, parent=parent)
        self._name, self._line = label("", 18, 600, display=True), muted("", wrap=True)
        self._clinic, self._version = Chip(""), Chip("")
        self._comments = muted("", wrap=True)
        self.preview = ReadPages("Pages of the signed note")
        self.send_back = button("Return…", "", "undo-2", shortcut="Ctrl+R")
        self.cosign = button("Co-sign", "primary", "signature", shortcut="Ctrl+Shift+S")
        words = column(self._name, self._line, spacing=3)
        head = row(words, self._clinic, self._version, margins=(18, 12, 18, 10))
        head.setStretch(0, 1)
        body = column(self._comments, self.preview, spacing=8, margins=(12, 8, 12, 8))
        body.setStretch(1, 1)
        foot = row(muted("Your decision travels in the answer you make."), None, self.send_back, self.cosign)
        foot.setContentsMargins(18, 10, 18, 10)
        for item in (head, RuleLine(), body, RuleLine(), foot):
            self.add(item)
        self.body.setStretch(2, 1)

    def show_review(self, view: PacketReview) -> None:
        """Show whose note it is; its pages follow."""
        self._name.setText(view.client_name)
        signed = view.signed_at.astimezone()
        when = f"{month_day(signed.date())}, {clock_text(signed, signed.tzinfo or UTC)}"
        self._line.setText(f"{view.group_name}, {month_day(view.session_on)} · signed by {view.author}, {when}")
        self._clinic.set_text(view.clinic_name, "info")
        self._version.set_text(f"Version {view.version}", "accent" if view.version > 1 else "neutral")
        self._comments.setText("\n".join(f"Returned before: {text}" for text in view.earlier_comments))
        self._comments.setVisible(bool(view.earlier_comments))

"""The cards of the co-sign page: the queue with ages, and one signed note with its plan goal."""

from __future__ import annotations

from datetime import UTC

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.note_views import QueueRow, ReviewView
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import column, row, stretched
from iop_desktop.ui.person_list import PersonItem, PersonListView
from iop_desktop.ui.record_preview import RecordPreview
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import label, muted

QUEUE_WIDTH = 300
OLD_DAYS = 3


def age_text(days: int) -> str:
    """``today``, ``1 day``, ``4 days``."""
    return "today" if days == 0 else "1 day" if days == 1 else f"{days} days"


class QueueCard(Card):
    """What waits, oldest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=6, parent=parent)
        self.setFixedWidth(QUEUE_WIDTH)
        self.rows: tuple[QueueRow, ...] = ()
        self._count, self._read = label("To co-sign", 15, 600), muted("")
        self.view = PersonListView("Notes waiting for your co-signature")
        self.cosign_all = button("Co-sign all read", "primary", "signature", shortcut="Ctrl+Shift+A")
        self.add(row(self._count, None, self._read, margins=(16, 14, 16, 4)))
        self.add(self.view)
        self.add(row(self.cosign_all, margins=(12, 4, 12, 12)))
        self.body.setStretchFactor(self.view, 1)

    def show_rows(self, rows: tuple[QueueRow, ...]) -> None:
        """Show the queue."""
        self.rows = rows
        read = sum(item.viewed for item in rows)
        self._count.setText(f"{len(rows)} to co-sign")
        self._read.setText(f"{read} read")
        self.cosign_all.setText(f"Co-sign all read ({read})")
        self.view.show_items([_item(item) for item in rows])


def _item(item: QueueRow) -> PersonItem:
    line = f"{month_day(item.session_on)} · {age_text(item.age_days)} · {item.author}"
    if item.age_days >= OLD_DAYS:
        icon, tone = "triangle-alert", "warn"
    else:
        icon, tone = ("circle-check", "accent") if item.viewed else ("clock", "text3")
    return PersonItem(item.version_id, item.client_name, item.initials, line, icon, tone)


class ReviewCard(Card):
    """One signed note; nothing in it can be changed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=0, parent=parent)
        self._name, self._line = label("", 18, 600, display=True), muted("")
        self._version = Chip("")
        self._goal, self._objective = label("", 13, 500, wrap=True), muted("", wrap=True)
        self._comments = muted("", wrap=True)
        self.preview = RecordPreview(wide=True)
        self.pdf = button("View PDF", "", "file-text", shortcut="Ctrl+P")
        self.send_back = button("Return…", "", "undo-2", shortcut="Ctrl+R")
        self.cosign = button("Co-sign", "primary", "signature", shortcut="Ctrl+Shift+S")
        words = column(self._goal, self._objective, spacing=2)
        goal = Card(stretched(row(Icon("target", "accent"), words), 1), kind="flat", padding=10)
        head = row(column(self._name, self._line, spacing=3), None, self._version, margins=(18, 12, 18, 10))
        body = column(goal, self._comments, self.preview, spacing=10, margins=(18, 12, 18, 8))
        body.setStretch(2, 1)
        foot = row(self.pdf, None, self.send_back, self.cosign, margins=(18, 10, 18, 10))
        for item in (head, RuleLine(), body, RuleLine(), foot):
            self.add(item)
        self.body.setStretch(2, 1)

    def show_review(self, view: ReviewView) -> None:
        """Show a note."""
        self._name.setText(view.client_name)
        signed = view.signed_at.astimezone()
        when = f"{month_day(signed.date())}, {clock_text(signed, signed.tzinfo or UTC)}"
        self._line.setText(f"{view.record.title} · signed by {view.author}, {when}")
        self._version.set_text(f"Version {view.version}", "accent" if view.version > 1 else "neutral")
        self._goal.setText(view.goal or "This note refers to no goal.")
        self._objective.setText(view.objective)
        self._objective.setVisible(bool(view.objective))
        self._comments.setText("\n".join(f"Returned before: {text}" for text in view.earlier_comments))
        self._comments.setVisible(bool(view.earlier_comments))
        self.preview.show_record(view.record)

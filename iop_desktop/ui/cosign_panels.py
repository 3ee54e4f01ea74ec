"""The cards of the co-sign page: the queue with ages, and one signed note with its plan goal."""

from __future__ import annotations

from collections import Counter
from datetime import UTC

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.rules.supervision import ObservationDue
from iop_desktop.rules.vocabulary import ADDED_KINDS
from iop_desktop.services.note_views import QueueRow, ReviewView
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import column, row, stretched
from iop_desktop.ui.person_list import PersonItem, PersonListView
from iop_desktop.ui.record_preview import RecordPreview
from iop_desktop.ui.remark_drafts import RemarkDrafts
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import label, muted

QUEUE_WIDTH = 300
EVERYBODY = "All authors"


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
        self._late = Chip("", "warn", "triangle-alert")
        self.author = QComboBox()
        self.author.setAccessibleName("Show notes of")
        self.author.currentIndexChanged.connect(lambda _place: self._show_items())
        self.view = PersonListView("Notes waiting for your co-signature")
        self.cosign_all = button("Co-sign all read", "primary", "signature", shortcut="Ctrl+Shift+A")
        self.add(row(self._count, None, self._late, self._read, margins=(16, 14, 16, 4)))
        self.add(row(self.author, margins=(12, 0, 12, 2)))
        self.add(self.view)
        self.add(row(self.cosign_all, margins=(12, 4, 12, 12)))
        self.body.setStretchFactor(self.view, 1)

    def show_rows(self, rows: tuple[QueueRow, ...]) -> None:
        """Show the queue; the author one looks at stays."""
        self.rows = rows
        read, late = sum(item.viewed for item in rows), sum(item.overdue for item in rows)
        self._count.setText(f"{len(rows)} to co-sign")
        self._read.setText(f"{read} read")
        self._late.set_text(f"{late} late")
        self._late.setToolTip(f"Waiting longer than {rows[0].limit_days} days" if rows else "")
        self._late.setVisible(late > 0)
        self._show_authors()
        self._show_items()

    def _show_authors(self) -> None:
        """Each author with how many of their notes wait, the one whose note waits longest first."""
        wanted = self.author.currentData()
        counts = Counter(item.author_id for item in self.rows)
        names = {item.author_id: item.clinic or item.author for item in reversed(self.rows)}
        with QSignalBlocker(self.author):
            self.author.clear()
            self.author.addItem(EVERYBODY, None)
            for author_id in counts:
                self.author.addItem(f"{names[author_id]} ({counts[author_id]})", author_id)
            self.author.setCurrentIndex(max(0, self.author.findData(wanted)))
        self.author.setVisible(len(counts) > 1)

    @property
    def shown(self) -> tuple[QueueRow, ...]:
        """The notes of the author one looks at, or all."""
        wanted = self.author.currentData()
        return tuple(item for item in self.rows if wanted in (None, item.author_id))

    def _show_items(self) -> None:
        self.view.show_items([_item(item) for item in self.shown])
        read = sum(item.viewed for item in self.shown)
        self.cosign_all.setText(f"Co-sign all read ({read})")


def _item(item: QueueRow) -> PersonItem:
    what = f"{item.kind.label} · " if item.kind in ADDED_KINDS else ""
    late = " · late entry" if item.late_entry else ""
    whose = item.clinic or item.author.split(",")[0]  # the credentials stand at the head of the note
    line = f"{what}{month_day(item.session_on)} · {age_text(item.age_days)}{late} · {whose}"
    if item.overdue:
        icon, tone = "triangle-alert", "warn"
    else:
        icon, tone = ("circle-check", "accent") if item.viewed else ("clock", "text3")
    return PersonItem(item.version_id, item.client_name, item.initials, line, icon, tone)


def observed_text(due: ObservationDue) -> str:
    """When the author was last observed, and by when to be observed again."""
    last = f"last observed {month_day(due.last_on)}" if due.last_on else "never observed yet"
    return f"Author {last} · next by {month_day(due.due_on)}"


class ReviewCard(Card):
    """One signed note; nothing in it can be changed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=0, parent=parent)
        self._name, self._line = label("", 18, 600, display=True), ElidedLabel("", 12, ink="text2")
        self._version, self._late_entry = Chip(""), Chip("Late entry", "warn", "clock")
        self._goal, self._objective = label("", 13, 500, wrap=True), muted("", wrap=True)
        self._comments = muted("", wrap=True)
        self._observed = Chip("", "info", "calendar-days")
        self.preview = RecordPreview(wide=True, selectable=True)
        self.remarks = RemarkDrafts()
        self.remark = button("Remark…", "", "message-square", shortcut="Ctrl+M", tip="Remark on the marked passage")
        self.thread_button = button("Thread…", "", "history", shortcut="Ctrl+T")
        self.pdf = button("PDF", "", "file-text", shortcut="Ctrl+P", tip="View PDF")
        self.send_back = button("Return…", "", "undo-2", shortcut="Ctrl+R")
        self.cosign = button("Co-sign", "primary", "signature", shortcut="Ctrl+Shift+S")
        words = column(self._goal, self._objective, spacing=2)
        goal = Card(stretched(row(Icon("target", "accent"), words), 1), kind="flat", padding=10)
        self._goal_card = goal
        top = stretched(row(self._name, self._late_entry, self._version), 0)
        head = column(top, self._line, row(self._observed, None), spacing=3, margins=(18, 12, 18, 10))
        body = column(goal, self._comments, self.preview, self.remarks, spacing=10, margins=(18, 12, 18, 8))
        body.setStretch(2, 1)
        foot = row(
            self.pdf, self.thread_button, None, self.remark, self.send_back, self.cosign, margins=(18, 10, 18, 10)
        )
        for item in (head, RuleLine(), body, RuleLine(), foot):
            self.add(item)
        self.body.setStretch(2, 1)

    def show_review(self, view: ReviewView) -> None:
        """Show a note."""
        self._name.setText(view.client_name)
        signed = view.signed_at.astimezone()
        when = f"{month_day(signed.date())}, {clock_text(signed, signed.tzinfo or UTC)}"
        self._line.set_text(f"{view.record.title} · signed by {view.author}, {when}")
        self._goal_card.setVisible(view.kind not in ADDED_KINDS or bool(view.goal))
        self._observed.setVisible(view.observed is not None)
        if view.observed is not None:
            self._observed.set_text(observed_text(view.observed), "warn" if view.observed.overdue else "info")
        self._late_entry.setVisible(view.late_entry)
        self._version.set_text(f"Version {view.version}", "accent" if view.version > 1 else "neutral")
        self._goal.setText(view.goal or "This note refers to no goal.")
        self._objective.setText(view.objective)
        self._objective.setVisible(bool(view.objective))
        self._comments.setText("\n".join(f"Returned before: {text}" for text in view.earlier_comments))
        self._comments.setVisible(bool(view.earlier_comments))
        self.preview.show_record(view.record)
        self.remarks.start_over(view.version_id)
        self.preview.mark_passages([each.passage for each in self.remarks.remarks])

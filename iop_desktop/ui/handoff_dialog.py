"""The hand-off for a substitute, on screen; on paper only when somebody asks for it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from iop_desktop.services.handoff import Handoff, HandoffPerson, HandoffService
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.printing import PRINT_SCALE, print_pages
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.avatar import Avatar
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import heading, label, muted, section

STATE_TONES = {"done": "ok", "shortened": "warn", "skipped": "danger", "not reached": "neutral"}


class HandoffDialog(QDialog):
    """What a substitute has to know of one group."""

    def __init__(
        self, group_id: UUID, service: HandoffService, tasks: Tasks, dialogs: Dialogs, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._group_id, self._service, self._tasks, self._dialogs = group_id, service, tasks, dialogs
        self.setWindowTitle("Hand-off for a substitute")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 820, 640)
        self.title, self.line = heading("", 20), muted("", 13)
        self.area = QScrollArea()
        self.area.setAccessibleName("Hand-off")
        self.area.setWidgetResizable(True)
        self.print_button = button("Print…", "", "printer", clicked=self._ask_print)
        self.close_button = button("Close", "primary", clicked=self.accept)
        only = muted("On paper members stand with first name and last initial.")
        body = column(
            self.title,
            self.line,
            self.area,
            row(only, None, self.print_button, self.close_button),
            spacing=8,
            margins=(24, 20, 24, 18),
        )
        body.setStretch(2, 1)
        self.setLayout(body)
        self.area.setFocus()
        self._tasks.run(self, lambda: service.view(group_id), done=self._show)

    def _show(self, found: Handoff) -> None:
        self.title.setText(found.group_name)
        self.line.setText(found.next_session)
        people = [_person(person, number) for number, person in enumerate(found.people)]
        nobody = [] if people else [muted("Nobody in particular.", 13)]
        practice = label(found.practice or "Nothing is on record.", 13, wrap=True)
        cards = (
            Card(section("Last session"), *_last(found), spacing=8),
            Card(section("Practice between sessions"), practice, spacing=8),
            Card(section("Who to look after"), *people, *nobody, spacing=10),
        )
        self.area.setWidget(holder(column(*cards, None, spacing=12, margins=(0, 4, 8, 4))))

    def _ask_print(self) -> None:
        detail = "The page names members by first name and last initial. Give it back or shred it after the group."
        if self._dialogs.ask(self, "Print the hand-off page?", detail, "Print"):
            self._tasks.run(
                self,
                lambda: self._service.print_pages(self._group_id, PRINT_SCALE),
                done=lambda pages: print_pages(pages, self, "Hand-off"),
                lane="long",
            )


def _last(found: Handoff) -> list[QWidget]:
    if not found.last_session:
        return [muted("No session has been held yet.", 13)]
    lesson = label(found.lesson or "No lesson was chosen.", 14, 600, wrap=True)
    rows = [
        holder(row(Chip(state, STATE_TONES[state]), label(title, 13), None, spacing=10))
        for title, state in found.segments
    ]
    return [muted(found.last_session, 13, wrap=True), lesson, *rows]


def _person(person: HandoffPerson, number: int) -> QWidget:
    avatar = Avatar("", 0, 32)
    avatar.set_person(person.initials, number, "")
    words = column(label(person.name, 13, 600), muted("\n".join(person.lines), 13, wrap=True), spacing=2)
    made = row(avatar, words, spacing=12)
    made.setAlignment(avatar, Qt.AlignmentFlag.AlignTop)
    made.setStretch(1, 1)
    return holder(made)

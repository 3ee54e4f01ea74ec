"""A client's request to amend the record: logging it, what happened to it, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QPushButton, QScrollArea, QWidget

from iop_desktop.rules.amendments import Standing
from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.note_vocabulary import AmendmentStep, DenialGround
from iop_desktop.services.amendment_views import RequestForm, RequestRow, StepForm, StepRow
from iop_desktop.services.wall_text import count_of, month_day
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, label, muted

Notes = Sequence[tuple[UUID, str]]
NO_NOTE = "No single note, or not known yet"
STEP_BUTTONS = {
    AmendmentStep.ACCEPTED: ("Accept…", "primary", "check"),
    AmendmentStep.DENIED: ("Deny…", "", "x"),
    AmendmentStep.EXTENDED: ("Extend by 30 days…", "", "clock"),
    AmendmentStep.DISAGREEMENT: ("Statement of disagreement…", "", "message-square"),
    AmendmentStep.REBUTTAL: ("Rebuttal…", "", "message-square"),
}
STEP_TITLES = {
    AmendmentStep.ACCEPTED: ("Accept the request", "Accept and begin the addendum", "What is amended (may stay empty)"),
    AmendmentStep.DENIED: ("Deny the request", "Deny", "Basis of the denial, in plain language"),
    AmendmentStep.EXTENDED: ("Extend the time by 30 days", "Extend", "Reason for the delay"),
    AmendmentStep.DISAGREEMENT: ("Statement of disagreement", "Keep the statement", "The client's statement"),
    AmendmentStep.REBUTTAL: ("Rebuttal", "Keep the rebuttal", "The clinic's answer to the statement"),
}
STEP_HINTS = {
    AmendmentStep.ACCEPTED: "An addendum is begun on the note and linked to this request. Tell the client and whom "
    "the client names.",
    AmendmentStep.DENIED: "It stands in the letter to the client, with the rights the rule names.",
    AmendmentStep.EXTENDED: "Once only, and within the first 60 days. Send it to the client in writing.",
    AmendmentStep.DISAGREEMENT: "It is kept with the record and goes with later disclosures.",
    AmendmentStep.REBUTTAL: "The client receives a copy.",
}


def clock_chip(standing: Standing) -> tuple[str, str, str]:
    """Words, tone and icon of where the clock of a request stands."""
    if not standing.is_open:
        return ("Answered", "ok", "check")
    if standing.overdue:
        return (f"Overdue by {count_of(-standing.days_left, 'day')}", "danger", "triangle-alert")
    tone = "warn" if standing.due_soon else "info"
    return (f"Due {month_day(standing.due_on)} · {count_of(standing.days_left, 'day')} left", tone, "clock")


def _note_box(notes: Notes) -> QComboBox:
    box = QComboBox()
    box.addItem(NO_NOTE, None)
    for key, words in notes:
        box.addItem(words, key)
    return box


class LogRequestDialog(FormDialog):
    """``confirmed`` carries a ``RequestForm``."""

    confirmed = Signal(object)

    def __init__(self, client_id: UUID, notes: Notes, today: date, parent: QWidget) -> None:
        super().__init__("Amendment request", "Log the request", parent)
        self._client_id = client_id
        self.asked = TextField("The client's words", "What the client asks to have amended, and why")
        self.asked.setMinimumHeight(96)
        self.note, self.day = _note_box(notes), day_field(today)
        self.fill(
            FormRow("What the client asks, in the client's words", self.asked),
            FormRow("About which note", self.note),
            FormRow("Received on", self.day, "The clinic answers within 60 days (45 CFR 164.526)."),
        )

    def confirm(self) -> None:
        """Hand over what was typed."""
        form = RequestForm(self._client_id, self.asked.toPlainText(), day_in(self.day), self.note.currentData())
        self.confirmed.emit(form)


class StepDialog(FormDialog):
    """``confirmed`` carries a ``StepForm``."""

    confirmed = Signal(object)

    def __init__(self, step: AmendmentStep, request: RequestRow, notes: Notes, today: date, parent: QWidget) -> None:
        title, verb, words = STEP_TITLES[step]
        super().__init__(title, verb, parent)
        self._step = step
        self.text, self.day = TextField(words), day_field(today)
        self.text.setMinimumHeight(96)
        self.ground, self.note = QComboBox(), _note_box(notes)
        self.ground.addItem("Choose the ground", None)
        for ground in DenialGround:
            self.ground.addItem(ground.label, ground)
        fields: list[QWidget] = [FormRow(words, self.text, STEP_HINTS[step])]
        if step is AmendmentStep.DENIED:
            fields.insert(0, FormRow("Ground", self.ground, "The rule allows these four and no other."))
        if step is AmendmentStep.ACCEPTED and request.note_id is None:
            fields.insert(0, FormRow("The note to be amended", self.note))
        self.fill(*fields, FormRow("On", self.day))

    def confirm(self) -> None:
        """Hand over what was typed."""
        ground = self.ground.currentData()
        self.confirmed.emit(
            StepForm(
                self._step,
                day_in(self.day),
                self.text.toPlainText(),
                DenialGround(ground) if ground else None,
                self.note.currentData(),
            )
        )


class RequestDialog(QDialog):
    """One request with its steps. ``step_asked`` carries a step, ``addendum_asked`` and ``thread_asked`` a note."""

    step_asked = Signal(object)
    addendum_asked = Signal(UUID)
    thread_asked = Signal(UUID)
    letter_asked = Signal()

    def __init__(self, request: RequestRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.request = request
        self.setWindowTitle("Amendment request")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 640, 520)
        self.chip = Chip(*clock_chip(request.standing))
        title = row(heading("Amendment request", 18), self.chip, None, spacing=10)
        received = f"{request.client_name} · received {short_date(request.received_on)}"
        about = request.note_title or "No single note is named"
        words = column(title, muted(received, 13), muted(about, 13), spacing=3)
        asked = Card(label(f"“{request.asked}”", 13, 500, wrap=True), kind="flat", padding=10)
        logged = muted(f"Logged by {request.recorded_by}")
        steps = column(*(_step_card(step) for step in request.steps), None, spacing=8, margins=(0, 0, 8, 0))
        area = QScrollArea()
        area.setAccessibleName("Steps")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder(column(asked, logged, steps, None, spacing=8)))
        self.step_buttons = {step: self._step_button(step) for step in STEP_BUTTONS if step in request.possible}
        close = button("Close", clicked=self.accept)
        body = column(words, area, row(*self._links(), None), row(*self.step_buttons.values(), None, close), spacing=12)
        body.setContentsMargins(24, 20, 24, 18)
        body.setStretch(1, 1)
        self.setLayout(body)
        next(iter(self.step_buttons.values()), close).setFocus()

    def _step_button(self, step: AmendmentStep) -> QPushButton:
        return button(*STEP_BUTTONS[step], clicked=lambda: self.step_asked.emit(step))

    def _links(self) -> list[QWidget]:
        request, found = self.request, []
        note_id, addendum_id = request.note_id, request.addendum_id
        if note_id is not None:
            found.append(button("The note's thread…", "", "history", clicked=lambda: self.thread_asked.emit(note_id)))
        if addendum_id is not None:
            found.append(button("Addendum…", "", "pen-line", clicked=lambda: self.addendum_asked.emit(addendum_id)))
        if request.denied:
            found.append(button("Letter of denial…", "", "printer", clicked=self.letter_asked.emit))
        return list(found)


def _step_card(step: StepRow) -> Card:
    lines: list[QWidget] = [label(step.words, 13, 600, wrap=True), muted(f"{month_day(step.on)} · {step.by}")]
    if step.text:
        lines.append(label(step.text, 13, wrap=True))
    if step.addendum_state is not None:
        lines.append(muted(f"Its addendum: {step.addendum_state.value.replace('_', ' ')}"))
    return Card(*lines, kind="flat", padding=10, spacing=3)

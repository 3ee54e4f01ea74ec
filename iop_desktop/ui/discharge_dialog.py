"""The form that ends an episode of care, and the one that puts a discharge of today right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.discharge import LONGEST_REMARK, DischargeReason
from iop_desktop.services.discharge_views import DischargeForm, DischargeRow, Episode
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

REMARK_HINT = "Only what the record needs; a discharge summary is a note."
SAME_DAY = "A discharge can be put right or taken back until the end of the day on which it was entered."
NO_REASON = "Choose the reason."
TITLE, CORRECTION = "Discharge", "Put the discharge right"


class DischargeDialog(FormDialog):
    """``confirmed`` carries an Episode and a DischargeForm."""

    confirmed = Signal(object, object)

    def __init__(self, name: str, episodes: Sequence[Episode], today: date, parent: QWidget) -> None:
        super().__init__(f"Discharge {name}", "Discharge", parent)
        self.setWindowTitle(TITLE)  # no name where other programs can read it
        self._episodes = tuple(episodes)
        self.program = QComboBox()
        for episode in self._episodes:
            self.program.addItem(f"{episode.program}, since {long_date(episode.admitted_on)}")
        self.reason, self.remark, self.on = _reasons(), _line(), day_field(today)
        self._ends = muted("", wrap=True)
        self.program.currentIndexChanged.connect(lambda _number: self._say_what_ends())
        self.fill(
            FormRow("Program", self.program),
            holder(row(FormRow("Reason", self.reason), FormRow("Last day", self.on), spacing=14)),
            FormRow("Remark", self.remark, REMARK_HINT),
            self._ends,
            *_warnings(self._episodes[0]),
            muted(SAME_DAY, wrap=True),
        )
        self.reason.setCurrentIndex(-1)
        self._say_what_ends()

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        if self.reason.currentIndex() < 0:
            self.show_error(NO_REASON)
            return
        self.ok.setEnabled(False)
        form = DischargeForm(day_in(self.on), _chosen(self.reason), self.remark.text())
        self.confirmed.emit(self._episodes[self.program.currentIndex()], form)

    def _say_what_ends(self) -> None:
        episode = self._episodes[max(self.program.currentIndex(), 0)]
        parts = [f"membership in {name}" for name in episode.groups]
        parts += [f"waiting for {name}" for name in episode.waiting]
        ends = ", ".join(parts) or "nothing else"
        self._ends.setText(f"Ends with that day: {ends}.")


class CorrectionDialog(FormDialog):
    """``confirmed`` carries a DischargeForm and why, ``taken_back`` why the client was not discharged at all."""

    confirmed = Signal(object, str)
    taken_back = Signal(str)

    def __init__(self, name: str, episode: Episode, discharge: DischargeRow, parent: QWidget) -> None:
        super().__init__(f"The discharge of {name}", "Save", parent)
        self.setWindowTitle(CORRECTION)
        self.reason, self.remark, self.on = _reasons(), _line(), day_field(discharge.on)
        self.reason.setCurrentIndex(list(DischargeReason).index(discharge.reason))
        self.remark.setText(discharge.remark)
        self.why = _line()
        self.back = button("Was not discharged", "", "undo-2", clicked=self._take_back)
        entered = f"{episode.program}. Entered today by {discharge.entered_by}."
        self.fill(
            holder(row(FormRow("Reason", self.reason), FormRow("Last day", self.on), spacing=14)),
            FormRow("Remark", self.remark, REMARK_HINT),
            FormRow("Why is it put right?", self.why, "The first entry stays in the record beside this one."),
            muted(entered, wrap=True),
            holder(row(self.back, None)),
        )

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.ok.setEnabled(False)
        form = DischargeForm(day_in(self.on), _chosen(self.reason), self.remark.text())
        self.confirmed.emit(form, self.why.text())

    def _take_back(self) -> None:
        self.ok.setEnabled(False)
        self.taken_back.emit(self.why.text())


def _reasons() -> QComboBox:
    made = QComboBox()
    made.setPlaceholderText("Choose…")
    for reason in DischargeReason:
        made.addItem(reason.label)
    return made


def _chosen(box: QComboBox) -> DischargeReason:
    return tuple(DischargeReason)[box.currentIndex()]


def _line() -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(LONGEST_REMARK)
    return made


def _warnings(episode: Episode) -> list[QLabel]:
    return [muted(f"• {sentence}", wrap=True) for sentence in episode.warnings]

"""The small questions of the Groups page: reasons, days, people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from iop_desktop.services.schedule_views import PastSession, PlanRow
from iop_desktop.ui.day_fields import day_field, day_in, moment_in, number_field, time_field
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

Choices = Sequence[tuple[UUID, str]]
OVERRIDE_HINT = "Only where a rule or the number of places speaks against it. The reason is kept with the record."


class ReasonDialog(FormDialog):
    """``confirmed`` carries the reason."""

    confirmed = Signal(str)

    def __init__(self, title: str, verb: str, question: str, detail: str, parent: QWidget) -> None:
        super().__init__(title, verb, parent)
        self.reason = _line()
        about = muted(detail, 13, wrap=True)
        self.fill(FormRow(question, self.reason), about)
        about.setVisible(bool(detail))

    def confirm(self) -> None:
        """Hand the reason over; the use case says whether it is one."""
        self.confirmed.emit(self.reason.text().strip())


class MoveDialog(FormDialog):
    """``confirmed`` carries when the session begins and ends."""

    confirmed = Signal(object, object)

    def __init__(self, plan: PlanRow, parent: QWidget) -> None:
        super().__init__(f"Move session {plan.number}", "Move session", parent)
        self._zone = plan.zone
        begins = plan.starts_at.astimezone(plan.zone)
        self.day, self.begins = day_field(begins.date()), time_field(begins.time())
        minutes = int((plan.ends_at - plan.starts_at).total_seconds() // 60)
        self.minutes = number_field(15, 480, minutes, step=15)
        self.fill(
            FormRow("Day", self.day), holder(row(FormRow("Begins", self.begins), FormRow("Minutes", self.minutes)))
        )

    def confirm(self) -> None:
        """Hand both times over; the end lies that many minutes later also when clocks change."""
        starts_at = moment_in(self.day, self.begins, self._zone)
        self.confirmed.emit(starts_at, starts_at + timedelta(minutes=self.minutes.value()))


class PastDialog(FormDialog):
    """``confirmed`` carries a PastSession."""

    confirmed = Signal(object)

    def __init__(self, group: str, held: tuple[datetime, datetime], zone: tzinfo, parent: QWidget) -> None:
        super().__init__(f"Record a past session of {group}", "Record session", parent)
        self._zone = zone
        begun, ended = (moment.astimezone(zone) for moment in held)
        self.day, self.begins, self.ends = day_field(begun.date()), time_field(begun.time()), time_field(ended.time())
        self.reason = _line(160)
        self.fill(
            FormRow("Day", self.day),
            holder(row(FormRow("Began at", self.begins), FormRow("Ended at", self.ends))),
            FormRow("Why only now", self.reason),
            muted("It becomes a late entry: the session and each of its notes say when it was recorded.", wrap=True),
        )

    def confirm(self) -> None:
        """Hand the times over; an end before the beginning is meant for the next day."""
        began_at = moment_in(self.day, self.begins, self._zone)
        ended_at = moment_in(self.day, self.ends, self._zone)
        if ended_at < began_at:
            ended_at += timedelta(days=1)
        self.confirmed.emit(PastSession(began_at, ended_at, self.reason.text().strip()))


class AdmitDialog(FormDialog):
    """``confirmed`` carries the client, the first day and a reason."""

    confirmed = Signal(object, object, str)

    def __init__(self, group: str, people: Choices, today: date, parent: QWidget) -> None:
        super().__init__(f"Admit to {group}", "Admit", parent)
        self.person, self.day, self.reason = _box(people), day_field(today), _line()
        self.fill(
            FormRow("Client", self.person),
            FormRow("First day", self.day),
            FormRow("Reason to go on", self.reason, OVERRIDE_HINT),
        )

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.confirmed.emit(self.person.currentData(), day_in(self.day), self.reason.text().strip())


class EndDialog(FormDialog):
    """``confirmed`` carries the last day and why."""

    confirmed = Signal(object, str)

    def __init__(self, name: str, today: date, parent: QWidget) -> None:
        super().__init__(f"{name} leaves the group", "End membership", parent)
        self.day, self.why = day_field(today), _line()
        self.fill(FormRow("Last day", self.day), FormRow("Why", self.why))

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.confirmed.emit(day_in(self.day), self.why.text().strip())


class TransferDialog(FormDialog):
    """``confirmed`` carries the other group, the first day there, why, and a reason."""

    confirmed = Signal(object, object, str, str)

    def __init__(self, name: str, groups: Choices, today: date, parent: QWidget) -> None:
        super().__init__(f"Transfer {name}", "Transfer", parent)
        self.target, self.day, self.why, self.reason = _box(groups), day_field(today), _line(), _line()
        self.fill(
            FormRow("To the group", self.target),
            FormRow("First day there", self.day, "The day before is the last one in this group."),
            FormRow("Why", self.why),
            FormRow("Reason to go on", self.reason, OVERRIDE_HINT),
        )

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        day, why, reason = day_in(self.day), self.why.text().strip(), self.reason.text().strip()
        self.confirmed.emit(self.target.currentData(), day, why, reason)


class WaitDialog(FormDialog):
    """``confirmed`` carries the client and why this person waits."""

    confirmed = Signal(object, str)

    def __init__(self, group: str, people: Choices, parent: QWidget) -> None:
        super().__init__(f"Waiting list of {group}", "Add to the list", parent)
        self.person, self.reason = _box(people), _line()
        self.fill(FormRow("Client", self.person), FormRow("Why", self.reason))

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.confirmed.emit(self.person.currentData(), self.reason.text().strip())


class ClosureDialog(FormDialog):
    """``confirmed`` carries the first day, the last day and the reason."""

    confirmed = Signal(object, object, str)

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__("Close the clinic", "Keep closure", parent)
        self.first_on, self.last_on, self.reason = day_field(today), day_field(today), _line(140)
        self.first_on.dateChanged.connect(lambda day: self.last_on.setDate(max(day, self.last_on.date())))
        self.fill(
            holder(row(FormRow("First day", self.first_on), FormRow("Last day", self.last_on))),
            FormRow("Reason", self.reason),
            muted(
                "No group meets on these days. What is planned then is cancelled and stays on the schedule.", wrap=True
            ),
        )

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.confirmed.emit(day_in(self.first_on), day_in(self.last_on), self.reason.text().strip())


def usual_past(day: date, at: time, minutes: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """What the form for a past session begins with."""
    began_at = datetime.combine(day, at, zone)
    return began_at, began_at + timedelta(minutes=minutes)


def _line(longest: int = 300) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(longest)
    return made


def _box(choices: Choices) -> QComboBox:
    made = QComboBox()
    made.setMaxVisibleItems(14)
    for key, words in choices:
        made.addItem(words, key)
    return made

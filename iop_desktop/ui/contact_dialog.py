"""When, how and with whom an individual session or contact was held, and what was done."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QDate, QTime, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from iop_desktop.rules.contacts import LONGEST_CONTACT, LONGEST_TOPIC, LONGEST_WORDS, ContactDetails
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.ui.day_fields import day_field, moment_in, number_field, time_field
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.segmented import Segmented

KINDS = {
    ContactKind.INDIVIDUAL: "Individual",
    ContactKind.PHONE: "Phone",
    ContactKind.OUTREACH: "Outreach",
    ContactKind.COLLATERAL: "Collateral",
    ContactKind.FAMILY: "Family",
}
MODES = {
    ContactMode.IN_PERSON: "In person",
    ContactMode.VIDEO: "Video",
    ContactMode.AUDIO: "Phone or audio",
    ContactMode.MESSAGE: "Letter or message",
}
WHOM = "A relation, such as mother; never a name"


class ContactDialog(FormDialog):
    """``confirmed`` carries ContactDetails. Neither kind nor mode nor minutes are chosen beforehand."""

    confirmed = Signal(object)

    def __init__(self, client_name: str, now: datetime, details: ContactDetails | None, parent: QWidget) -> None:
        """``now`` is a moment on the clinic's wall; ``details`` are of a contact that is changed."""
        verb = "Save contact" if details else "Keep and write its note"
        super().__init__(f"{'Contact' if details else 'New contact'} with {client_name}", verb, parent)
        self.setWindowTitle("Contact" if details else "New contact")  # no name where other programs can read it
        assert now.tzinfo is not None
        self._zone: tzinfo = now.tzinfo
        self.setMinimumWidth(640)
        self.kind = Segmented([(str(each), words) for each, words in KINDS.items()], "Kind of contact")
        self.mode = Segmented([(str(each), words) for each, words in MODES.items()], "How it was held")
        self.day, self.begins = day_field(now.date()), time_field(now.time())
        self.minutes = number_field(0, int(LONGEST_CONTACT.total_seconds()) // 60, 0, step=5)
        self.place, self.with_whom, self.topic = QLineEdit(), QLineEdit(), QLineEdit()
        for field, longest in (
            (self.place, LONGEST_WORDS),
            (self.with_whom, LONGEST_WORDS),
            (self.topic, LONGEST_TOPIC),
        ):
            field.setMaxLength(longest)
        self.with_whom.setPlaceholderText(WHOM)
        self.format = QComboBox()
        for each in NoteFormat:
            self.format.addItem(each.value.upper(), each)
        self.interventions = TextField("What was done", "What you did: reviewed, practiced, arranged, informed")
        self.interventions.setMaximumHeight(110)
        self.fields = {
            "kind": FormRow("Kind of contact", self.kind),
            "mode": FormRow("How it was held", self.mode),
            "starts_at": FormRow("Began", self.begins),
            "ends_at": FormRow("Minutes", self.minutes),
            "place": FormRow("Place", self.place),
            "with_whom": FormRow("With whom", self.with_whom),
            "topic": FormRow("About", self.topic),
            "interventions": FormRow("What was done", self.interventions),
        }
        self._lay_out()
        if details is not None:
            self._show(details)

    def _lay_out(self) -> None:
        when = row(FormRow("Day", self.day), self.fields["starts_at"], self.fields["ends_at"], spacing=12)
        whom = row(self.fields["place"], self.fields["with_whom"], spacing=12)
        about = row(self.fields["topic"], FormRow("Format", self.format), spacing=12)
        when.setStretch(0, 1)
        whom.setStretch(1, 2)
        whom.setStretch(0, 1)
        about.setStretch(0, 1)
        self.fill(
            self.fields["kind"],
            self.fields["mode"],
            holder(when),
            holder(whom),
            holder(about),
            self.fields["interventions"],
        )

    def _show(self, details: ContactDetails) -> None:
        begins = details.starts_at.astimezone(self._zone)
        self.kind.set_value(details.kind)
        self.mode.set_value(details.mode)
        self.day.setDate(QDate(begins.year, begins.month, begins.day))
        self.begins.setTime(QTime(begins.hour, begins.minute))
        self.minutes.setValue(details.minutes)
        self.place.setText(details.place)
        self.with_whom.setText(details.with_whom)
        self.topic.setText(details.topic)
        self.format.setCurrentIndex(list(NoteFormat).index(details.note_format))
        self.interventions.setPlainText(details.interventions)

    def focus_field(self, field: str) -> None:
        """Go to what is missing."""
        self.fields.get(field, self.fields["kind"]).setFocus()

    def confirm(self) -> None:
        """Hand the details over; the use case checks them."""
        kind, mode = self.kind.value(), self.mode.value()
        for name, value, words in (("kind", kind, "Choose the kind."), ("mode", mode, "Choose how it was held.")):
            self.fields[name].set_error("" if value else words)
        if kind is None or mode is None:
            self.focus_field("kind" if kind is None else "mode")
            return
        begins = moment_in(self.day, self.begins, self._zone)
        self.confirmed.emit(
            ContactDetails(
                kind=ContactKind(kind),
                mode=ContactMode(mode),
                starts_at=begins,
                ends_at=begins + timedelta(minutes=self.minutes.value()),
                note_format=NoteFormat(self.format.currentData()),
                place=self.place.text(),
                with_whom=self.with_whom.text(),
                topic=self.topic.text(),
                interventions=self.interventions.toPlainText(),
            )
        )

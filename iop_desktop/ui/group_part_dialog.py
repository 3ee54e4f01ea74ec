"""The part of the record that is written once for the session."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.changes import Changes
from iop_desktop.services.note_views import GroupPartView
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.spelling_guide import guide_spelling
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.segmented import Segmented
from iop_desktop.ui.widgets.text import heading, muted
from iop_desktop.ui.writing_aids import WritingAids
from iop_desktop.ui.writing_field import WritingField

SUGGESTED = "Suggested by the lesson. Change it to what was really done, then save."
WRITTEN_ONCE = "Written once; it stands in the note of every member of this session."
FORMATS = tuple((each.value, each.value.upper()) for each in NoteFormat)


class GroupPartDialog(QDialog):
    """Emits ``saved`` with topic, interventions and format."""

    saved = Signal(str, str, object)

    def __init__(self, part: GroupPartView, parent: QWidget, aids: WritingAids | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Group part")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 460)
        self.topic = QLineEdit(part.topic)
        self.topic.setMaxLength(200)
        self.interventions = WritingField("Interventions", "What you did with the group; no name and no member", aids)
        self.interventions.setPlainText(part.interventions)
        if aids is not None:
            guide_spelling(self, lambda: (self.interventions,), aids)
        self.format = Segmented(FORMATS, "Format")
        self.format.set_value(part.note_format.value)
        self._topic_row = FormRow("Topic", self.topic)
        facts = f"{part.present} present. Segments delivered: {part.segments or 'none marked yet'}."
        save = button("Save group part", "primary", clicked=self._save)
        save.setDefault(True)
        save.setEnabled(not part.locked)
        for field in (self.topic, self.interventions):
            field.setReadOnly(bool(part.locked))
        self.format.setEnabled(not part.locked)
        body = column(
            heading("Group part", 18),
            muted(part.locked or (WRITTEN_ONCE if part.confirmed else SUGGESTED), 13, wrap=True),
            self._topic_row,
            FormRow("Interventions", self.interventions),
            FormRow("Format of the individual part", self.format),
            muted(facts, wrap=True),
            row(None, button("Cancel", clicked=self.reject), save),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        body.setStretch(3, 1)
        self.setLayout(body)
        self.topic.setFocus()

    def _save(self) -> None:
        if not self.topic.text().strip():
            self._topic_row.set_error("Write what the group was about.")
            self.topic.setFocus()
            return
        chosen = NoteFormat(self.format.value() or NoteFormat.DAP.value)
        self.saved.emit(self.topic.text().strip(), self.interventions.toPlainText().strip(), chosen)

    def show_error(self, sentence: str) -> None:
        """Say why it was not saved; what was typed stays."""
        self._topic_row.set_error(sentence)


def edit_group_part(
    part: GroupPartView, save: Callable[..., Changes], tasks: Tasks, page: QWidget, aids: WritingAids | None
) -> None:
    """Open the dialog; it closes once the group part is in the vault."""
    dialog = GroupPartDialog(part, page, aids)

    def run(topic: str, interventions: str, note_format: NoteFormat) -> None:
        tasks.run(
            dialog,
            lambda: save(part.session_id, part.revision, topic, interventions, note_format),
            done=lambda _changes: dialog.accept(),
            failed=lambda error: dialog.show_error(sentence_of(error)),
        )

    dialog.saved.connect(run)
    dialog.open()

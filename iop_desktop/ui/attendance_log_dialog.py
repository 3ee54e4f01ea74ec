"""Everything that was recorded about one member in a session, and putting a time right."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.attendance_history import AttendanceHistoryService
from iop_desktop.services.changes import Changes
from iop_desktop.services.room_views import AttendanceRow, LogLine, MemberLog
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.plain_tip import plain_tip
from iop_desktop.ui.widgets.text import muted

_WIDTH, _HEIGHT = 620, 260
_LINE = Qt.ItemDataRole.UserRole


class AttendanceLogDialog(FormDialog):
    """Lists every entry, those that no longer count struck through; the time of the chosen one can be corrected."""

    def __init__(
        self,
        history: AttendanceHistoryService,
        session_id: UUID,
        member: AttendanceRow,
        tasks: Tasks,
        parent: QWidget,
    ) -> None:
        super().__init__(f"What was recorded of {member.name}", "Correct time", parent)
        self._history, self._tasks = history, tasks
        self._session_id, self._client_id = session_id, member.client_id
        self._log: MemberLog | None = None
        self.setMinimumWidth(_WIDTH)
        self.lines = QListWidget()
        self.lines.setAccessibleName("Entries, first to last")
        self.lines.setMinimumHeight(_HEIGHT)
        self.lines.currentRowChanged.connect(self._chosen)
        self.time = QLineEdit()
        self.time.setAccessibleName("Corrected time")
        self.time.setPlaceholderText("Such as 9:05 or 1:30 pm")
        self.ok.setEnabled(False)
        self.fill(
            self.lines,
            FormRow("Right time of this entry", self.time),
            muted("An entry is never changed or deleted. A correction is added and counts instead.", wrap=True),
        )
        self._read()

    def confirm(self) -> None:
        """Put the time of the chosen entry right."""
        line = self._line
        if line is None or not line.correctable:
            return
        event_id, text = line.event_id, self.time.text()
        self.ok.setEnabled(False)
        self._tasks.run(
            self,
            lambda: self._history.correct(self._session_id, event_id, text),
            done=self._corrected,
            failed=lambda error: self.show_error(sentence_of(error)),
        )

    @property
    def _line(self) -> LogLine | None:
        item = self.lines.currentItem()
        found: LogLine | None = item.data(_LINE) if item else None
        return found

    def _corrected(self, _changes: Changes) -> None:
        self.show_error("")
        self.time.clear()
        self._read()

    def _read(self) -> None:
        self._tasks.run(self, lambda: self._history.member_log(self._session_id, self._client_id), done=self._show)

    def _show(self, log: MemberLog) -> None:
        self._log = log
        self.lines.clear()
        for line in log.lines:
            self.lines.addItem(_item(line, log))
        self.lines.setCurrentRow(len(log.lines) - 1)
        if not log.lines:
            self.lines.addItem("Nothing was recorded yet.")
        self.lines.setFocus()

    def _chosen(self, _place: int) -> None:
        line = self._line
        may = line is not None and line.correctable and self._log is not None and self._log.editable
        self.ok.setEnabled(may)
        self.time.setEnabled(may)
        if line is not None and self._log is not None:
            self.time.setText(clock_text(line.at, self._log.zone) if may and line.at else "")


def _item(line: LogLine, log: MemberLog) -> QListWidgetItem:
    when = clock_text(line.recorded_at, log.zone)
    made = QListWidgetItem(f"{when}   {line.text}   ·   {line.recorded_by}")
    made.setData(_LINE, line)
    spoken = f"{line.text}, recorded {when} by {line.recorded_by}" + (f", {line.struck}" if line.struck else "")
    made.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
    made.setToolTip(plain_tip(f"Recorded {when} by {line.recorded_by}" + (f" ({line.struck})" if line.struck else "")))
    if line.struck:
        font = QFont(made.font())
        font.setStrikeOut(True)
        made.setFont(font)
        made.setForeground(color("text3"))
    return made

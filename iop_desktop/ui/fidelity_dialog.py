"""The fidelity of one lesson, and the facilitator's ratings over time beside the supervisor's."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.services.fidelity import FidelityPoint, FidelityRecord, FidelityService
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.fidelity_chart import FidelityChart, RatedLesson
from iop_desktop.ui.fidelity_panel import count_words
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, muted

Found = tuple[FidelityRecord, tuple[FidelityPoint, ...]] | None


class FidelityDialog(QDialog):
    """Reads by itself; shows own rating and supervisor's as two lines from 0 to 4."""

    def __init__(self, fidelity: FidelityService, session_id: UUID, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Fidelity")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(620, 420)
        self._title, self._count = heading("Fidelity", 18), muted("", 13, wrap=True)
        self.chart = FidelityChart()
        self._empty = muted("No lesson has been rated yet.", 13)
        close = button("Close", "primary", clicked=self.accept)
        self.setLayout(
            column(
                self._title,
                self._count,
                self._empty,
                self.chart,
                None,
                row(None, close),
                spacing=10,
                margins=(24, 20, 24, 20),
            )
        )
        self._show(None)
        tasks.run(self, lambda: _read(fidelity, session_id), done=self._show)

    def _show(self, found: Found) -> None:
        points = found[1] if found else ()
        self._empty.setVisible(not points)
        self.chart.setVisible(bool(points))
        if found is None:
            return
        record = found[0]
        self._title.setText(f"{record.facilitator}: lessons over time")
        self._count.setText(f"{record.title}: {count_words(record.count)}")
        lessons = [RatedLesson(month_day(each.held_on), each.title, each.own, each.supervisor) for each in points]
        self.chart.set_lessons(lessons)


def _read(fidelity: FidelityService, session_id: UUID) -> Found:
    record = fidelity.record(session_id)
    return (record, fidelity.history(record.facilitator_id)) if record is not None else None

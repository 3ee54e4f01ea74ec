"""Settings: the audit log, its weekly review and the charts opened from outside, for who supervises or administers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from iop_desktop.services.audit_log import AuditLogService
from iop_desktop.services.audit_review import AuditReviewService
from iop_desktop.services.break_glass import BreakGlassService
from iop_desktop.ui.audit_log_view import AuditLogView
from iop_desktop.ui.audit_review_view import AuditReviewView
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.glass_review import GlassReview
from iop_desktop.ui.layouts import column
from iop_desktop.ui.tasks import Tasks


class AuditTab(QWidget):
    """Three parts. Nothing is read before somebody looks, because reading the log is an entry in it."""

    def __init__(
        self,
        log: AuditLogService,
        reviews: AuditReviewService,
        glass: BreakGlassService,
        tasks: Tasks,
        dialogs: Dialogs,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.log = AuditLogView(log, tasks, dialogs, today)
        self.review = AuditReviewView(reviews, tasks, dialogs)
        self.openings = GlassReview(glass, tasks)
        self.parts = QTabWidget()
        self.parts.setObjectName("inner")
        self.parts.setAccessibleName("Parts of the audit")
        self.parts.addTab(self.log, "Log")
        self.parts.addTab(self.review, "Weekly review")
        self.parts.addTab(self.openings, "Opened charts")
        self.parts.currentChanged.connect(lambda _number: self._look())
        self._looked: set[QWidget] = set()
        self.setLayout(column(self.parts, margins=(10, 12, 10, 10)))

    def refresh(self) -> None:
        """Read the part that is open again; the log stays as it was asked for."""
        for part in (self.review, self.openings):
            if part.isVisible():
                part.refresh()

    def show_review(self) -> None:
        """Open the weekly review."""
        self.parts.setCurrentWidget(self.review)

    def show_openings(self) -> None:
        """Open the list of charts that were opened from outside."""
        self.parts.setCurrentWidget(self.openings)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        part = self.parts.currentWidget()
        if not self.isVisible() or part in self._looked:
            return
        self._looked.add(part)
        if part is self.log:
            self.log.begin()
        elif part is self.review:
            self.review.refresh()
        else:
            self.openings.refresh()

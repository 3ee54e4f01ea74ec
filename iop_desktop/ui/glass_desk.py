"""Opening and closing a chart from outside one's groups, on the Members page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from iop_desktop.services.break_glass import BreakGlassService
from iop_desktop.services.glass_views import OpenGlass
from iop_desktop.ui.amendment_dialogs import RequestDialog
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.glass_banner import CLOSED, GlassBanner
from iop_desktop.ui.glass_dialog import GlassDialog
from iop_desktop.ui.kept_words import keep_words
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.thread_dialog import ThreadDialog
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.empty_state import EmptyState


class GlassDesk(QObject):
    """Holds what stands above and in place of a chart. ``found`` carries a client whose chart was just opened by name,
    ``over`` says that the time of an opening has ended and ``closed_now`` that it was ended.
    """

    found = Signal(UUID)
    over = Signal()
    closed_now = Signal()

    def __init__(self, service: BreakGlassService, tasks: Tasks, clock: Callable[[], datetime], page: QWidget) -> None:
        super().__init__(page)
        self._service, self._tasks, self._page = service, tasks, page
        self._client_id: UUID | None = None
        self.banner = GlassBanner(clock)
        self.closed = EmptyState("lock", CLOSED, "Open with a reason…")
        self.closed.hide()
        tip = "By record number or exact name, with a reason"
        words = ("Find somebody outside my groups…", "link")
        self.find = button(*words, shortcut="Ctrl+Shift+F", tip=tip, clicked=self.ask_whom)
        self.closed.acted.connect(self.ask_reason)
        self.banner.close_now.clicked.connect(self.close_now)
        self.banner.over.connect(self._end)
        QShortcut(QKeySequence("Ctrl+Shift+F"), page).activated.connect(self.ask_whom)
        QShortcut(QKeySequence("Ctrl+Shift+X"), page).activated.connect(self.close_now)

    @property
    def shut_out_of(self) -> UUID | None:
        """The client whose chart was asked for and is closed; None while a chart is in view."""
        return self._client_id if self.closed.isVisibleTo(self._page) else None

    def show_open(self, client_id: UUID, glass: OpenGlass | None) -> None:
        """A chart is in view, of one's own or from outside."""
        self._client_id = client_id
        self.banner.show_glass(glass)
        self.closed.hide()

    def show_closed(self, client_id: UUID) -> None:
        """A chart outside the circle was asked for."""
        self._client_id = client_id
        self.banner.show_glass(None)
        self.closed.show()

    def ask_reason(self) -> None:
        """Ask why the chart that is closed is to be opened."""
        client_id = self._client_id
        if client_id is None:
            return
        dialog = GlassDialog(self._page, by_name=False)
        keep_words(dialog, f"glass:{client_id}")
        dialog.confirmed.connect(lambda form: run_for(dialog, self._tasks, lambda: self._service.open(client_id, form)))
        dialog.open()

    def ask_whom(self) -> None:
        """Ask for whom and why."""
        dialog = GlassDialog(self._page, by_name=True)
        keep_words(dialog, "glass:")

        def opened(client_id: UUID) -> None:
            dialog.accept()
            self.found.emit(client_id)

        dialog.confirmed.connect(
            lambda form: self._tasks.run(
                dialog,
                lambda: self._service.open_by_name(form),
                done=opened,
                failed=lambda error: dialog.show_error(sentence_of(error)),
            )
        )
        dialog.open()

    def _end(self) -> None:
        """The hour is over: what was opened to be read of this chart closes with it, whatever stands over it."""
        # These hold the keyboard, so while the page is in view they were opened from its chart.
        if self._page.isVisible():
            for each in QApplication.topLevelWidgets():
                if isinstance(each, PdfViewer | ThreadDialog | RequestDialog) and each.isVisible():
                    each.close()
        self.over.emit()

    def close_now(self) -> None:
        """End the opening in view before its time."""
        client_id = self._client_id
        if client_id is not None and self.banner.is_open:
            self._tasks.run(self, lambda: self._service.close(client_id), done=lambda _changes: self.closed_now.emit())

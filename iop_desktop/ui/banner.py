"""One line that says what happened, with one step back where there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from iop_desktop.services.changes import Undo
from iop_desktop.ui.announce import announce
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.widgets.buttons import button, icon_button
from iop_desktop.ui.widgets.text import label

SHOWN_MS = 8000
_ICONS = {"ok": "circle-check", "info": "circle-alert", "warn": "triangle-alert", "danger": "triangle-alert"}
_WIDEST = 720
# Below titles and the buttons beside them, above rows and the footers with their buttons.
_TOP = 62


class Banner(QFrame):
    """Floats under the title line of ``host``. ``undo_requested`` carries the ``Undo`` that was pressed.

    Good news goes away by itself and with the page; bad news stays until the next message.
    """

    undo_requested = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("banner", True)
        self._host = host
        self._undo: Undo | None = None
        self._is_news = False
        self._icon = Icon("circle-check", "ok", 18)
        self._words = label("", 13, 500, wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = button("Undo", "link", clicked=self._press_undo)
        self._close = icon_button("x", "Close message", size=16, clicked=self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 6, 6)
        layout.setSpacing(10)
        for part in (self._icon, self._words, self._button, self._close):
            layout.addWidget(part)
        host.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, tone: str = "ok", undo: Undo | None = None) -> None:
        """Show and announce a sentence; ``tone`` is ok, info, warn or danger."""
        self._undo = undo
        self._icon.set_icon(_ICONS[tone], tone)
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._button.setVisible(undo is not None)
        if undo is not None:
            self._button.setText(undo.label)
            self._button.setAccessibleName(undo.label)
        self._place()
        self.show()
        self.raise_()
        announce(self, sentence, urgent=tone == "danger")
        self._timer.stop()
        self._is_news = tone == "ok"
        if self._is_news:
            self._timer.start(SHOWN_MS)

    def text(self) -> str:
        """The sentence on show, or an empty string."""
        return "" if self.isHidden() else self._words.text()

    def clear(self) -> None:
        """Take the message away; what could be undone no longer can."""
        self._undo = None
        self._words.clear()
        self.setAccessibleName("")
        self.hide()

    def clear_news(self) -> None:
        """Another page is on show: good news of the page before goes, bad news stays."""
        if self._is_news:
            self.clear()

    def undo(self) -> bool:
        """Press Undo, if there is one."""
        if self._undo is None:
            return False
        self._press_undo()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _press_undo(self) -> None:
        undo = self._undo
        self.clear()
        if undo is not None:
            self.undo_requested.emit(undo)

    def _place(self) -> None:
        width = min(_WIDEST, self._one_line(), self._host.width() - 48)
        height = max(44, self.heightForWidth(width))
        left = (self._host.width() - width) // 2
        top = max(0, min(self._wanted_top(), self._host.height() - height))
        self.setGeometry(left, top, width, height)

    def _wanted_top(self) -> int:
        """A page may know a better place, as ``banner_top``."""
        page = self._host.currentWidget() if isinstance(self._host, QStackedWidget) else None
        return int(getattr(page, "banner_top", _TOP))

    def _one_line(self) -> int:
        words = self._words.fontMetrics().horizontalAdvance(self._words.text())
        undo = self._button.sizeHint().width() + 10 if self._undo else 0
        return words + undo + 100

"""What the gates say of a note, below it: its own words, sentences shared with other notes, names of others."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from iop_desktop.rules.contradictions import LEFT_OVER
from iop_desktop.rules.own_words import Level
from iop_desktop.rules.refusal import Refusal
from iop_desktop.services.concerns import Concerns, NamedOther, SharedWith
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import column, empty, holder, row, stretched
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.plain_tip import plain_tip
from iop_desktop.ui.widgets.text import label

RECORD = "record"
_TALLEST = 172
_PLACES = {
    "response": "the response",
    "said": "the member's words",
    "assessment": "the clinical meaning",
    "plan": "the plan",
    "risk_plan": "the safety plan",
    "outreach": "the outreach",
    "reason": "the reason",
    "topic": "the topic of the group part",
    "interventions": "the group part",
    RECORD: "the record: goal, lesson or attendance",
}
_TONES = {Level.FINE: ("ok", "circle-check"), Level.WARN: ("warn", "triangle-alert"), Level.REFUSED: ("danger", "x")}


class ConcernsPanel(QWidget):
    """Shown only when there is something to decide. Everything in it is reached by Tab.

    ``go_to`` carries a ``NamedOther``, ``not_a_name`` its word, ``keep`` a reason; ``clear`` asks to empty what speaks
    of taking part.
    """

    go_to = Signal(object)
    not_a_name = Signal(str)
    keep = Signal(str)
    clear = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Before signing")
        self.note_id: UUID | None = None
        self.share = Chip("", "ok", "circle-check")
        self._sentence = label("", 12, wrap=True)
        self._names, self._lines = QVBoxLayout(), QVBoxLayout()
        self._names.setSpacing(2)
        self._lines.setSpacing(2)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Why the text stays as it is")
        self.reason.setPlaceholderText("Why the text stays as it is")
        self.keep_button = button("Keep it", "", clicked=self._keep)
        self.reason.returnPressed.connect(self._keep)
        self.remove_button = button("Remove the answers about taking part", "", clicked=self.clear.emit)
        self._asked = holder(stretched(row(self.reason, self.keep_button), 0))
        self._left = holder(row(Icon("triangle-alert", "warn"), self.remove_button, None))
        head = stretched(row(self.share, self._sentence, spacing=10), 1)
        self._area = QScrollArea()
        self._area.setAccessibleName("Before signing")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = column(self._left, self._names, head, self._asked, self._lines, spacing=6, margins=(18, 8, 18, 8))
        self._inside = holder(body)
        self._area.setWidget(self._inside)
        self.setLayout(column(self._area))
        self.hide()

    def show_concerns(self, concerns: Concerns, missing: tuple[Refusal, ...], editable: bool) -> None:
        """Show what the gates say; what was typed as a reason stays until it is no longer asked for."""
        asks = editable and concerns.level is Level.WARN and not concerns.reason
        left_over = editable and any(refusal.code == LEFT_OVER.code for refusal in missing)
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.share.set_text(f"Own words {concerns.own_percent}%", *_TONES[concerns.level])
        nearest = f" Most like {concerns.nearest}." if concerns.sentence and concerns.nearest else ""
        self._sentence.setText(f"Kept: {concerns.reason}" if concerns.reason else f"{concerns.sentence}{nearest}")
        self._asked.setVisible(asks)
        if not asks:
            self.reason.clear()
        self._left.setVisible(left_over)
        self._fill(concerns)
        self.setVisible(left_over or (concerns.any and (editable or bool(concerns.names))))
        self._fit()
        if had_focus:
            self.focus_first()

    def focus_first(self) -> None:
        """The first thing to decide."""
        buttons = [found for found in self.findChildren(QWidget) if found.focusPolicy() & Qt.FocusPolicy.TabFocus]
        first = next((found for found in (self.reason, *buttons) if found.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, concerns: Concerns) -> None:
        empty(self._names)
        empty(self._lines)
        for hit in concerns.names:
            self._names.addWidget(self._name_line(hit))
        for shared in concerns.shared:
            self._lines.addWidget(_shared_line(shared))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As tall as what it says, up to a limit; then it scrolls."""
        layout = self._inside.layout()
        if layout is not None:
            layout.activate()
            needed = (
                layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
            )
            self._area.setFixedHeight(min(_TALLEST, needed + 2))

    def _name_line(self, hit: NamedOther) -> QWidget:
        words = ElidedLabel(
            f"“{hit.word}” may name {' or '.join(hit.whose)}, in {_PLACES.get(hit.field, 'the note')}", 12
        )
        go = button("Go to it", "link", clicked=lambda: self.go_to.emit(hit))
        go.setAccessibleName(f"Go to {hit.word}")
        go.setVisible(hit.field != RECORD)
        declare = button("Not a name here", "link", clicked=lambda: self.not_a_name.emit(hit.word))
        declare.setAccessibleName(f"{hit.word} is not a name here")
        return holder(stretched(row(Icon("user-round", "danger"), words, go, declare, spacing=8), 1))

    def _keep(self) -> None:
        self.keep.emit(self.reason.text())


def _shared_line(shared: SharedWith) -> QWidget:
    words = ElidedLabel(f"Also in {shared.whose}, or nearly: “{shared.sentence}”", 12, ink="text2")
    words.setToolTip(plain_tip(f"{shared.sentence}\nAlso in {shared.whose}, or nearly"))
    return holder(stretched(row(Icon("copy", "text2"), words, spacing=8), 1))

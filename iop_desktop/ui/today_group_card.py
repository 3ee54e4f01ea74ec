"""One session of today: when, where, what, and the shape of its attendance."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.today_views import SessionPhase, TodayGroup
from iop_desktop.ui.layouts import column, holder, row, stretched
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.status_strip import StatusStrip
from iop_desktop.ui.widgets.text import faint, label, muted

BUTTONS = {
    SessionPhase.LATER: ("Open", "", "arrow-right"),
    SessionPhase.SOON: ("Open group", "primary", "arrow-right"),
    SessionPhase.RUNNING: ("Back to group", "primary", "corner-down-left"),
    SessionPhase.FINISHED: ("Open", "", "arrow-right"),
}


def phase_chip(group: TodayGroup) -> Chip:
    """Where the session stands, in words."""
    if group.phase is SessionPhase.RUNNING:
        return Chip("In session", "solid", "timer")
    if group.phase is SessionPhase.FINISHED:
        return Chip("Finished", "neutral", "check")
    return Chip(
        starts_text(group.minutes_to_start), "accent" if group.phase is SessionPhase.SOON else "neutral", "clock"
    )


def starts_text(minutes: int) -> str:
    """``Starts in 2 h 13 min``."""
    if minutes <= 0:
        return "Ready to start"
    hours, rest = divmod(minutes, 60)
    return "Starts in " + " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part
    )


class TodayGroupCard(QFrame):
    """``asked`` carries the session."""

    asked = Signal(UUID)

    def __init__(self, group: TodayGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = group.head
        self.setProperty("card", "accent" if group.phase is SessionPhase.RUNNING else "plain")
        start, end = (clock_text(moment, head.zone).rsplit(" ", 1) for moment in (head.starts_at, head.ends_at))
        times = holder(column(label(start[0], 18, 600, display=True), faint(f"{end[0]} {end[1]}"), None, spacing=1))
        times.setFixedWidth(62)
        subtitle = " · ".join(
            part
            for part in (
                head.place,
                _with(head.cofacilitator),
                f"Session {head.number}: {head.lesson_title}" if head.lesson_title else f"Session {head.number}",
            )
            if part
        )
        title = row(label(head.group_name, 15, 600), phase_chip(group), None)
        strip = (
            stretched(row(StatusStrip(group.statuses), ElidedLabel(group.summary, 12, ink="text2"), spacing=10), 1)
            if group.statuses
            else row(muted(group.summary), None)
        )
        words, kind, icon = BUTTONS[group.phase]
        self.button = button(words, kind, icon, clicked=lambda: self.asked.emit(head.session_id))
        self.button.setAccessibleName(f"{words}: {head.group_name}")
        self.setFocusProxy(self.button)
        body = QHBoxLayout(self)
        body.setContentsMargins(16, 14, 14, 14)
        body.setSpacing(16)
        for widget in (times, RuleLine(vertical=True)):
            body.addWidget(widget)
        body.addLayout(column(title, ElidedLabel(subtitle, 12, ink="text2"), strip, spacing=5), 1)
        body.addWidget(self.button)


def _with(name: str) -> str:
    return f"with {name}" if name else ""

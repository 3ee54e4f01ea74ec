"""Beside the note while it is written: goal, hours of the week, scores, risk answers and the member's last note."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser, QWidget

from iop_desktop.rules.hours import Standing, WeekRange
from iop_desktop.services.note_context_views import EarlierNote, NoteContext, PlanGoalView, RiskAnswer, ScoreChange
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.fonts import font
from iop_desktop.ui.theme import Theme, color

NO_PLAN = "No plan on file for this member."
_LAST = "last"
_SHORT = 320
_MINUTES = 60


class NoteContextView(QTextBrowser):
    """Read-only. What is shown of the last note is its author's words; ``show_whole`` adds the rest of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: NoteContext | None = None
        self._goal_id = ""
        self._whole = False
        self.setAccessibleName("What is known of this member")
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setProperty("kind", "record")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        Theme.current().changed.connect(self._draw)

    @property
    def has_last_note(self) -> bool:
        """Whether there is a last note to open."""
        return self._context is not None and self._context.last is not None

    def show_context(self, context: NoteContext | None) -> None:
        """Show what is known; None while it is being read."""
        self._context = context
        self.verticalScrollBar().setValue(0)
        self._draw()

    def show_goal(self, goal_id: str) -> None:
        """The note names this goal now."""
        if goal_id != self._goal_id:
            self._goal_id = goal_id
            self._draw()

    def show_whole(self, whole: bool) -> None:
        """Show all sections of the last note, or its author's words alone."""
        self._whole = whole
        self._draw()
        if whole:
            self.scrollToAnchor(_LAST)

    def _draw(self) -> None:
        at = self.verticalScrollBar().value()
        self.document().setDefaultFont(font(12))
        self.setHtml(context_html(self._context, self._goal_id, self._whole) if self._context else "")
        self.verticalScrollBar().setValue(at)


def context_html(context: NoteContext, goal_id: str, whole: bool) -> str:
    """The context as simple rich text in the colors of the theme; everything a person typed is escaped."""
    parts = (
        _goals(context.goals, goal_id),
        _part("Hours this week", _hours_lines(context.hours)),
        _part("Scores", tuple(_score_line(score) for score in context.scores) or (_faint("None on file"),)),
        _part("Risk in earlier notes", tuple(_risk_line(risk) for risk in context.risks) or (_faint("None signed"),)),
        _last_note(context.last, whole),
    )
    return f'<div style="color:{color("text").name()}">{"".join(parts)}</div>'


def _part(title: str, lines: tuple[str, ...], above: int = 12) -> str:
    head = f'<p style="margin:{above}px 0 2px 0;color:{color("text3").name()};font-weight:600">{title}</p>'
    return (
        head + "".join(f'<p style="margin:0 0 3px 0">{line}</p>' for line in lines) + '<p style="margin:0 0 3px 0"></p>'
    )


def _faint(text: str) -> str:
    return f'<span style="color:{color("text3").name()}">{escape(text)}</span>'


def _goals(goals: tuple[PlanGoalView, ...], goal_id: str) -> str:
    """The chosen goal with its objectives; before one is chosen, the goals of the plan."""
    chosen = next((goal for goal in goals if goal.goal_id == goal_id), None)
    if chosen is None:
        lines = tuple(f"{_faint(goal.label)} {escape(goal.text)}" for goal in goals)
        return _part("Goals of the plan", lines or (_faint(NO_PLAN),), above=0)
    objectives = (
        f"{_faint('Objective')} {escape(text)}" + (f" {_faint('by ' + month_day(target))}" if target else "")
        for text, target in chosen.objectives
    )
    return _part("Goal", (f"{_faint(chosen.label)} {escape(chosen.text)}", *objectives), above=0)


def _hours_lines(hours: WeekRange | None) -> tuple[str, ...]:
    if hours is None:
        return (_faint("Not admitted on this day"),)
    planned = (
        f"{hours.minimum / _MINUTES:g} to {hours.maximum / _MINUTES:g}"
        if hours.maximum
        else (f"at least {hours.minimum / _MINUTES:g}")
    )
    ink = "text2" if hours.standing is Standing.WITHIN else "warn"
    where = {
        Standing.BELOW: f"{_hours(hours.minimum - hours.minutes)} short",
        Standing.WITHIN: "within the range",
        Standing.ABOVE: f"{_hours(hours.minutes - hours.maximum)} above",
    }[hours.standing]
    words = f'<span style="color:{color(ink).name()};font-weight:600">{where}</span>'
    return (f"<b>{_hours(hours.minutes)}</b> of {planned} h, {words}",)


def _hours(minutes: int) -> str:
    return f"{round(minutes / _MINUTES, 1):g} h"


def _score_line(score: ScoreChange) -> str:
    line = f"{escape(score.instrument)} <b>{score.score}</b> {_faint(month_day(score.on))}"
    if score.before is None or score.before_on is None:
        return line
    change = score.score - score.before
    if not change:
        return f"{line} &nbsp;{_faint(f'same as {month_day(score.before_on)}')}"
    moved = f"{'▲' if change > 0 else '▼'} {abs(change)}"
    return f"{line} &nbsp;{moved} {_faint(f'from {score.before} on {month_day(score.before_on)}')}"


def _risk_line(risk: RiskAnswer) -> str:
    plan = f": {escape(risk.plan)}" if risk.plan else ""
    return f"{_faint(month_day(risk.on))} {escape(risk.answer)}{plan}"


def _last_note(last: EarlierNote | None, whole: bool) -> str:
    if last is None:
        return _part("Last note", (_faint("No earlier note"),))
    head = _faint(f"{month_day(last.on)} · {last.kind.label} · {last.author}")
    if whole:
        sections = (
            f"<b>{escape(title)}</b><br>{'<br>'.join(escape(text) for text in texts)}" for title, texts in last.sections
        )
        return _part(f'<a name="{_LAST}"></a>Last note', (head, *sections))
    words = (f"{_faint(title)} {escape(_shortened(text))}" for title, text in last.words)
    return _part("Last note", (head, *words))


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else text[:_SHORT].rsplit(" ", 1)[0] + " …"

"""Gives a lesson: each key acts on what is shown at once and is kept in the vault behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.teaching import (
    MINUTE,
    Place,
    beginning_of,
    minutes_of,
    next_place,
    place_before,
    seconds_spent,
    time_left,
)
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.changes import Changes
from iop_desktop.services.fidelity import FidelityService
from iop_desktop.services.teaching import TeachingService
from iop_desktop.services.teaching_views import TeachingView
from iop_desktop.ui.fidelity_dialog import FidelityDialog
from iop_desktop.ui.group_screen import GroupScreen
from iop_desktop.ui.group_screen_card import GroupScreenCard
from iop_desktop.ui.runner_view import RunnerView
from iop_desktop.ui.skip_dialog import SkipDialog
from iop_desktop.ui.tasks import Tasks


class Runner(QObject):
    """Between the runner's page, the room's screen and the vault. ``left`` asks for the group page."""

    left = Signal()

    def __init__(
        self,
        parent: QWidget,
        card: GroupScreenCard,
        screen: GroupScreen,
        teaching: TeachingService,
        fidelity: FidelityService,
        tasks: Tasks,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(parent)
        self._parent, self._screen = parent, screen
        self._page: RunnerView | None = None
        self._cards: list[GroupScreenCard] = []
        self._teaching, self._fidelity, self._tasks = teaching, fidelity, tasks
        self._clock = clock
        self._session_id: UUID | None = None
        self._view: TeachingView | None = None
        self._waiting = 0
        self._ticker = QTimer(self, interval=1000)
        self._ticker.timeout.connect(self._tick)
        screen.next_asked.connect(self.next)
        screen.back_asked.connect(self.back)
        screen.changed.connect(self._show_cards)
        self._add_card(card)

    @property
    def view(self) -> TeachingView | None:
        """The lesson as it is shown now."""
        return self._view

    def attach(self, page: RunnerView) -> None:
        """Let the page show the lesson from now on."""
        self._page = page
        for asked, act in (
            (page.next_asked, self.next),
            (page.back_asked, self.back),
            (page.blank_asked, self._screen.toggle_blank),
            (page.pause_asked, self._pause),
            (page.screen_asked, self._screen.toggle),
            (page.marked, self._mark),
            (page.segment_asked, self._go_to),
            (page.left, self.left),
            (page.shown, self._page_shown),
            (page.wrap_up.left, self.left),
            (page.wrap_up.rated, self._rate),
            (page.wrap_up.taught, self._mark_taught),
            (page.wrap_up.history_asked, self.show_history),
        ):
            asked.connect(act)
        self._add_card(page.screen_card)

    def _add_card(self, card: GroupScreenCard) -> None:
        self._cards.append(card)
        card.next_asked.connect(self.next)
        card.back_asked.connect(self.back)
        card.blank_asked.connect(self._screen.toggle_blank)
        card.open_asked.connect(self._screen.toggle)

    def load(self, session_id: UUID) -> None:
        """Read where the lesson of a session stands; keys that are on their way to the vault come first."""
        self._session_id = session_id
        self._tasks.run(self, lambda: self._teaching.view(session_id), done=self._loaded)

    def _loaded(self, view: TeachingView | None) -> None:
        if self._waiting or (view is not None and view.session_id != self._session_id):
            return
        self._show(view)
        if view is not None and view.finished:
            self._read_record()

    def _show(self, view: TeachingView | None) -> None:
        self._view = view
        if view is None:
            self._screen.set_slides((), "")
            return
        self._screen.set_slides(view.slides, view.title)
        self._screen.show_number(view.place.slide)
        self._show_page()

    def _page_shown(self) -> None:
        self._show_page()
        if self._view is not None and self._view.finished:
            self._read_record()

    def _show_page(self) -> None:
        """Fill the page when somebody looks at it; a hidden one costs nothing."""
        view, page = self._view, self._page
        if view is not None and page is not None and page.isVisible():
            page.show_view(view)
            self._tick()
            self._ticker.start()
        self._show_cards()

    def _show_cards(self) -> None:
        view = self._view
        if view is None:
            return
        following = next_place(view.timed, view.place).slide
        for card in self._cards:
            card.set_slides(view.slides, view.title)
            card.show_screen(self._screen, view.place.slide, following, len(view.slides))

    def _tick(self) -> None:
        view, page = self._view, self._page
        if page is None or not page.isVisible():
            self._ticker.stop()
            return
        if view is None or view.current is None or view.began_at is None:
            self._show_still(page)
            return
        now = view.ended_at or self._clock()
        spent = seconds_spent(view.clock, now, view.ended_at)
        taught = spent + sum(each.seconds for each in view.segments if each is not view.current)
        elapsed = int((now - view.started_at).total_seconds()) if view.started_at else taught
        left = time_left(view.timed, view.place.position, spent, elapsed)
        paused = view.paused_at is not None
        page.clock.show_time(left, view.current.minutes * MINUTE, paused, view.current.is_break)

    def _show_still(self, page: RunnerView) -> None:
        view = self._view
        segments = view.segments if view is not None else ()
        taught = minutes_of(sum(segment.seconds for segment in segments))
        over = view is not None and view.finished
        planned = sum(segment.minutes for segment in segments)
        page.clock.show_still(taught if over else planned, f"taught, {planned} planned" if over else "planned")

    def next(self) -> None:
        """The next slide, then the next segment."""
        if self._view is not None:
            self._go(next_place(self._view.timed, self._view.place))

    def back(self) -> None:
        """The slide before."""
        if self._view is not None:
            self._go(place_before(self._view.timed, self._view.place))

    def _go_to(self, position: int) -> None:
        if self._view is not None:
            self._go(beginning_of(self._view.timed, position))

    def _go(self, place: Place) -> None:
        view, session_id = self._view, self._session_id
        if view is None or session_id is None or place == view.place or not view.editable:
            return
        self._arrive(place)
        self._keep(lambda: self._teaching.go(session_id, place))

    def _arrive(self, place: Place) -> None:
        """Show the place at once, as the vault will have it a moment later."""
        view = self._view
        assert view is not None
        was, now = view.current, self._clock()
        if place.position != view.place.position:
            spent = seconds_spent(view.clock, now, view.ended_at)
            segments = tuple(replace(each, seconds=spent) if each is was else each for each in view.segments)
            runs = 1 <= place.position <= len(segments)
            view = replace(view, segments=segments, began_at=now if runs else None, paused_at=None)
        self._show(replace(view, place=place))

    def _mark(self, state: SegmentState) -> None:
        view = self._view
        if view is None or view.current is None or not view.editable or view.signed:
            return
        if state is SegmentState.SKIPPED:
            dialog = SkipDialog(view.current.title, self._parent)
            asked = view.place.position  # the slides may move on while the reason is chosen
            dialog.confirmed.connect(lambda reason: self._keep_mark(asked, state, reason))
            dialog.open()
        else:
            self._keep_mark(view.place.position, state, "")

    def _keep_mark(self, position: int, state: SegmentState, reason: str) -> None:
        """Mark a segment; the lesson goes on from it, unless it has gone elsewhere in the meantime."""
        view, session_id = self._view, self._session_id
        if view is None or session_id is None:
            return
        place = beginning_of(view.timed, position + 1) if position == view.place.position else view.place
        marked = (
            replace(each, state=state, reason=reason) if each.position == position else each for each in view.segments
        )
        self._view = replace(view, segments=tuple(marked))
        self._arrive(place)
        self._keep(lambda: self._teaching.mark(session_id, position, state, place, reason))

    def _mark_taught(self) -> None:
        session_id = self._session_id
        if session_id is not None:
            self._keep(lambda: self._teaching.mark_taught(session_id))

    def _pause(self) -> None:
        session_id = self._session_id
        if session_id is not None and self._view is not None and self._view.editable:
            self._keep(lambda: self._teaching.pause(session_id))

    def _keep(self, use_case: Callable[[], Changes]) -> None:
        """Run a use case; the last one of a row of keys reads again what the vault has."""
        self._waiting += 1
        self._tasks.run(self, use_case, done=lambda _changes: self._kept(), failed=self._not_kept)

    def _kept(self) -> None:
        self._waiting -= 1
        if not self._waiting and self._session_id is not None:
            self.load(self._session_id)

    def _not_kept(self, error: BaseException) -> None:
        if hasattr(error, "sentence"):
            self._tasks.refused.emit(error)
        self._kept()

    def _read_record(self) -> None:
        session_id, page = self._session_id, self._page
        if session_id is not None and page is not None:
            self._tasks.run(self, lambda: self._fidelity.record(session_id), done=page.wrap_up.show_record)

    def _rate(self, scores: tuple[int, ...]) -> None:
        session_id = self._session_id
        if session_id is not None:
            self._tasks.run(
                self, lambda: self._fidelity.rate(session_id, scores), done=lambda _changes: self.left.emit()
            )

    def show_history(self) -> None:
        """Open the facilitator's ratings over time."""
        session_id = self._session_id
        if session_id is not None:
            FidelityDialog(self._fidelity, session_id, self._tasks, self._parent.window()).open()

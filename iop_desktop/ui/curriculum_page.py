"""The curriculum: lessons to read, print and write, and who has had which of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QWidget

from iop_desktop.rules.coverage import Suggestion
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Topic
from iop_desktop.services.coverage import Coverage
from iop_desktop.services.curriculum_views import CurriculumOffer, LessonPage, LessonRow
from iop_desktop.services.handouts import PaperKind
from iop_desktop.ui.curriculum.coverage_view import CoverageView
from iop_desktop.ui.curriculum.lesson_list import LessonListView
from iop_desktop.ui.curriculum.lesson_view import LessonView
from iop_desktop.ui.curriculum.papers import LessonPapers
from iop_desktop.ui.curriculum.writing import LessonWriting
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import CURRICULUM_KEYS
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.empty_state import EmptyState
from iop_desktop.ui.widgets.search_field import SearchField
from iop_desktop.ui.widgets.segmented import Segmented
from iop_desktop.ui.widgets.text import heading, label, muted

LIST_WIDTH, COMPACT_LIST_WIDTH = 312, 252
LESSONS, COVERAGE = "lessons", "coverage"


@dataclass(frozen=True, slots=True)
class _Covered:
    """What the coverage tab shows at once."""

    coverage: Coverage | None
    suggested: tuple[Suggestion, ...] = ()
    session_id: UUID | None = None
    can_choose: bool = False


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups one can look at; ``next_one`` is where one begins."""

    rows: tuple[tuple[UUID, str], ...]
    next_one: UUID | None


class CurriculumPage(Page):
    """Two views: the lessons, and coverage."""

    topics = frozenset({Topic.LESSONS, Topic.ATTENDANCE, Topic.SESSIONS, Topic.GROUPS})
    shortcut_groups = CURRICULUM_KEYS

    def __init__(
        self, services: Services, actor: Actor, tasks: Tasks, dialogs: Dialogs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._actor, self._tasks, self._dialogs = services, actor, tasks, dialogs
        self._wanted: UUID | None = None
        self._group: UUID | None = None
        self._session: UUID | None = None
        self.papers = LessonPapers(services, tasks, dialogs, self)
        self.writing = LessonWriting(services, actor, tasks, dialogs, self, self.open_lesson)
        self.views = Segmented([(LESSONS, "Lessons"), (COVERAGE, "Coverage")], "View")
        self.search = SearchField("Find a lesson")
        self.lessons = LessonListView()
        self._decides = actor.may(Right.OFFER_LESSONS)
        self.lesson = LessonView(may_retire=self._decides)
        self.show_retired = QCheckBox("Show retired lessons")
        self.coverage = CoverageView()
        self.empty = EmptyState("book-open", "No lessons are here yet.")
        self._count = muted("")
        self._offer = _OfferBar()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.new_button = button("New lesson", "", "plus", shortcut="Ctrl+N", clicked=self.writing.new)
        self.import_button = button("Import…", "", "save", shortcut="Ctrl+I", clicked=self._import)
        self._card = Card(
            row(self.search, self._count, margins=(12, 12, 14, 0)),
            self.lessons,
            row(self.show_retired, margins=(14, 0, 14, 10)),
            padding=1,
            spacing=8,
        )
        self._card.setFixedWidth(LIST_WIDTH)
        self._card.body.setStretchFactor(self.lessons, 1)
        reading = row(self._card, self.lesson, self.empty, spacing=16)
        reading.setStretch(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(reading))
        self._stack.addWidget(self.coverage)
        head = row(heading("Curriculum", 20), 12, self.views, None, self.new_button, self.import_button, spacing=8)
        body = column(head, self._offer, self._stack, spacing=12, margins=(20, 14, 20, 14))
        body.setStretch(2, 1)
        self.setLayout(body)
        self.show_retired.setVisible(self._decides)
        self.empty.hide()
        self.views.set_value(LESSONS)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show_view)
        self.search.text_changed.connect(lambda _: self._read_lessons())
        self.lessons.opened.connect(self._open)
        self.lesson.paper_asked.connect(self._save_paper)
        self.lesson.print_asked.connect(self._print)
        self.lesson.edit_asked.connect(self.edit)
        self.lesson.retire_asked.connect(self._retire)
        self.show_retired.toggled.connect(lambda _: self._read_lessons())
        self.lesson.file_asked.connect(self.papers.show_files)
        self.coverage.group_chosen.connect(self._choose_group)
        self.coverage.lesson_chosen.connect(self._choose_lesson)
        self.coverage.lesson_opened.connect(self.open_lesson)
        self._offer.added.connect(self.writing.add_shipped)
        for keys, act in (
            ("Ctrl+N", self.writing.new),
            ("Ctrl+I", self._import),
            ("Ctrl+E", self.edit),
            ("Ctrl+P", self.lesson.ask_print),
            ("Ctrl+F", self.search.setFocus),
            ("Ctrl+1", partial(self.show_view, LESSONS)),
            ("Ctrl+2", partial(self.show_view, COVERAGE)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def set_compact(self, compact: bool) -> None:
        self._card.setFixedWidth(COMPACT_LIST_WIDTH if compact else LIST_WIDTH)
        self.lesson.set_compact(compact)
        self.coverage.set_compact(compact)

    def focus_first(self) -> None:
        (self.lessons if self._stack.currentIndex() == 0 else self.coverage.table).setFocus()

    def open_lesson(self, lesson_id: UUID) -> None:
        """Show a lesson."""
        self.show_view(LESSONS)
        if not self.lessons.select(lesson_id):
            self._wanted = lesson_id
            self.search.edit.clear()
            self._read_lessons()

    def show_view(self, name: str) -> None:
        """Show the lessons or coverage."""
        self.views.set_value(name)
        self._show_view(name)

    def refresh(self) -> None:
        self._read_lessons()
        self._tasks.run(self, self._services.imports.offer, done=self._show_offer)
        if self._stack.currentIndex():
            self._read_coverage()
        page = self.lesson.page
        if page is not None:
            self._open(page.lesson_id)

    def _show_view(self, name: str) -> None:
        if not name:
            self.views.set_value(LESSONS)
        self._stack.setCurrentIndex(int(name == COVERAGE))
        if name == COVERAGE:
            self._read_coverage()
        self.focus_first()

    def _read_lessons(self) -> None:
        text, retired = self.search.text(), self.show_retired.isChecked()
        curriculum = self._services.curriculum
        self._tasks.run(self, lambda: curriculum.lessons(text, retired=retired), done=self._show_lessons)

    def _show_lessons(self, rows: tuple[LessonRow, ...]) -> None:
        wanted, self._wanted = self._wanted, None
        self._count.setText(str(len(rows)))
        self.lessons.show_rows(rows, wanted)
        nothing = not rows and not self.search.text()
        self.empty.setVisible(nothing)
        self.lesson.setVisible(not nothing)

    def _show_offer(self, offer: CurriculumOffer | None) -> None:
        self._offer.show_offer(offer if self._decides else None)

    def _open(self, lesson_id: UUID) -> None:
        self._tasks.run(self, lambda: self._services.curriculum.lesson(lesson_id), done=self._show_lesson)

    def _show_lesson(self, page: LessonPage) -> None:
        if page.lesson_id == self.lessons.current():
            self.lesson.show_page(page)

    def _save_paper(self, kind: PaperKind, large: bool) -> None:
        if self.lesson.page is not None:
            self.papers.save(self.lesson.page, kind, large)

    def _print(self, large: bool) -> None:
        if self.lesson.page is not None:
            self.papers.ask_print(self.lesson.page, large)

    def edit(self) -> None:
        """Open the lesson on show for writing."""
        if self.lesson.page is not None and self._stack.currentIndex() == 0:
            self.writing.edit(self.lesson.page)

    def _retire(self) -> None:
        if self.lesson.page is not None:
            self.writing.retire(self.lesson.page)

    def _import(self) -> None:
        self.writing.choose_file(self.lesson.page)

    def _choose_group(self, group_id: UUID) -> None:
        self._group = group_id
        self._read_coverage()

    def _read_coverage(self) -> None:
        self._tasks.run(self, self._groups, done=self._show_groups)

    def _groups(self) -> _Groups:
        """Work in a lane: the groups, and the one of one's own whose session is next; else any of one's own."""
        session_id = self._services.sessions.current()
        head = self._services.sessions.head(session_id) if session_id else None
        next_one = head.group_id if head else None
        if head is None or not head.is_mine:
            next_one = next((each.group_id for each in self._services.groups.rows() if each.is_mine), next_one)
        return _Groups(self._services.coverage.groups(), next_one)

    def _show_groups(self, groups: _Groups) -> None:
        self._group = self.coverage.show_groups(groups.rows, self._group or groups.next_one)
        wanted = self._group

        def work() -> _Covered:
            return _Covered(None) if wanted is None else self._covered(wanted)

        self._tasks.run(self, work, done=self._show_covered)

    def _covered(self, group_id: UUID) -> _Covered:
        """Work in a lane: the matrix, and what serves the group's session of today."""
        coverage = self._services.coverage
        matrix = coverage.matrix(group_id)
        heads = [head for head in self._services.sessions.today() if head.group_id == group_id and not head.ended_at]
        if not heads:
            return _Covered(matrix)
        head = heads[0]
        return _Covered(matrix, coverage.suggest(head.session_id), head.session_id, head.is_mine)

    def _show_covered(self, covered: _Covered) -> None:
        self._session = covered.session_id
        if covered.coverage is not None:
            self.coverage.show_coverage(covered.coverage)
        self.coverage.show_suggestions(covered.suggested, covered.can_choose)

    def _choose_lesson(self, lesson_id: UUID) -> None:
        session_id = self._session
        if session_id is not None:
            self._tasks.run(self, lambda: self._services.lessons.choose(session_id, lesson_id))


class _OfferBar(Card):
    """Says that the course of the program can be added or renewed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._words = label("", 13, 500, wrap=True)
        self._add = button("Add", "primary")
        super().__init__(self._words, None, self._add, kind="accent", padding=12, horizontal=True, parent=parent)
        self.added = self._add.clicked
        self.hide()

    def show_offer(self, offer: CurriculumOffer | None) -> None:
        """Show the offer, or nothing."""
        self.setVisible(offer is not None)
        if offer is None:
            return
        newer = f"A newer version of {offer.title} comes with the program: {offer.version} instead of {offer.replaces}."
        words = newer if offer.replaces else f"{offer.title} comes with the program and is not here yet."
        self._words.setText(words)
        self._add.setText("Renew" if offer.replaces else "Add")
        self._add.setAccessibleName(f"{self._add.text()} {offer.title}")

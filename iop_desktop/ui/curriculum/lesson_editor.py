"""Writing a lesson: fields at the left, what it will look like at the right, what is missing below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QScrollArea, QStackedWidget, QTabWidget, QWidget

from iop_desktop.rules.lesson_lines import entries_of, facts_of, lines_from, lines_from_facts
from iop_desktop.rules.lesson_shape import minutes_of, tables_of, text_of, texts_of
from iop_desktop.rules.slides import read_slides
from iop_desktop.services.curriculum_views import LessonJudgement, LessonTexts
from iop_desktop.ui.announce import announce
from iop_desktop.ui.curriculum.lesson_browser import LessonBrowser
from iop_desktop.ui.curriculum.segment_form import SegmentForm
from iop_desktop.ui.curriculum.slide_grid import SlideGrid
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.plain_tip import plain_tip
from iop_desktop.ui.widgets.text import heading, label, muted

PAUSE_MS = 350
SHOWN_FINDINGS = 3
Draft = tuple[LessonJudgement, LessonTexts]
LISTS = (
    ("objectives", "Objectives", "2 to 4, each begins with something one can see or hear"),
    ("tags", "Tags", "what it serves, in words of treatment goals"),
    ("interventions", "Interventions it counts as", ""),
    ("materials", "Materials", ""),
    ("questions", "Questions for discussion", "4 to 8"),
    ("cautions", "What not to do", "2 to 6, and what to do instead"),
    ("fidelity", "What a supervisor looks for", "exactly 5"),
)
PAPERS = ("slides", "handout", "worksheet", "reading")


class LessonEditor(QDialog):
    """``save_asked`` carries the lesson as plain data; the page answers with ``accept`` or ``show_error``."""

    save_asked = Signal(object)

    def __init__(
        self,
        content: Mapping[str, Any],
        judge: Callable[[Mapping[str, Any]], Draft],
        tasks: Tasks,
        dialogs: Dialogs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Edit lesson")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 1180, 690)
        self._before, self._judge, self._tasks, self._dialogs = dict(content), judge, tasks, dialogs
        self._changed = False
        self.title, self.summary = QLineEdit(), QLineEdit()
        self.practice, self.group_note = _area(), _area()
        self.lists = {name: _area() for name, _, _ in LISTS}
        self.sources, self.facts = _area(), _area()
        self.papers = {name: _area() for name in PAPERS}
        self.segments = SegmentForm()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Parts of the lesson")
        self.preview, self.slides = LessonBrowser("How it will look"), SlideGrid()
        self._shown = QStackedWidget()
        self.state, self.grade = Chip("", "neutral"), Chip("", "neutral", "book-open")
        self.findings = muted("", wrap=True)
        self.error = label("", 13, 500, "error", wrap=True)
        self.save_button = button("Save", "primary", shortcut="Ctrl+S", clicked=self.ask_save)
        self._texts: LessonTexts | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._build()
        self._show(content)
        self._connect()
        self.title.setFocus()
        self._look()

    def _build(self) -> None:
        self.tabs.addTab(self._about(), "About")
        self.tabs.addTab(self.segments, "Segments")
        for name, area in self.papers.items():
            area.setAccessibleName(name.capitalize())
            self.tabs.addTab(area, name.capitalize())
        both = column(
            FormRow("Sources, one a line", self.sources),
            FormRow("Facts, one a line, with the numbers of their sources in brackets", self.facts),
            spacing=10,
            margins=(10, 10, 10, 10),
        )
        self.tabs.addTab(holder(both), "Sources")
        self._shown.addWidget(self.preview)
        self._shown.addWidget(self.slides)
        self.error.hide()
        middle = row(self.tabs, self._shown, spacing=14)
        middle.setStretch(0, 5)
        middle.setStretch(1, 4)
        foot = row(self.state, self.grade, None, button("Cancel", clicked=self.reject), self.save_button, spacing=10)
        body = column(
            heading("Edit lesson", 18), middle, self.findings, self.error, foot, spacing=10, margins=(22, 18, 22, 16)
        )
        body.setStretch(1, 1)
        self.setLayout(body)

    def _about(self) -> QWidget:
        fields: list[QWidget] = [FormRow("Title", self.title), FormRow("Summary, one sentence", self.summary)]
        for name, words, hint in LISTS:
            self.lists[name].setFixedHeight(92)
            fields.append(FormRow(f"{words}, one a line", self.lists[name], hint))
        for area, words in ((self.practice, "Practice between sessions"), (self.group_note, "Wording for the note")):
            area.setFixedHeight(92)
            fields.append(FormRow(words, area))
        scroll = QScrollArea()
        scroll.setAccessibleName("About the lesson")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(holder(column(*fields, spacing=12, margins=(10, 10, 14, 10))))
        return scroll

    def _show(self, content: Mapping[str, Any]) -> None:
        self.title.setText(text_of(content, "title"))
        self.summary.setText(text_of(content, "summary"))
        self.summary.setCursorPosition(0)
        self.practice.setPlainText(text_of(content, "practice"))
        self.group_note.setPlainText(text_of(content, "group_note"))
        for name, area in self.lists.items():
            area.setPlainText(lines_from(texts_of(content, name)))
        self.sources.setPlainText(lines_from(texts_of(content, "sources")))
        self.facts.setPlainText(lines_from_facts(content))
        for name, area in self.papers.items():
            area.setPlainText(text_of(content, name))
        self.segments.show_segments(tables_of(content, "segments"))

    def _connect(self) -> None:
        for line in (self.title, self.summary):
            line.textEdited.connect(lambda _: self._touch())
        areas = (self.practice, self.group_note, self.sources, self.facts, *self.lists.values(), *self.papers.values())
        for area in areas:
            area.textChanged.connect(self._touch)
        self.segments.changed.connect(self._touch)
        self.tabs.currentChanged.connect(lambda _: self._show_preview())
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.ask_save)

    def content(self) -> dict[str, Any]:
        """The lesson as it stands in the fields."""
        segments = self.segments.segments
        return self._before | {
            "title": self.title.text().strip(),
            "minutes": sum(minutes_of(segment) for segment in segments),
            "summary": self.summary.text().strip(),
            "practice": self.practice.toPlainText().strip(),
            "group_note": self.group_note.toPlainText().strip(),
            "sources": entries_of(self.sources.toPlainText()),
            "facts": facts_of(self.facts.toPlainText()),
            "segments": segments,
            **{name: entries_of(area.toPlainText()) for name, area in self.lists.items()},
            **{name: area.toPlainText().strip() + "\n" for name, area in self.papers.items()},
        }

    def ask_save(self) -> None:
        """Hand the lesson over."""
        self.save_button.setEnabled(False)
        self.save_asked.emit(self.content())

    def show_error(self, sentence: str) -> None:
        """Say why it was not saved; everything typed stays."""
        self.save_button.setEnabled(True)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        announce(self.error, sentence, urgent=True)

    def reject(self) -> None:
        if self._changed and not self._dialogs.ask(self, "Leave without saving?", "What you wrote is lost.", "Leave"):
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def _touch(self) -> None:
        self._changed = True
        self._pause.start()

    def _look(self) -> None:
        content = self.content()
        self._tasks.run(self, lambda: self._judge(content), done=self._show_draft)

    def _show_draft(self, draft: Draft) -> None:
        judgement, self._texts = draft
        self.grade.set_text(f"Grade {judgement.grade:g}, {judgement.minutes} min")
        count = len(judgement.findings)
        if judgement.complete:
            self.state.set_text("Complete", "ok", "circle-check")
        else:
            self.state.set_text(f"{count} to complete", "warn", "list-checks")
        self.findings.setText("\n".join(judgement.findings[:SHOWN_FINDINGS]))
        self.findings.setToolTip(plain_tip("\n".join(judgement.findings)))
        self._show_preview()

    def _show_preview(self) -> None:
        name = self.tabs.tabText(self.tabs.currentIndex()).casefold()
        if name == "slides":
            self.slides.show_slides(read_slides(self.papers["slides"].toPlainText()), self.title.text())
        elif self._texts is not None:
            shown = name if name in ("handout", "worksheet", "reading", "sources") else "plan"
            self.preview.show_html(getattr(self._texts, shown))
        self._shown.setCurrentWidget(self.slides if name == "slides" else self.preview)


def _area() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    return made

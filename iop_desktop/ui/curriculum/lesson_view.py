"""One lesson: what it is, whether it is complete, its parts in tabs, and its papers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QTabWidget, QWidget

from iop_desktop.rules.slides import read_slides
from iop_desktop.services.curriculum_views import LessonPage
from iop_desktop.services.handouts import PaperKind
from iop_desktop.ui.curriculum.lesson_browser import LessonBrowser
from iop_desktop.ui.curriculum.slide_grid import SlideGrid
from iop_desktop.ui.icons import icon
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.plain_tip import plain_tip

TEXTS = ("plan", "handout", "worksheet", "reading", "sources")
PAPERS = (
    (PaperKind.HANDOUT, "Handout PDF", "Handout"),
    (PaperKind.WORKSHEET, "Worksheet PDF", "Worksheet"),
    (PaperKind.PACKET, "Make-up packet", "Packet"),
)


class LessonView(QWidget):
    """``paper_asked`` carries the kind of paper and whether in large print.

    ``retire_asked`` asks to retire the lesson on show, or to offer it again; only some people ``may_retire``.
    """

    paper_asked = Signal(object, bool)
    print_asked = Signal(bool)
    edit_asked = Signal()
    file_asked = Signal(object)
    retire_asked = Signal()

    def __init__(self, parent: QWidget | None = None, *, may_retire: bool = False) -> None:
        super().__init__(parent)
        self._may_retire = may_retire
        self._page: LessonPage | None = None
        self.title = ElidedLabel("", 20, 600)
        self.subtitle = ElidedLabel("", 12, ink="text2")
        self.state = Chip("", "neutral")
        self.grade = Chip("", "neutral", "book-open")
        self.edited = Chip("Edited here", "info", "pen-line")
        self.retired = Chip("No longer offered", "warn", "eye-off")
        self.retire_button = button("Retire…", "ghost", "eye-off", clicked=self.retire_asked.emit)
        self.large = QCheckBox("Large print")
        self.papers = {
            kind: button(words, "", "file-text", clicked=partial(self._ask_paper, kind)) for kind, words, _ in PAPERS
        }
        self.print_button = button("Print…", "", "printer", shortcut="Ctrl+P", clicked=self.ask_print)
        self.edit_button = button("Edit", "ghost", "pen-line", shortcut="Ctrl+E", clicked=self.edit_asked.emit)
        self.file_button = button("Own papers", "ghost", "file-text", clicked=self._ask_file)
        self.browsers = {name: LessonBrowser(name.capitalize()) for name in TEXTS}
        self.slides = SlideGrid()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Parts of the lesson")
        self.tabs.setDocumentMode(True)
        self._build()

    def _build(self) -> None:
        for name in TEXTS:
            self.tabs.addTab(self.browsers[name], name.capitalize())
            if name == "plan":
                self.tabs.addTab(self.slides, "Slides")
        head = row(
            column(self.title, self.subtitle, spacing=2),
            self.retired,
            self.edited,
            self.grade,
            self.state,
            self.retire_button,
            self.edit_button,
            spacing=8,
        )
        head.setStretch(0, 1)
        actions = row(*self.papers.values(), self.print_button, self.file_button, None, self.large, spacing=8)
        card = Card(self.tabs, padding=1, spacing=0)
        body = column(head, actions, card, spacing=10)
        body.setStretch(2, 1)
        self.setLayout(body)
        for chip in (self.retired, self.edited, self.grade, self.state):
            head.setAlignment(chip, Qt.AlignmentFlag.AlignVCenter)

    def set_compact(self, compact: bool) -> None:
        """Leave room for the text on a small screen."""
        self.grade.setVisible(not compact)
        for kind, words, short in PAPERS:
            self.papers[kind].setText(short if compact else words)
            self.papers[kind].setIcon(QIcon() if compact else icon("file-text", "text2"))

    @property
    def page(self) -> LessonPage | None:
        """The lesson on show."""
        return self._page

    def show_page(self, page: LessonPage) -> None:
        """Show a lesson."""
        self._page = page
        judgement = page.judgement
        version = f"{page.curriculum} {page.version}".strip()
        self.title.set_text(page.title)
        self.subtitle.set_text(f"{page.module} · {judgement.minutes} minutes · {version}")
        self.edited.setVisible(page.edited)
        self.retired.setVisible(page.retired)
        self.retire_button.setVisible(self._may_retire)
        self.retire_button.setText("Offer again" if page.retired else "Retire…")
        self.retire_button.setAccessibleName("Offer this lesson again" if page.retired else "Retire this lesson")
        self.grade.set_text(f"Grade {judgement.grade:g}")
        self.grade.setToolTip("Reading grade of all that members hear or read (Flesch-Kincaid)")
        if judgement.complete:
            self.state.set_text("Complete", "ok", "circle-check")
        else:
            count = len(judgement.findings)
            self.state.set_text(f"{count} to complete", "warn", "list-checks")
        self.state.setToolTip(plain_tip("\n".join(judgement.findings[:12])))
        for name in TEXTS:
            self.browsers[name].show_html(getattr(page.texts, name))
        self.slides.show_slides(read_slides(str(page.content.get("slides") or "")), page.title)
        for kind, made in self.papers.items():
            made.setEnabled(kind in page.papers)
        self.print_button.setEnabled(bool(page.papers))
        self.file_button.setVisible(bool(page.files))

    def show_part(self, name: str) -> None:
        """Bring a part to the front: ``slides`` or one of TEXTS."""
        self.tabs.setCurrentWidget(self.slides if name == "slides" else self.browsers[name])

    def ask_print(self) -> None:
        """Print for the people in the room."""
        if self._page is not None and self._page.papers:
            self.print_asked.emit(self.large.isChecked())

    def _ask_paper(self, kind: PaperKind) -> None:
        self.paper_asked.emit(kind, self.large.isChecked())

    def _ask_file(self) -> None:
        if self._page is not None and self._page.files:
            self.file_asked.emit(self._page.files)

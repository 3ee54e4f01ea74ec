"""Papers of a lesson leave the program: as a PDF file, or to a printer for the people in the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes
from iop_desktop.services.curriculum import PrintedPaper
from iop_desktop.services.curriculum_views import FileRow, LessonPage
from iop_desktop.services.handouts import PaperKind
from iop_desktop.services.written_file import write_file
from iop_desktop.ui.curriculum.paper_viewer import PaperViewer
from iop_desktop.ui.curriculum.print_dialog import PrintDialog
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.pdf_pages import Page
from iop_desktop.ui.printing import PRINT_SCALE, print_pages
from iop_desktop.ui.tasks import Tasks

PDFS = "PDF (*.pdf)"
Print = Callable[..., bool]


class LessonPapers(QObject):
    """Saves and prints for one page of the window; ``printing`` is the printer's dialog, or a test's."""

    def __init__(
        self, services: Services, tasks: Tasks, dialogs: Dialogs, owner: QWidget, printing: Print = print_pages
    ) -> None:
        super().__init__(owner)
        self._services, self._tasks, self._dialogs = services, tasks, dialogs
        self._owner, self._printing = owner, printing

    def save(self, page: LessonPage, kind: PaperKind, large: bool) -> None:
        """Ask where the PDF goes, and write it."""
        name = f"{page.code or 'lesson'}-{kind}{'-large-print' if large else ''}.pdf"
        path = self._dialogs.choose_new_file(self._owner, f"Save the {_words(kind)}", name, PDFS)
        if path is None:
            return

        def work() -> Changes:
            write_file(path, self._services.curriculum.paper(page.lesson_id, kind, large=large).pdf)
            return Changes(frozenset(), f"The {_words(kind)} was saved.")

        self._tasks.run(self._owner, work, lane="long")

    def print_lesson(self, lesson_id: UUID, session_id: UUID | None = None) -> None:
        """Ask which paper of a lesson and how many; of the lesson of a session also packets for who is away."""
        curriculum = self._services.curriculum
        self._tasks.run(
            self._owner,
            lambda: curriculum.lesson(lesson_id),
            done=lambda page: self.ask_print(page, large=False, session_id=session_id),
        )

    def save_packets(self, session_id: UUID, *, large: bool = False) -> None:
        """Ask for a folder, and save one make-up packet for each member who is away."""
        folder = self._dialogs.choose_folder(self._owner, "Where do the make-up packets go?")
        if folder is not None:
            make_up = self._services.make_up
            self._tasks.run(self._owner, lambda: make_up.save(session_id, folder, large=large), lane="long")

    def save_packet_of_note(self, note_id: UUID) -> None:
        """Ask for a folder, and save the make-up packet of the member whom an absence note is about."""
        folder = self._dialogs.choose_folder(self._owner, "Where does the make-up packet go?")
        if folder is not None:
            make_up = self._services.make_up
            self._tasks.run(self._owner, lambda: make_up.save_for_note(note_id, folder), lane="long")

    def ask_print(self, page: LessonPage, large: bool, session_id: UUID | None = None) -> None:
        """Ask which paper and how many, beginning with the number of members who are here."""
        if not page.papers:
            self._dialogs.tell(self._owner, "This lesson has no papers to print.", "Write them on the Curriculum page.")
            return

        def open_dialog(counts: tuple[int, int]) -> None:
            present, away = counts
            dialog = PrintDialog(page.papers, large, present, self._owner, away=away)
            if session_id is not None:
                dialog.packets_asked.connect(lambda big: self.save_packets(session_id, large=big))
            dialog.confirmed.connect(lambda kind, big, copies: self._print(page.lesson_id, kind, big, copies))
            dialog.open()

        self._tasks.run(self._owner, lambda: self._counts(session_id), done=open_dialog)

    def show_files(self, files: Sequence[FileRow]) -> None:
        """Show the clinic's own papers of a lesson; asks which when there are several."""
        chosen = 0
        if len(files) > 1:
            picked = self._dialogs.choose_one(self._owner, "Which paper?", [file.name for file in files])
            if picked is None:
                return
            chosen = picked
        file = files[chosen]
        own = self._services.own_lessons
        PaperViewer(
            file.name, lambda scale: own.file_pages(file.file_id, scale), self._print_own, self._tasks, self._owner
        ).open()

    def _counts(self, wanted: UUID | None) -> tuple[int, int]:
        """Work in a lane: how many are here, and, where the lesson is that of a session, how many are away."""
        session_id = wanted or self._services.sessions.current()
        if session_id is None:
            return 0, 0
        present = sum(row.status.attended for row in self._services.attendance.room(session_id).rows)
        return present, self._services.make_up.away(session_id) if wanted is not None else 0

    def _print(self, lesson_id: UUID, kind: PaperKind, large: bool, copies: int) -> None:
        def ready(paper: PrintedPaper) -> None:
            self._printing(paper.pages, self._owner, "Print for the group", copies)

        curriculum = self._services.curriculum
        self._tasks.run(
            self._owner,
            lambda: curriculum.paper(lesson_id, kind, large=large, scale=PRINT_SCALE),
            done=ready,
            lane="long",
        )

    def _print_own(self, pages: Sequence[Page]) -> None:
        self._printing(pages, self._owner, "Print", 1)


def _words(kind: PaperKind) -> str:
    return "make-up packet" if kind is PaperKind.PACKET else str(kind)

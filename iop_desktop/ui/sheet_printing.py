"""The sign-in sheet from the group page: made, shown, printed; earlier ones of the session are shown with it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.room_views import SessionPaper
from iop_desktop.services.session_documents import SessionDocumentService
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.printing import PRINT_SCALE, print_pages
from iop_desktop.ui.tasks import Tasks

KIND = "Sign-in sheet"
KEPT = ("Kept with the session, in no chart", "neutral", "clipboard-list")


def show_sign_in_sheet(papers: SessionDocumentService, session_id: UUID, tasks: Tasks, parent: QWidget) -> None:
    """Make the sheet as the roster is now and show it, the latest first."""

    def work() -> tuple[SessionPaper, ...]:
        made = papers.make_sign_in_sheet(session_id)
        return tuple(sorted(papers.papers(session_id), key=lambda paper: paper.paper_id != made))

    tasks.run(parent, work, done=lambda found: _open(papers, found, tasks, parent), lane="long")


def _open(papers: SessionDocumentService, found: tuple[SessionPaper, ...], tasks: Tasks, parent: QWidget) -> None:
    viewer = PdfViewer(
        KIND,
        [f"Made {clock_text(paper.made_at, paper.zone)} by {paper.made_by}" for paper in found],
        lambda index, scale: papers.preview(found[index].paper_id, scale),
        None,
        tasks,
        parent,
        kind=KIND,
        unsigned=KEPT,
        printing=lambda index: _print(papers, found[index].paper_id, tasks, viewer),
    )
    viewer.open()


def _print(papers: SessionDocumentService, paper_id: UUID, tasks: Tasks, viewer: QWidget) -> None:
    tasks.run(
        viewer,
        lambda: papers.preview(paper_id, PRINT_SCALE),
        done=lambda pages: print_pages(pages, viewer, KIND),
        lane="long",
    )

"""Lessons come in or are written: new ones, edited ones, files of the clinic's own, packs of other authors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.curriculum_views import LessonPage, PackPreview
from iop_desktop.ui.curriculum.lesson_editor import LessonEditor
from iop_desktop.ui.curriculum.pack_dialog import PackDialog
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.tasks import Tasks, sentence_of

FILES = "Curriculum packs, PDF, Markdown (*.zip *.pdf *.md *.markdown *.txt);;All files (*)"
NEW_TITLE = "New lesson"


class LessonWriting:
    """What the page does to lessons; ``go_to`` is called with a lesson that came in."""

    def __init__(
        self,
        services: Services,
        actor: Actor,
        tasks: Tasks,
        dialogs: Dialogs,
        owner: QWidget,
        go_to: Callable[[UUID], object],
    ) -> None:
        self._services, self._actor, self._tasks, self._dialogs = services, actor, tasks, dialogs
        self._owner, self._go_to = owner, go_to

    def new(self) -> None:
        """Make a lesson of the clinic's own and open it for writing."""
        services = self._services

        def work() -> LessonPage:
            return services.curriculum.lesson(services.own_lessons.create(NEW_TITLE))

        def made(page: LessonPage) -> None:
            self._tell("A new lesson was made.")
            self._go_to(page.lesson_id)
            self.edit(page)

        self._tasks.run(self._owner, work, done=made)

    def edit(self, page: LessonPage) -> None:
        """Open a lesson for writing."""
        editor = LessonEditor(page.content, self._services.curriculum.draft, self._tasks, self._dialogs, self._owner)

        def save(content: Mapping[str, Any]) -> None:
            self._tasks.run(
                editor,
                lambda: self._services.own_lessons.save(page.lesson_id, page.revision, content),
                done=lambda _: editor.accept(),
                failed=lambda error: editor.show_error(sentence_of(error)),
            )

        editor.save_asked.connect(save)
        editor.open()

    def retire(self, page: LessonPage) -> None:
        """Ask, and no longer offer a lesson; one that is retired is offered again without a question."""
        own = self._services.own_lessons
        if page.retired:
            self._tasks.run(self._owner, lambda: own.offer_again(page.lesson_id))
            return
        detail = "It can no longer be chosen for a group. Sessions that had it keep it, and it can be offered again."
        if self._dialogs.ask(self._owner, f"Retire {page.title}?", detail, "Retire"):
            self._tasks.run(self._owner, lambda: own.retire(page.lesson_id))

    def choose_file(self, page: LessonPage | None) -> None:
        """Import a pack, or the clinic's own PDF or Markdown."""
        path = self._dialogs.choose_file(self._owner, "Import a curriculum or a paper of your own", FILES)
        if path is None:
            return
        if path.suffix.casefold() == ".zip":
            self._tasks.run(
                self._owner,
                lambda: self._services.imports.preview(path),
                done=lambda pack: self._ask(path, pack),
                lane="long",
            )
        else:
            self._add_paper(path, page)

    def add_shipped(self) -> None:
        """Add the course that comes with the program, or its newer version."""
        self._tasks.run(self._owner, self._services.imports.add_shipped, lane="long")

    def _add_paper(self, path: Path, page: LessonPage | None) -> None:
        target: UUID | None = None
        if page is not None:
            chosen = self._dialogs.choose_one(
                self._owner, "What is this file?", ["A new lesson", f"A paper of {page.title}"]
            )
            if chosen is None:
                return
            target = page.lesson_id if chosen else None

        def work() -> tuple[UUID, Changes]:
            return self._services.own_lessons.add_file_at(path, target)

        def done(found: tuple[UUID, Changes]) -> None:
            lesson_id, changes = found
            self._tasks.changed.emit(changes)
            self._go_to(lesson_id)

        self._tasks.run(self._owner, work, done=done, lane="long")

    def _ask(self, path: Path, pack: PackPreview) -> None:
        dialog = PackDialog(pack, self._actor.may(Right.TRUST_PUBLISHERS), self._owner)

        def run(accept: bool, take_new: Collection[str]) -> None:
            self._tasks.run(
                dialog,
                lambda: self._services.imports.run(path, accept=accept, take_new=take_new),
                done=lambda _: dialog.accept(),
                failed=lambda error: dialog.show_error(sentence_of(error)),
                lane="long",
            )

        dialog.confirmed.connect(run)
        dialog.open()

    def _tell(self, message: str) -> None:
        self._tasks.changed.emit(Changes(frozenset({Topic.LESSONS}), message))

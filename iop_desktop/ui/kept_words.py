"""Words in dialogs without a draft of their own: put into the records at a lock, back when the dialog opens again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit
from shiboken6 import isValid

from iop_desktop.services.kept_words import KeptWordsService, Words
from iop_desktop.ui.announce import announce
from iop_desktop.ui.shell import Shell
from iop_desktop.ui.tasks import Tasks

BACK = "What you had typed before the records were locked stands here again."
Field = QLineEdit | QPlainTextEdit
Source = Callable[[], Mapping[str, Words]]


class WordsKeeper(QObject):
    """Lives with the shell, and reads once what was kept. ``current`` is None while the records are locked.

    Fields are known by their accessible names; choices, days and numbers are not kept.
    """

    current: ClassVar[WordsKeeper | None] = None

    def __init__(self, words: KeptWordsService, tasks: Tasks, shell: Shell) -> None:
        super().__init__(shell)
        self._words, self._tasks = words, tasks
        self._kept: dict[str, Words] = {}
        self._open: dict[str, QDialog] = {}
        self._sources: list[Source] = []
        shell.leaving.connect(self._leave)
        tasks.after_paint(self, lambda: tasks.run(self, words.mine, done=self._kept.update))
        WordsKeeper.current = self

    def attend(self, dialog: QDialog, name: str) -> None:
        """Put back what was kept of a dialog that is about to open, and keep it at the next lock."""
        self._open[name] = dialog
        dialog.finished.connect(lambda _result: self._finished(name))
        found = self._kept.get(name, {})
        for key, field in _fields_of(dialog).items():
            if key in found:
                field.setText(found[key]) if isinstance(field, QLineEdit) else field.setPlainText(found[key])
        if found:
            announce(dialog, BACK)

    def watch(self, source: Source) -> None:
        """Keep what ``source`` says at the lock."""
        self._sources.append(source)

    def of(self, name: str) -> Words:
        """What was kept under this name."""
        return self._kept.get(name, {})

    def drop(self, name: str) -> None:
        """It was sent, or thrown away by its writer."""
        if self._kept.pop(name, None) is not None:
            self._tasks.run(self, lambda: self._words.drop(name))

    def _finished(self, name: str) -> None:
        self._open.pop(name, None)
        # A dialog that the lock closes was neither sent nor given up.
        if WordsKeeper.current is self:
            self.drop(name)

    def _leave(self) -> None:
        WordsKeeper.current = None
        shown = {name: each for name, each in self._open.items() if isValid(each) and each.isVisible()}
        typed: dict[str, Words] = {name: _words_of(dialog) for name, dialog in shown.items()}
        for source in self._sources:
            typed |= source()
        typed = {name: words for name, words in typed.items() if any(text.strip() for text in words.values())}
        if typed:
            self._tasks.run(self, lambda: self._words.keep(typed))


def keep_words(dialog: QDialog, name: str) -> None:
    """Have a lock keep what is typed into a dialog; ``name`` is ``kind:id`` of what it is about."""
    if WordsKeeper.current is not None:
        WordsKeeper.current.attend(dialog, name)


def _fields_of(dialog: QDialog) -> dict[str, Field]:
    """What can be typed into: no secrets, no days and numbers, no search in a list."""
    open_lines = (each for each in dialog.findChildren(QLineEdit) if each.echoMode() is QLineEdit.EchoMode.Normal)
    lines = (each for each in open_lines if not each.objectName().startswith("qt_"))
    fields: list[Field] = [*lines, *dialog.findChildren(QPlainTextEdit)]
    return {field.accessibleName(): field for field in fields if field.accessibleName() and not field.isReadOnly()}


def _words_of(dialog: QDialog) -> dict[str, str]:
    return {name: _text(field) for name, field in _fields_of(dialog).items()}


def _text(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

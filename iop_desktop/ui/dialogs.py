"""The only place that opens message boxes and file choosers; tests put a recorder in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLabel, QMessageBox, QPushButton, QWidget
from shiboken6 import isValid


class Dialogs(Protocol):
    """What pages may ask. None means that the person changed their mind."""

    def ask(self, parent: QWidget, question: str, detail: str, yes: str, no: str = "Cancel") -> bool:
        """Whether the person chose ``yes``; ``no`` is what Enter and Escape choose."""
        ...

    def tell(self, parent: QWidget, sentence: str, detail: str = "") -> None:
        """Say something that must be read before going on."""
        ...

    def choose_file(self, parent: QWidget, title: str, kinds: str = "") -> Path | None:
        """An existing file; ``kinds`` as in ``Roster (*.csv *.xlsx)``."""
        ...

    def choose_new_file(self, parent: QWidget, title: str, proposed: str, kinds: str = "") -> Path | None:
        """A file to be written; the chooser itself asks before replacing one."""
        ...

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        """An existing folder."""
        ...

    def choose_one(self, parent: QWidget, title: str, choices: Sequence[str]) -> int | None:
        """The place of one of several choices."""
        ...


class WindowDialogs:
    """The real ones."""

    def ask(self, parent: QWidget, question: str, detail: str, yes: str, no: str = "Cancel") -> bool:
        """Ask with two buttons that say what they do."""
        box = _box(parent, question, detail)
        agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        declined = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(declined)
        if isinstance(declined, QPushButton):
            box.setDefaultButton(declined)
        box.exec()
        # Locking destroys the box while it waits: that is no consent.
        if not isValid(box):
            return False
        consents = box.clickedButton() is agreed
        box.deleteLater()
        return consents

    def tell(self, parent: QWidget, sentence: str, detail: str = "") -> None:
        """Say it and wait for OK."""
        box = _box(parent, sentence, detail)
        box.exec()
        if isValid(box):
            box.deleteLater()

    def choose_file(self, parent: QWidget, title: str, kinds: str = "") -> Path | None:
        """Ask for an existing file."""
        name, _ = QFileDialog.getOpenFileName(parent, title, "", kinds)
        return Path(name) if name else None

    def choose_new_file(self, parent: QWidget, title: str, proposed: str, kinds: str = "") -> Path | None:
        """Ask for a file to write."""
        name, _ = QFileDialog.getSaveFileName(parent, title, proposed, kinds)
        return Path(name) if name else None

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(parent, title)
        return Path(name) if name else None

    def choose_one(self, parent: QWidget, title: str, choices: Sequence[str]) -> int | None:
        """Ask for one of a list; numbers keep equal words apart."""
        numbered = [f"{number}. {words}" for number, words in enumerate(choices, start=1)]
        chosen, agreed = QInputDialog.getItem(parent, "IOP Desktop", title, numbered, 0, False)
        return numbered.index(chosen) if agreed else None


def _box(parent: QWidget, text: str, detail: str) -> QMessageBox:
    # Not deleted on closing: the answer is read after that.
    box = QMessageBox(parent)
    box.setWindowTitle("IOP Desktop")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(detail)
    for words in box.findChildren(QLabel):
        words.setWordWrap(True)
    body = box.layout()
    if body is not None:
        # Qt keeps room for a picture at the left, where none is shown.
        body.setContentsMargins(0, 20, 24, 20)
    return box

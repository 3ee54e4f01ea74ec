"""Stands in for message boxes and file choosers: answers what the test set and keeps what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget


@dataclass
class RecordedDialogs:
    """Set ``agree``, ``path`` and ``choice`` before the page asks; look at ``asked`` afterwards."""

    agree: bool = True
    path: Path | None = None
    choice: int | None = 0
    asked: list[str] = field(default_factory=list)
    offered: tuple[str, ...] = ()

    def ask(self, parent: QWidget, question: str, detail: str, yes: str, no: str = "Cancel") -> bool:
        self.asked.append(question)
        return self.agree

    def tell(self, parent: QWidget, sentence: str, detail: str = "") -> None:
        self.asked.append(sentence)

    def choose_file(self, parent: QWidget, title: str, kinds: str = "") -> Path | None:
        self.asked.append(title)
        return self.path

    def choose_new_file(self, parent: QWidget, title: str, proposed: str, kinds: str = "") -> Path | None:
        self.asked.append(title)
        return self.path

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        self.asked.append(title)
        return self.path

    def choose_one(self, parent: QWidget, title: str, choices: Sequence[str]) -> int | None:
        self.asked.append(title)
        self.offered = tuple(choices)
        return self.choice

"""A list of what holds from one day through another: everybody reads it, who may adds to it and says when rows end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.grid_view import ENTER, FadingModel, GridView
from iop_desktop.ui.table import Column
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

T = TypeVar("T")


class LastDayDialog(FormDialog):
    """The last day of something; ``confirmed`` carries it."""

    confirmed = Signal(object)

    def __init__(self, title: str, label: str, day: date, meaning: str, parent: QWidget) -> None:
        super().__init__(title, "Save", parent)
        self.until = day_field(day)
        self.fill(FormRow(label, self.until), muted(meaning, wrap=True))

    def confirm(self) -> None:
        """Hand the day over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(day_in(self.until))


class DatedList(QWidget, Generic[T]):
    """A table with its two buttons, ``add`` and ``last``; Enter on a row is ``last``. Subclasses lay them out."""

    def __init__(
        self,
        table: tuple[str, Sequence[Column[T]], Sequence[int], str],
        verbs: tuple[str, str],
        read: Callable[[], tuple[T, ...]],
        tasks: Tasks,
        *,
        may: bool,
        parent: QWidget | None,
    ) -> None:
        """``table`` is its name, columns, widths, and what it says while it is empty."""
        super().__init__(parent)
        self._read, self._tasks, self._may = read, tasks, may
        name, columns, widths, nothing = table
        self._model = FadingModel(columns, self._is_over, parent=self)
        self.table = GridView(name, self._model, "", widths)
        say_when_empty(self.table, nothing)
        self.add = button(verbs[0], "", "plus", clicked=self._ask_new)
        self.add.setEnabled(may)
        self.last = button(verbs[1], "", "calendar-days", clicked=self._ask_last)
        self.table.acted.connect(lambda key: self.last.click() if key == ENTER else None)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self._look()

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.run(self, self._read, done=self._show)

    @property
    def chosen(self) -> T | None:
        """The row one stands on."""
        return self._model.row_at(self.table.currentIndex())

    def _show(self, rows: tuple[T, ...]) -> None:
        self._model.set_rows(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.go_to(0)
        self._look()

    def _look(self) -> None:
        self.last.setEnabled(self._may and self.chosen is not None and self._may_end(self.chosen))

    def _may_end(self, _row: T) -> bool:
        return True

    def _is_over(self, row: T) -> bool:
        raise NotImplementedError

    def _ask_new(self) -> None:
        raise NotImplementedError

    def _ask_last(self) -> None:
        raise NotImplementedError

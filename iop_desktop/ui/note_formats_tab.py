"""How the clinic lays its notes out: the parts of each format, with how a note will read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from iop_desktop.rules.note_formats import Element, NoteLayout, refusals_of_layout
from iop_desktop.rules.record import Record
from iop_desktop.rules.record_layout import lay_out
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.changes import Changes
from iop_desktop.services.note_layouts import FormatLayout, NoteLayoutService
from iop_desktop.ui.fonts import font
from iop_desktop.ui.layout_list import LayoutList
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.record_preview import RecordPreview
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import label, muted, section
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

FORMATS_WIDTH, PREVIEW_WIDTH, ROW_HEIGHT = 96, 250, 30
# What stands in the place of each element; two are named by the record itself.
SAMPLE = {each: (f"{each.label}.",) for each in Element} | {Element.SAID: ("“…”",), Element.ASSESSMENT: ("…",)}
HINT = "Alt+↑ and Alt+↓ move a line, F2 renames a part, Insert adds one, Delete takes a line away."
ONLY = "Only an administrator or a supervisor changes this."


class NoteFormatsTab(QWidget):
    """Everybody may look; administrators and supervisors rename, reorder, save and go back to the default."""

    def __init__(self, layouts: NoteLayoutService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layouts, self._tasks = layouts, tasks
        self._kept: dict[NoteFormat, FormatLayout] = {}
        self._changed: dict[NoteFormat, NoteLayout] = {}
        self.formats = QListWidget()
        self.formats.setAccessibleName("Format")
        self.formats.setFixedWidth(FORMATS_WIDTH)
        for each in NoteFormat:
            item = QListWidgetItem(each.value.upper())
            item.setFont(font(13, 600))
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.formats.addItem(item)
        self.lines = LayoutList()
        self.lines.may_change = layouts.may_choose
        self.preview = RecordPreview()
        self.preview.setAccessibleName("How a note will read")
        self.problem = label("", 13, 500, "error", wrap=True)
        self.state = muted("", wrap=True)
        self._build()
        self.formats.currentRowChanged.connect(lambda _: self._show_format())
        self.lines.changed.connect(self._edited)

    def _build(self) -> None:
        lines = self.lines
        self.up = button("Up", "", "", shortcut="Alt+↑", clicked=lambda: lines.move_line(-1))
        self.down = button("Down", "", "", shortcut="Alt+↓", clicked=lambda: lines.move_line(1))
        self.rename = button("Rename", "", "pen-line", shortcut="F2", clicked=lines.rename)
        self.add = button("New part", "", "plus", shortcut="Insert", clicked=lines.add_part)
        self.put_in = button("Add", "", "plus", clicked=self._put_in)
        self.remove = button("Remove", "", "minus", shortcut="Delete", clicked=lines.remove_line)
        self.default = button("Default layout", "", "undo-2", clicked=self._reset)
        self.save = button("Save layout", "primary", clicked=self._save)
        tools = WrappingRow(self.up, self.down, self.rename, self.add, self.remove)
        hint = muted(HINT if self._layouts.may_choose else ONLY, wrap=True)
        below = row(hint, self.put_in)
        below.setStretch(0, 1)
        foot = row(self.state, self.default, self.save)
        foot.setStretch(0, 1)
        middle = column(tools, self.lines, below, self.problem, foot, spacing=8)
        middle.setStretch(1, 1)
        side = Card(section("How a note will read"), self.preview, spacing=8)
        side.setFixedWidth(PREVIEW_WIDTH)
        body = row(self.formats, middle, side, spacing=16, margins=(16, 14, 16, 14))
        body.setStretch(1, 1)
        self.setLayout(body)

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.up, self.down, self.rename, self.add, self.put_in, self.remove)

    def focus_first(self) -> None:
        """Begin with the lines of the format in view."""
        self.lines.setFocus()

    def refresh(self) -> None:
        """Read the layouts in force; what was changed here and not saved stays."""
        self._tasks.run(self, self._layouts.layouts, done=self._show)

    def _show(self, found: tuple[FormatLayout, ...]) -> None:
        self._kept = {each.note_format: each for each in found}
        if self.formats.currentRow() < 0:
            self.formats.setCurrentRow(0)
        else:
            self._show_format()

    @property
    def _format(self) -> NoteFormat:
        return list(NoteFormat)[max(0, self.formats.currentRow())]

    def _show_format(self) -> None:
        kept = self._kept.get(self._format)
        if kept is not None:
            layout = self._changed.get(self._format, kept.layout)
            if layout != self.lines.layout_shown:
                self.lines.show_layout(layout)
            self._tell(layout, kept)

    def _edited(self, layout: NoteLayout) -> None:
        self._changed[self._format] = layout
        self._show_format()

    def _tell(self, layout: NoteLayout, kept: FormatLayout) -> None:
        """How it reads, what stands against it, and what can be done."""
        refusals = refusals_of_layout(self._format, layout)
        unsaved, may = layout != kept.layout, self._layouts.may_choose
        self.problem.setText("\n".join(refusal.text for refusal in refusals))
        self.problem.setVisible(bool(refusals))
        whose = "The clinic's own layout is in force." if kept.own else "The default layout is in force."
        self.state.setText("Changed, not saved yet." if unsaved else whose)
        self.preview.show_record(Record(self._format.value.upper(), (), lay_out(layout, SAMPLE)))
        for each in self._buttons:
            each.setEnabled(may)
        self._offer(_left_out(layout))
        self.default.setText("Discard changes" if unsaved else "Default layout")
        self.default.setAccessibleName(self.default.text())
        self.save.setEnabled(may and unsaved and not refusals)
        self.default.setEnabled(may and (unsaved or kept.own))

    def _offer(self, left_out: tuple[Element, ...]) -> None:
        """What no part holds can be put in below the line one stands on."""
        self.put_in.setVisible(bool(left_out))
        if left_out:
            self.put_in.setText(f"Add: {left_out[0].label.split(':')[0]}")
            self.put_in.setAccessibleName(self.put_in.text())

    def _put_in(self) -> None:
        for element in _left_out(self.lines.layout_shown)[:1]:
            self.lines.add_element(element)

    def _save(self) -> None:
        note_format, layout = self._format, self.lines.layout_shown
        self._run(note_format, lambda: self._layouts.save(note_format, layout.parts))

    def _reset(self) -> None:
        """Drop what was changed here and not saved; where nothing was, go back to the default."""
        note_format = self._format
        if self._changed.pop(note_format, None) not in (None, self._kept[note_format].layout):
            self._show_format()
            return
        self._run(note_format, lambda: self._layouts.reset(note_format))

    def _run(self, note_format: NoteFormat, work: Callable[[], Changes]) -> None:
        def done(_changes: Changes) -> None:
            self._changed.pop(note_format, None)
            self.refresh()

        self._tasks.run(self, work, done=done, failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        self.problem.setText(sentence_of(error))
        self.problem.setVisible(True)


def _left_out(layout: NoteLayout) -> tuple[Element, ...]:
    held = {element for part in layout.parts for element in part.elements}
    return tuple(element for element in Element if element not in held)

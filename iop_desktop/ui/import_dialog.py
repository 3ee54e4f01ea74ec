"""A roster of another system: how it was read, who comes in, which rows stay outside and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QTableView, QTabWidget, QWidget

from iop_desktop.rules.roster import Accepted, RefusedRow
from iop_desktop.rules.roster_dates import DateOrder
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.vocabulary import Population
from iop_desktop.services.people_views import ImportOutcome, ProgramRow
from iop_desktop.services.roster_import import RosterImportService
from iop_desktop.services.roster_preview import RosterPreview
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.mapping_table import MappingTable
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, label, muted

ORDERS = {DateOrder.MDY: "Month / day / year", DateOrder.DMY: "Day / month / year", DateOrder.YMD: "Year - month - day"}
DAY_FORMAT = "MMM d, yyyy"
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "mac-roman")
DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
ACCEPTED_COLUMNS = (
    Column[Accepted]("Row", lambda r: str(r.row_number)),
    Column[Accepted]("First name", lambda r: r.candidate.first_name),
    Column[Accepted]("Last name", lambda r: r.candidate.last_name, "none"),
    Column[Accepted]("Born", lambda r: f"{r.candidate.date_of_birth:%Y-%m-%d}"),
    Column[Accepted]("Number", lambda r: r.candidate.record_number, "none"),
    Column[Accepted]("Remarks", lambda r: " ".join(remark.text for remark in r.remarks), "none"),
)
REFUSED_COLUMNS = (
    Column[RefusedRow]("Row", lambda r: str(r.row_number)),
    Column[RefusedRow]("Why it is left out", lambda r: " ".join(reason.text for reason in r.reasons)),
)


class ImportDialog(QDialog):
    """``imported`` carries the outcome; closing before leaves everything as it was."""

    imported = Signal(object)

    def __init__(
        self,
        path: Path,
        programs: tuple[ProgramRow, ...],
        rosters: RosterImportService,
        tasks: Tasks,
        today: date,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import roster")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 1080, 660)
        self._path, self._rosters, self._tasks = path, rosters, tasks
        self._preview: RosterPreview | None = None
        self._choices: dict[str, Any] = {}
        adults_first = sorted(programs, key=lambda program: program.population is not Population.ADULT)
        self.program = _combo([(program.name, program.program_id) for program in adults_first])
        self.date_order = _combo([(words, order) for order, words in ORDERS.items()])
        self.encoding = _combo([(name, name) for name in ENCODINGS])
        self.delimiter = _combo([(words, sign) for sign, words in DELIMITERS.items()])
        self.admitted = QDateEdit(QDate(today.year, today.month, today.day))
        self.admitted.setCalendarPopup(True)
        self.admitted.setDisplayFormat(DAY_FORMAT)
        self.mapping = MappingTable()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Rows and columns of the file")
        self.accepted_table, self.refused_table = _table("Rows to be added"), _table("Rows left out")
        self._accepted_model, self._refused_model = RowsModel(ACCEPTED_COLUMNS, self), RowsModel(REFUSED_COLUMNS, self)
        self._remarks, self.error = muted("", wrap=True), label("", 13, 500, "error", wrap=True)
        self.run_button = button("Import", "primary", "user-plus", clicked=self._run)
        self._build(path.name)
        self._connect()
        self._read()

    def _build(self, name: str) -> None:
        self.accepted_table.setModel(self._accepted_model)
        self.refused_table.setModel(self._refused_model)
        for table, widths in ((self.accepted_table, (56, 130, 140, 100, 150)), (self.refused_table, (56,))):
            for number, width in enumerate(widths):
                table.setColumnWidth(number, width)
        self.tabs.addTab(self.accepted_table, "To be added")
        self.tabs.addTab(self.refused_table, "Left out")
        self.tabs.addTab(self.mapping, "Columns")
        options = row(
            FormRow("Program", self.program),
            FormRow("Admitted on", self.admitted),
            FormRow("Dates are written", self.date_order),
            FormRow("Encoding", self.encoding),
            FormRow("Columns are divided by", self.delimiter),
            spacing=12,
        )
        self.error.hide()
        body = column(
            heading(f"Import {name}", 18),
            muted("Nothing is saved until you press Import. Either every row to be added comes in, or none.", 13),
            holder(options),
            self.error,
            self._remarks,
            self.tabs,
            row(None, button("Cancel", clicked=self.reject), self.run_button),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        body.setStretch(5, 1)
        self.setLayout(body)

    def _connect(self) -> None:
        self.program.activated.connect(lambda _: self._read())
        self.mapping.changed.connect(self._mapping_changed)
        for name, box in (("date_order", self.date_order), ("encoding", self.encoding), ("delimiter", self.delimiter)):
            box.activated.connect(lambda _, key=name, source=box: self._choose(key, source.currentData()))

    def _choose(self, key: str, value: str) -> None:
        self._choices[key] = DateOrder(value) if key == "date_order" else value  # Qt keeps the bare text of a word
        if key in ("encoding", "delimiter"):
            self._choices.pop("mapping", None)
        self._read()

    def _mapping_changed(self, mapping: dict[Field, int]) -> None:
        self._choices["mapping"] = mapping
        self._read()

    def _read(self) -> None:
        self.run_button.setEnabled(False)
        program_id: UUID = self.program.currentData()
        choices = dict(self._choices)
        self._tasks.run(
            self,
            lambda: self._rosters.preview(self._path, program_id, **choices),
            done=self._show,
            failed=self._refuse,
            lane="long",
        )

    def _refuse(self, error: BaseException) -> None:
        self._preview = None
        self.error.setText(sentence_of(error))
        self.error.show()
        self._accepted_model.set_rows(())
        self._refused_model.set_rows(())
        self._count()

    def _show(self, preview: RosterPreview) -> None:
        self._preview = preview
        self.error.hide()
        self._accepted_model.set_rows(preview.accepted)
        self._refused_model.set_rows(preview.refused)
        self.mapping.show_columns(preview.columns)
        self._remarks.setText("\n".join(remark.text for remark in preview.remarks[:4]))
        self._remarks.setVisible(bool(preview.remarks))
        for box, value in (
            (self.date_order, preview.date_order),
            (self.encoding, preview.encoding),
            (self.delimiter, preview.delimiter),
        ):
            _select(box, value)
        self._count()

    def _count(self) -> None:
        added = len(self._preview.accepted) if self._preview else 0
        refused = len(self._preview.refused) if self._preview else 0
        self.tabs.setTabText(0, f"To be added ({added})")
        self.tabs.setTabText(1, f"Left out ({refused})")
        self.run_button.setText(f"Import {added} clients" if added != 1 else "Import 1 client")
        self.run_button.setEnabled(added > 0)

    def _run(self) -> None:
        preview = self._preview
        if preview is None:
            return
        self.run_button.setEnabled(False)
        program_id, chosen = self.program.currentData(), self.admitted.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        self._tasks.run(
            self,
            lambda: self._rosters.run(preview, program_id, day),
            done=self._finish,
            failed=self._refuse,
            lane="long",
        )

    def _finish(self, outcome: ImportOutcome) -> None:
        self.imported.emit(outcome)
        self.accept()


def _combo(items: list[tuple[str, Any]]) -> QComboBox:
    made = QComboBox()
    for words, value in items:
        made.addItem(words, value)
    return made


def _select(box: QComboBox, value: object) -> None:
    """Show what was detected; something unusual is added to the list."""
    place = next((n for n in range(box.count()) if box.itemData(n) == value), -1)
    if place < 0 and value:
        box.addItem(str(value), value)
        place = box.count() - 1
    box.setEnabled(place >= 0)
    if place >= 0:
        box.setCurrentIndex(place)


def _table(name: str) -> QTableView:
    made = QTableView()
    made.setAccessibleName(name)
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.horizontalHeader().setStretchLastSection(True)
    made.horizontalHeader().setHighlightSections(False)
    return made

"""The roster as a table model: rows of one session, and which cells can be edited in place."""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from iop_desktop.rules.record import clock_text
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.room_views import AttendanceRow, Room
from iop_desktop.ui.table import ROW_ROLE
from iop_desktop.ui.widgets.plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
DASH = "—"


class Columns(IntEnum):
    """The columns of the roster, from left to right."""

    NUMBER = 0
    MEMBER = 1
    STATUS = 2
    TIME_IN = 3
    TIME_OUT = 4
    MINUTES = 5
    FLAGS = 6
    NOTE = 7


TITLES = ("#", "Member", "Status", "In", "Out", "Min", "Flags", "Quick observation")
EDITABLE = {Columns.TIME_IN: "time_in", Columns.TIME_OUT: "time_out", Columns.NOTE: "note"}
_RIGHT = {Columns.TIME_IN, Columns.TIME_OUT, Columns.MINUTES}


def short_clock(moment: datetime | None, zone: tzinfo) -> str:
    """``9:05``, or a dash when there is no time."""
    return clock_text(moment, zone).rsplit(" ", 1)[0] if moment else DASH


def note_text(row: AttendanceRow) -> str:
    """The reason of who did not come; what was observed of who did, latest first, and that somebody is out."""
    if not row.status.attended and row.attendance.why:
        return row.attendance.why
    out = row.attendance.out_since
    called = (f"Out: {out.by}" if out.by else "Out of the room") if out else ""
    return " · ".join(part for part in (called, *reversed(row.attendance.observations)) if part)


def note_to_edit(row: AttendanceRow) -> str:
    """What the field of quick words begins with: the written reason, or the latest observation."""
    away = not row.status.attended and row.status is not AttendanceStatus.UNMARKED
    return row.attendance.reason if away else row.attendance.observation


def observed_lines(row: AttendanceRow, zone: tzinfo) -> str:
    """Everything observed of a member, each with its clock time."""
    times = ((f"{clock_text(seen.at, zone)}  " if seen.at else "", seen.text) for seen in row.attendance.seen)
    return "\n".join(time + text for time, text in times)


class RosterModel(QAbstractTableModel):
    """Rows are replaced whole after each use case; edits are announced, not stored here."""

    edited = Signal(int, str, str)
    picked = Signal(int, str, int)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[AttendanceRow, ...] = ()
        self._zone: tzinfo | None = None

    @property
    def rows(self) -> tuple[AttendanceRow, ...]:
        """The rows in order."""
        return self._rows

    def show(self, room: Room) -> None:
        """Show the room; the selection stays when the members are the same."""
        before, zone = self._rows, self._zone
        same = [row.client_id for row in before] == [row.client_id for row in room.rows]
        if not same:
            self.beginResetModel()
        self._rows, self._zone = room.rows, room.head.zone
        if not same:
            self.endResetModel()
            return
        # A mark changes one row; painting the others again is what a key would wait for.
        for number, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new or zone != self._zone:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(TITLES) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
            side = Qt.AlignmentFlag.AlignHCenter if section == Columns.NUMBER else side
            return (side | Qt.AlignmentFlag.AlignVCenter).value
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], Columns(index.column())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.EditRole:
            text = note_to_edit(row) if column is Columns.NOTE else self._text(row, column)
            return "" if text == DASH else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._text(row, column) or {Columns.FLAGS: "no flags", Columns.NOTE: "no observation"}.get(
                column, ""
            )
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{row.name}, {TITLES[column]}"
        if role == Qt.ItemDataRole.ToolTipRole and column is Columns.FLAGS:
            return plain_tip("\n".join(flag.text for flag in row.flags)) or None
        if role == Qt.ItemDataRole.ToolTipRole and column is Columns.NOTE and self._zone is not None:
            return plain_tip(observed_lines(row, self._zone)) or None
        return None

    def _text(self, row: AttendanceRow, column: Columns) -> str:
        zone = self._zone
        assert zone is not None
        attended = row.status.attended
        match column:
            case Columns.NUMBER:
                return str(row.position)
            case Columns.MEMBER:
                return row.name
            case Columns.STATUS:
                return row.status.label
            case Columns.TIME_IN:
                return short_clock(row.attendance.time_in if attended else None, zone)
            case Columns.TIME_OUT:
                return short_clock(row.attendance.time_out if attended else None, zone)
            case Columns.MINUTES:
                return str(row.minutes) if attended else DASH
            case Columns.FLAGS:
                return ", ".join(flag.text for flag in row.flags)
            case _:
                return note_text(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() in EDITABLE else base

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() not in EDITABLE:
            return False
        text = str(value).strip()
        if text != self.data(index, Qt.ItemDataRole.EditRole):
            self.edited.emit(index.row(), EDITABLE[Columns(index.column())], text)
        return True

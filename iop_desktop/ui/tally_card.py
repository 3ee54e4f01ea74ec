"""Who is in the room now, and how many are here, late, excused: letter, shape, color and number."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.room_views import OutOfRoom, Presence, Room
from iop_desktop.ui.layouts import row
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.plain_tip import plain_tip
from iop_desktop.ui.widgets.status_chip import StatusChip
from iop_desktop.ui.widgets.text import label, muted

SHOWN: tuple[AttendanceStatus, ...] = tuple(
    status for status in AttendanceStatus if status is not AttendanceStatus.UNMARKED
)


_WIDE_CHIP = 116
_COLUMNS = 2
# With more kinds of attendance than this, words take less room from the lesson.
_MOST_CHIPS = 5


class TallyCard(Card):
    """Who is in the room now, and how many have each status; only statuses that occur are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._line = muted("")
        self.add(row(label("In the room", 13, 600), None, self._line))
        self.now = label("", 13, 500)
        self.out = muted("", wrap=True)
        for shown in (self.now, self.out):
            self.add(shown)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._cells = {status: (StatusChip(status, short=True), label("0", 13, 600, tabular=True)) for status in SHOWN}
        for chip, number in self._cells.values():
            chip.setParent(self)
            number.setParent(self)
        self.add(self._grid)
        self._words = muted("", wrap=True)
        self._words.hide()
        self.add(self._words)
        self._compact = False
        self._tally: dict[AttendanceStatus, int] = {}

    def set_compact(self, compact: bool) -> None:
        """The counts in words on a small screen."""
        self._compact = compact
        self._show_tally(self._tally)

    def show_room(self, room: Room) -> None:
        """Show who is where now, and the counts of the session."""
        self.now.setText(presence_line(room.presence))
        names = ", ".join(room.presence.in_room)
        self.now.setToolTip(plain_tip(names))
        self.now.setAccessibleDescription(f"In the room: {names}" if names else "")
        called = [_out_line(each, room) for each in room.presence.out]
        if room.break_since is not None:
            called.insert(0, f"Break since {clock_text(room.break_since, room.head.zone)}")
        self.out.setText("\n".join(called))
        self.out.setVisible(bool(called))
        self._show_tally(room.tally)

    def _show_tally(self, tally: dict[AttendanceStatus, int]) -> None:
        self._tally = tally
        shown = [status for status in SHOWN if tally.get(status)]
        self._words.setText(" · ".join(f"{tally[status]} {status.short_label.lower()}" for status in shown))
        in_words = self._compact or len(shown) > _MOST_CHIPS
        self._words.setVisible(in_words and bool(shown))
        members, unmarked = sum(tally.values()), tally.get(AttendanceStatus.UNMARKED, 0)
        self._line.setText(f"All {members} marked" if not unmarked else f"{unmarked} of {members} not marked")
        for chip, number in self._cells.values():
            self._grid.removeWidget(chip)
            self._grid.removeWidget(number)
            chip.hide()
            number.hide()
        if not in_words:
            self._place(shown, tally)

    def _place(self, shown: list[AttendanceStatus], tally: dict[AttendanceStatus, int]) -> None:
        """Two to a line; a status with a long name has a line of its own, at the end."""
        at = 0
        for status in sorted(shown, key=lambda each: self._cells[each][0].sizeHint().width() > _WIDE_CHIP):
            chip, number = self._cells[status]
            wide = chip.sizeHint().width() > _WIDE_CHIP
            at += at % _COLUMNS if wide else 0
            number.setText(str(tally[status]))
            line, side = divmod(at, _COLUMNS)
            self._grid.addWidget(chip, line, side * 2, 1, 3 if wide else 1)
            self._grid.addWidget(number, line, 3 if wide else side * 2 + 1)
            at += _COLUMNS if wide else 1
            chip.show()
            number.show()


def presence_line(presence: Presence) -> str:
    """Such as "9 in the room, 1 out, 2 away"."""
    elsewhere = ((len(presence.out), "out"), (presence.left, "left"), (presence.away, "away"))
    return ", ".join(
        (f"{len(presence.in_room)} in the room", *(f"{count} {word}" for count, word in elsewhere if count))
    )


def _out_line(out: OutOfRoom, room: Room) -> str:
    who = f" ({out.by})" if out.by else ""
    return f"{out.name} out since {clock_text(out.since, room.head.zone)}{who}"

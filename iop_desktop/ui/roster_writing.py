"""What the keys of the roster write: one use case after another, the room read again in the same turn."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.membership import OVERRIDABLE
from iop_desktop.rules.vocabulary import EXCUSES, AttendanceStatus
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import Refused
from iop_desktop.services.room_views import AttendanceRow, Room
from iop_desktop.ui.attendance_log_dialog import AttendanceLogDialog
from iop_desktop.ui.group_forms import OVERRIDE_HINT, ReasonDialog
from iop_desktop.ui.roster_quick_field import CALLERS, TAGS
from iop_desktop.ui.roster_table import RosterTable
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.walk_in_panel import NewPersonDialog, WalkInPanel

_REASONS = tuple(EXCUSES)


class RosterWriting(QWidget):
    """Takes what the roster asks for. ``room_read`` carries the room as it is after a change, ``written`` the change.

    ``crowded`` says that somebody joined although the group is full. Keys wait until the change before them is in the
    vault. ``start_asked`` says that a mark would begin a session against a rule, and carries what repeats the mark.
    """

    room_read = Signal(object)
    written = Signal(object)
    failed = Signal()
    crowded = Signal(UUID)
    start_asked = Signal(UUID, object)

    def __init__(self, services: Services, roster: RosterTable, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._services, self._attendance = services, services.attendance
        self._roster, self._tasks = roster, tasks
        self.room: Room | None = None
        self._crowds = False
        roster.marked.connect(self._mark)
        roster.rest_marked.connect(self.mark_rest)
        roster.edited.connect(self._edit)
        roster.picked.connect(self._pick)
        roster.acted.connect(self.act)
        roster.undo_asked.connect(lambda: self.write(self._attendance.undo))

    def mark_rest(self) -> None:
        """Everyone who is not marked yet is present."""
        self._write_mark(self._attendance.mark_rest_present, advance=False)

    def act(self, client_id: UUID | None, name: str) -> None:
        """Run what needs no field; ``client_id`` is the member of the row one stands on."""
        if name == "break":
            self.write(self._services.breaks.toggle)
        elif name == "walk_in":
            self._ask_walk_in()
        elif client_id is not None and name == "back":
            self.write(lambda session_id: self._attendance.come_back(session_id, client_id))
        elif client_id is not None and name == "log":
            self._show_log(client_id)

    def write(
        self,
        change: Callable[[UUID], Changes],
        advance: bool = False,
        refused: Callable[[BaseException], bool] = lambda _error: False,
    ) -> None:
        """Run one use case of attendance and read the room in the same turn; keys wait until it is in the vault.

        ``refused`` may take a refusal over by answering true.
        """
        before = self.room
        if before is None:
            return
        session_id = before.head.session_id
        self._roster.hold()

        def failed(error: BaseException) -> None:
            self._not_written(error, told=refused(error))

        def work() -> tuple[Changes, Room]:
            changes = change(session_id)
            return changes, self._attendance.room(session_id, before)

        self._tasks.run(self, work, done=lambda found: self._written(*found, advance), failed=failed)

    def _written(self, changes: Changes, room: Room, advance: bool) -> None:
        self.room_read.emit(room)
        if advance:
            self._roster.advance()
        self.written.emit(changes)
        self._roster.release()
        if self._crowds:
            self._crowds = False
            self.crowded.emit(room.head.session_id)

    def _not_written(self, error: BaseException, *, told: bool = False) -> None:
        if hasattr(error, "sentence") and not told:
            self._tasks.refused.emit(error)
        self._crowds = False
        self.failed.emit()
        self._roster.release()

    def _mark(self, client_id: UUID, status: AttendanceStatus) -> None:
        self._write_mark(lambda session_id: self._attendance.mark(session_id, client_id, status), advance=True)

    def _write_mark(self, change: Callable[[UUID], Changes], *, advance: bool) -> None:
        room = self.room
        if room is None:
            return
        session_id = room.head.session_id

        def again() -> None:
            if self.room is not None and self.room.head.session_id == session_id:
                self.write(change, advance)

        def asked(error: BaseException) -> bool:
            if not isinstance(error, Refused) or {refusal.code for refusal in error.refusals} != {"limit"}:
                return False
            self._roster.forget_waiting()
            self.start_asked.emit(session_id, again)
            return True

        self.write(change, advance, refused=asked)

    def _edit(self, client_id: UUID, field: str, text: str) -> None:
        if field == "note":
            self.write(lambda session_id: self._write_words(session_id, client_id, text))
        elif field == "out":
            self.write(lambda session_id: self._attendance.call_out(session_id, client_id, text))
        else:
            times = {name: text if field in name else "" for name in ("time_in_text", "time_out_text")}
            self.write(lambda session_id: self._attendance.set_times(session_id, client_id, **times))

    def _pick(self, client_id: UUID, field: str, place: int) -> None:
        if field == "out":
            self._edit(client_id, "out", CALLERS[place])
            return
        self.write(lambda session_id: self._pick_words(session_id, client_id, place))

    def _write_words(self, session_id: UUID, client_id: UUID, text: str) -> Changes:
        """Who did not come has a reason; who came has an observation."""
        write = self._attendance.set_reason if self._is_away(session_id, client_id) else self._attendance.observe
        return write(session_id, client_id, text)

    def _pick_words(self, session_id: UUID, client_id: UUID, place: int) -> Changes:
        if self._is_away(session_id, client_id):
            return self._attendance.excuse(session_id, client_id, _REASONS[place])
        return self._attendance.observe(session_id, client_id, TAGS[place])

    def _is_away(self, session_id: UUID, client_id: UUID) -> bool:
        found = self._attendance.room(session_id, self.room).rows
        row: AttendanceRow = next(row for row in found if row.client_id == client_id)
        return not row.status.attended and row.status is not AttendanceStatus.UNMARKED

    def _ask_walk_in(self) -> None:
        if self.room is None or not self.room.editable:
            return
        session_id = self.room.head.session_id
        panel = WalkInPanel(self.window())
        panel.chosen.connect(self._walk_in)
        panel.new_asked.connect(self._ask_new_person)
        self._tasks.run(panel, lambda: self._services.walk_ins.candidates(session_id), done=panel.show_candidates)
        panel.open()

    def _walk_in(self, client_id: UUID) -> None:
        def again(reason: str) -> Callable[[UUID], Changes]:
            return lambda session_id: self._services.walk_ins.add(session_id, client_id, reason)

        self.write(again(""), refused=lambda error: self._ask_reason(error, again))
        self._roster.go_to_client_when_shown(client_id)

    def _ask_reason(self, error: BaseException, again: Callable[[str], Callable[[UUID], Changes]]) -> bool:
        """Whether a reason lets the person in all the same; then it is asked for."""
        if not isinstance(error, Refused) or not {refusal.code for refusal in error.refusals} <= OVERRIDABLE:
            return False
        detail = f"{error.sentence} {OVERRIDE_HINT}"
        dialog = ReasonDialog("One more than there are places", "Add, present", "Reason", detail, self.window())

        def add(reason: str) -> None:
            if not reason:
                dialog.show_error("Write the reason.")
                return
            dialog.accept()
            self._crowds = True
            self.write(again(reason))

        dialog.confirmed.connect(add)
        dialog.open()
        return True

    def _ask_new_person(self, typed: str) -> None:
        dialog = NewPersonDialog(typed, self.window())

        def save(first: str, last: str, born: str) -> None:
            room = self.room
            if room is None:
                return
            session_id = room.head.session_id

            def again(reason: str) -> Callable[[UUID], Changes]:
                return lambda session_id: self._services.walk_ins.add_new(session_id, first, last, born, reason)

            def work() -> tuple[Changes, Room]:
                changes = again("")(session_id)
                return changes, self._attendance.room(session_id, room)

            def done(found: tuple[Changes, Room]) -> None:
                dialog.accept()
                self._written(*found, advance=False)
                self._roster.setFocus()

            def failed(error: BaseException) -> None:
                if self._ask_reason(error, again):
                    dialog.reject()
                else:
                    dialog.show_error(sentence_of(error))

            self._tasks.run(dialog, work, done=done, failed=failed)

        dialog.confirmed.connect(save)
        dialog.open()

    def _show_log(self, client_id: UUID) -> None:
        room = self.room
        member = next((row for row in room.rows if row.client_id == client_id), None) if room else None
        if room is None or member is None:
            return
        dialog = AttendanceLogDialog(self._services.history, room.head.session_id, member, self._tasks, self.window())
        dialog.finished.connect(lambda _: self._roster.setFocus())
        dialog.open()

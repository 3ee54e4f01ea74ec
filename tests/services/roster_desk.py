"""The roster of the small clinic's session, with short names for what tests do to it."""

from __future__ import annotations

from sqlalchemy import update

from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteState
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.changes import Changes
from iop_desktop.services.notes import NoteService
from iop_desktop.services.room_views import AttendanceRow
from iop_desktop.services.unlocked import Unlocked
from tests.factories import SmallClinic
from tests.support.clock import MovableClock

PRESENT, LATE, NO_SHOW = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.NO_SHOW
EXCUSED, LEFT_EARLY, UNMARKED = AttendanceStatus.EXCUSED, AttendanceStatus.LEFT_EARLY, AttendanceStatus.UNMARKED


class Desk:
    """The roster of the session of today, as its facilitator sees it."""

    def __init__(self, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> None:
        self.clinic, self.unlocked, self.clock = clinic, unlocked, clock
        self.service = AttendanceService(unlocked, clock)
        self.session_id = clinic.session_id

    def mark(self, number: int, status: AttendanceStatus) -> Changes:
        return self.service.mark(self.session_id, self.clinic.client_ids[number], status)

    def row(self, number: int) -> AttendanceRow:
        client_id = self.clinic.client_ids[number]
        return next(row for row in self.service.room(self.session_id).rows if row.client_id == client_id)

    def statuses(self) -> list[AttendanceStatus]:
        return [self.row(number).status for number in range(4)]

    def sign_note_of(self, number: int) -> None:
        """Put a note into the state it has after signing."""
        NoteService(self.unlocked, self.clock).list(self.session_id)
        with self.unlocked.transaction() as db:
            mine = Note.client_id == self.clinic.client_ids[number]
            db.execute(update(Note).where(mine).values(state=NoteState.AWAITING_COSIGNATURE))

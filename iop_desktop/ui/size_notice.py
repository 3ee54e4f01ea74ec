"""A line above the roster when more are on it than one room may hold, or a rule speaks against the session."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from iop_desktop.services.room_views import Room, SessionHead
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.split import SplitProposal, SplitService
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import row
from iop_desktop.ui.session_starter import SessionStarter
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import label

Found = tuple[SplitProposal, tuple[str, ...]]


class SizeNotice(Card):
    """Reads by itself, and only when the roster or the session changed."""

    def __init__(
        self,
        sessions: SessionService,
        split: SplitService,
        starter: SessionStarter,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        self.words = label("", 13, 500, wrap=True)
        self.split_button = button("Split the group…", "", "users", clicked=self._ask_split)
        line = row(Icon("triangle-alert", "warn", 18), self.words, self.split_button, spacing=10)
        line.setStretch(1, 1)
        super().__init__(line, kind="flat", padding=10, parent=parent)
        self._sessions, self._split, self._starter, self._tasks = sessions, split, starter, tasks
        self._shown: tuple[object, ...] = ()
        self._session_id: UUID | None = None
        self.hide()

    def show_room(self, room: Room) -> None:
        """Look whether there is something to say about this room."""
        head = room.head
        key = (head.session_id, len(room.rows), head.started_at, head.ended_at, head.split_session_id, room.editable)
        if key == self._shown:
            return
        self._shown, self._session_id = key, head.session_id
        if head.ended_at is not None or head.cancelled_at is not None or not room.editable:
            self.hide()
            return
        self._tasks.run(self, lambda: self._read(head), done=self._show)

    def _read(self, head: SessionHead) -> Found:
        warnings = tuple(each.sentence for each in self._sessions.warnings(head.session_id))
        return self._split.propose(head.session_id), warnings

    def _show(self, found: Found) -> None:
        proposal, warnings = found
        if proposal.head.session_id != self._session_id:
            return
        count = f"{len(proposal.members)} are on the roster, and one room holds {proposal.room}."
        too_many = proposal.too_many and proposal.head.split_session_id is None
        self.words.setText(" ".join(((count,) if too_many and not warnings else ()) + warnings))
        self.split_button.setVisible(too_many)
        self.setVisible(too_many or bool(warnings))

    def _ask_split(self) -> None:
        if self._session_id is not None:
            self._starter.ask_split(self._session_id)

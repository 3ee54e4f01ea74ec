"""Beginning a session, with the questions it may raise: too early, too late, against a rule, too many for one room."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import Refused
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.split import SplitProposal, SplitService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.split_dialog import SplitDialog
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label

REASONED = frozenset({"limit", "late"})


class StartDialog(FormDialog):
    """What speaks against beginning, and the reason to go on. ``split_asked`` asks for two rooms instead."""

    confirmed = Signal(str)
    split_asked = Signal()

    def __init__(self, sentences: tuple[str, ...], may_split: bool, parent: QWidget) -> None:
        super().__init__("Before the session begins", "Begin anyway", parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.split = button("Split the group…", "", "users", clicked=self.split_asked.emit)
        self.fill(
            *(label(f"• {sentence}", 13, wrap=True) for sentence in sentences),
            FormRow("Reason to go on", self.reason, "The reason is kept with the session."),
            self.split,
        )
        self.reason.setFocus()
        self.split.setVisible(may_split)

    def confirm(self) -> None:
        """Hand the reason over, if there is one."""
        if self.reason.text().strip():
            self.confirmed.emit(self.reason.text().strip())
        else:
            self.show_error("Write the reason to go on.")


def _nothing() -> None:
    """What follows when nothing was asked for."""


class SessionStarter(QObject):
    """Asks on behalf of ``page``, and changes through the services."""

    def __init__(
        self, sessions: SessionService, split: SplitService, tasks: Tasks, dialogs: Dialogs, page: QWidget
    ) -> None:
        super().__init__(page)
        self._sessions, self._split, self._tasks, self._dialogs, self._page = sessions, split, tasks, dialogs, page
        self._asking = False

    def begin(self, session_id: UUID, *, ahead: bool = False, then: Callable[[], None] = _nothing) -> None:
        """Begin a session; what stands against it is asked about, once. ``then`` is called when it has begun."""
        if self._asking:
            return
        self._asking = True

        def done(_changes: Changes) -> None:
            self._asking = False
            then()

        self._tasks.run(
            self._page,
            lambda: self._sessions.start(session_id, ahead=ahead),
            done=done,
            failed=lambda error: self._refused(session_id, error, ahead, then),
        )

    def ask_split(self, session_id: UUID) -> None:
        """Ask who goes where, and split the group."""
        self._tasks.run(self._page, lambda: self._split.propose(session_id), done=self._ask_split)

    def _refused(self, session_id: UUID, error: BaseException, ahead: bool, then: Callable[[], None]) -> None:
        codes = {refusal.code for refusal in error.refusals} if isinstance(error, Refused) else set()
        if codes == {"early"}:
            self._asking = False
            self._ask_ahead(session_id, then)
        elif codes and codes <= REASONED:
            assert isinstance(error, Refused)
            texts = tuple(refusal.text for refusal in error.refusals)
            self._tasks.run(
                self._page,
                lambda: self._split.propose(session_id),
                done=lambda proposal: self._ask_reason(proposal, texts, ahead, then),
                failed=self._give_up,
            )
        else:
            self._give_up(error)

    def _give_up(self, error: BaseException) -> None:
        self._asking = False
        if hasattr(error, "sentence"):
            self._tasks.refused.emit(error)

    def _ask_ahead(self, session_id: UUID, then: Callable[[], None]) -> None:
        detail = "It begins now and lasts as long as planned. The time it was planned for is kept."
        if self._dialogs.ask(self._page, "Hold this session ahead of its time?", detail, "Begin now"):
            self.begin(session_id, ahead=True, then=then)

    def _ask_reason(
        self, proposal: SplitProposal, texts: tuple[str, ...], ahead: bool, then: Callable[[], None]
    ) -> None:
        session_id = proposal.head.session_id
        may_split = proposal.too_many and proposal.head.split_session_id is None
        dialog = StartDialog(texts, may_split, self._page)
        dialog.finished.connect(self._answered)
        dialog.confirmed.connect(
            lambda reason: self._confirm(
                dialog, lambda: self._sessions.start(session_id, reason=reason, ahead=ahead), then
            )
        )
        dialog.split_asked.connect(dialog.reject)
        dialog.split_asked.connect(lambda: self._ask_split(proposal))
        dialog.open()

    def _answered(self) -> None:
        self._asking = False

    def _ask_split(self, proposal: SplitProposal) -> None:
        session_id = proposal.head.session_id
        dialog = SplitDialog(proposal, self._page)
        dialog.confirmed.connect(
            lambda facilitator, moved: self._confirm(dialog, lambda: self._split.split(session_id, facilitator, moved))
        )
        dialog.open()

    def _confirm(self, dialog: FormDialog, work: Callable[[], Changes], then: Callable[[], None] = _nothing) -> None:
        def done(_changes: Changes) -> None:
            dialog.accept()
            then()

        self._tasks.run(
            dialog,
            work,
            done=done,
            failed=lambda error: dialog.show_error(sentence_of(error)),
        )

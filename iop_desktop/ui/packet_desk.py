"""Files of packets: choosing them, the pass phrase, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.packet_refusals import read_packet_file
from iop_desktop.services.packet_views import AnswerDue, Applied, MadeFile, PacketOpened, PartnerRow, SendableRow
from iop_desktop.services.packets import file_name
from iop_desktop.services.wall_text import count_of
from iop_desktop.services.written_file import write_file
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.send_dialog import SendDialog
from iop_desktop.ui.tasks import Tasks

T = TypeVar("T")
KINDS = "Packet or answer (*.ioppacket)"
CHANGED = frozenset({Topic.SIGNATURES, Topic.NOTES})
OPENS = "Your pass phrase opens the key this file was sealed for."
SEALS = "Your pass phrase signs the packet. Only the supervisor you chose can open it; its name says nothing."
ANSWERS = "Your pass phrase signs the answer. Only the author of the notes can open it."
NOTHING_DUE = "There is nothing to answer yet."
NOTHING_DUE_DETAIL = "Open a packet, read its notes, and co-sign or return them first."


class PacketDesk(QObject):
    """Every step asks for the file first, so that nothing that was made can be lost, and then for the pass phrase."""

    def __init__(self, services: Services, tasks: Tasks, dialogs: Dialogs, page: QWidget) -> None:
        super().__init__(page)
        self._services, self._tasks, self._dialogs, self._page = services, tasks, dialogs, page

    def open_packet(self) -> None:
        """Take a packet in."""
        path = self._dialogs.choose_file(self._page, "Open a packet", KINDS)
        if path is not None:
            inbox = self._services.packet_inbox
            self._ask(
                ("Open packet", "Open", OPENS),
                lambda passphrase: inbox.open(read_packet_file(path), passphrase),
                self._opened,
            )

    def open_answer(self) -> None:
        """Apply a supervisor's answer."""
        path = self._dialogs.choose_file(self._page, "Open an answer", KINDS)
        if path is not None:
            answers = self._services.packet_answers
            self._ask(
                ("Open answer", "Open", OPENS),
                lambda passphrase: answers.apply(read_packet_file(path), passphrase),
                self._applied,
            )

    def ask_send(self) -> None:
        """Ask which notes go to whom, and make the packet."""
        packets = self._services.packets
        self._tasks.run(self._page, lambda: (packets.sendable(), packets.supervisors()), done=self._show_send)

    def _show_send(self, found: tuple[tuple[SendableRow, ...], tuple[PartnerRow, ...]]) -> None:
        dialog = SendDialog(*found, self._page)

        def send(partner_id: UUID, version_ids: list[UUID]) -> None:
            dialog.accept()
            self.send(partner_id, version_ids)

        dialog.confirmed.connect(send)
        dialog.open()

    def send(self, partner_id: UUID, version_ids: Sequence[UUID]) -> None:
        """Make a packet."""
        path = self._dialogs.choose_new_file(self._page, "Save the packet", file_name(), KINDS)
        if path is not None:
            packets = self._services.packets
            self._ask(
                ("Make packet", "Make packet", SEALS),
                lambda passphrase: _saved(packets.make(partner_id, version_ids, passphrase), path),
                lambda made: self._tell(
                    f"{count_of(made.notes, 'note')} sealed into {path.name}. Give the file to the supervisor."
                ),
            )

    def make_answer(self) -> None:
        """Make the answer to a packet; asks which when several wait."""
        self._tasks.run(self._page, self._services.packet_inbox.answers_due, done=self._choose_due)

    def _choose_due(self, dues: tuple[AnswerDue, ...]) -> None:
        waiting = [due for due in dues if due.unsent] or list(dues)
        if not waiting:
            self._dialogs.tell(self._page, NOTHING_DUE, NOTHING_DUE_DETAIL)
            return
        chosen: int | None = 0
        if len(waiting) > 1:
            words = [_due_words(due) for due in waiting]
            chosen = self._dialogs.choose_one(self._page, "Answer which packet?", words)
        if chosen is not None:
            self._answer(waiting[chosen])

    def _answer(self, due: AnswerDue) -> None:
        path = self._dialogs.choose_new_file(self._page, "Save the answer", file_name(), KINDS)
        if path is None:
            return
        open_still = f" {count_of(due.open, 'note')} of that packet are not decided yet." if due.open else ""
        self._ask(
            ("Make answer", "Make answer", ANSWERS + open_still),
            lambda passphrase: _saved(self._services.packet_inbox.answer(due.packet_id, passphrase), path),
            lambda made: self._tell(
                f"{count_of(made.notes, 'decision')} sealed into {path.name}. Give the file to the author."
            ),
        )

    def _ask(self, words: tuple[str, str, str], work: Callable[[str], T], done: Callable[[T], object]) -> None:
        dialog = PassphraseDialog(*words, self._page)

        def finished(result: T) -> None:
            dialog.accept()
            done(result)

        dialog.confirmed.connect(
            lambda passphrase: self._tasks.run(
                dialog, lambda: work(passphrase), done=finished, failed=dialog.show_failure, lane="long"
            )
        )
        dialog.open()

    def _opened(self, found: PacketOpened) -> None:
        self._tell(f"{count_of(found.notes, 'note')} from {found.clinic_name} are in your queue.")

    def _applied(self, applied: Applied) -> None:
        parts = [
            f"{count_of(len(applied.cosigned), 'note')} co-signed" if applied.cosigned else "",
            f"{count_of(len(applied.returned), 'note')} returned with comments" if applied.returned else "",
        ]
        self._tell(f"{', '.join(part for part in parts if part)}.")
        if applied.refused:
            lines = [f"{each.name}: {each.reasons[0].text}" for each in applied.refused]
            self._dialogs.tell(self._page, "Some notes have gone on since and were left as they are.", "\n".join(lines))

    def _tell(self, message: str) -> None:
        self._tasks.changed.emit(Changes(CHANGED, message))


def _saved(made: MadeFile, path: Path) -> MadeFile:
    write_file(path, made.content)
    return made


def _due_words(due: AnswerDue) -> str:
    return f"{due.clinic_name}, {due.sender}: {count_of(due.decided, 'decision')}, {due.open} open"

"""The co-sign page with the notes of other clinics in its queue, and the files that bring them and take them back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.note_views import QueueRow, SignOutcome
from iop_desktop.services.packet_views import PacketReview
from iop_desktop.ui.cosign_page import CosignPage, sign_item
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.packet_card import PacketCard
from iop_desktop.ui.packet_desk import PacketDesk
from iop_desktop.ui.pdf_pages import Page as Picture
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button

Read = tuple[PacketReview, Sequence[Picture]]


class ReviewPage(CosignPage):
    """A supervisor opens packets and makes answers; an author sends notes and opens answers."""

    def __init__(
        self, services: Services, actor: Actor, tasks: Tasks, dialogs: Dialogs, parent: QWidget | None = None
    ) -> None:
        self._item: PacketReview | None = None
        self.packet = PacketCard()
        self.packet.hide()
        super().__init__(services.reviews, services.fidelity, tasks, parent)
        self._packets = services.reviews.packets
        self.desk = PacketDesk(services, tasks, dialogs, self)
        self.body.insertWidget(self.body.indexOf(self.review) + 1, self.packet, 1)
        supervises = actor.may(Right.REVIEW_PACKETS)
        bring = self.desk.open_packet if supervises else self.desk.open_answer
        take = self.desk.make_answer if supervises else self.desk.ask_send
        self.bring = button(
            "Open packet…" if supervises else "Open answer…", "", "file-text", shortcut="Ctrl+O", clicked=bring
        )
        self.take = button(
            "Make answer…" if supervises else "Send to a supervisor…",
            "",
            "save",
            shortcut="Ctrl+Shift+O",
            clicked=take,
        )
        self.tools.addStretch(1)
        self.tools.addWidget(self.bring)
        self.tools.addWidget(self.take)
        self.packet.cosign.clicked.connect(self._cosign_one)
        self.packet.send_back.clicked.connect(self._ask_return)
        self.packet.preview.read_to_end.connect(self._read_to_end)
        for key, slot in (("Ctrl+O", bring), ("Ctrl+Shift+O", take)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    def _show_empty(self, empty: bool) -> None:
        super()._show_empty(empty)
        elsewhere = not empty and self._item is not None
        self.packet.setVisible(elsewhere)
        self.review.setVisible(not empty and not elsewhere)
        if elsewhere:
            self.fidelity.set_wanted(False)

    def _show(self, rows: tuple[QueueRow, ...]) -> None:
        item = self._item
        if item is not None and any(row.version_id == item.item_id for row in rows):
            self._show_empty(False)
            self.queue.show_rows(rows)
            self.queue.view.select(item.item_id)
            return
        self._item = None
        super()._show(rows)

    def _open(self, version_id: UUID) -> None:
        if not self._row(version_id).clinic:
            self._item = None
            self._show_empty(False)
            super()._open(version_id)
            return
        self._wanted, scale = version_id, self.packet.preview.scale
        if self._shown_id() != version_id:
            packets = self._packets
            self._tasks.run(
                self, lambda: (packets.view(version_id), packets.preview(version_id, scale)), done=self._show_item
            )

    def _shown_id(self) -> UUID | None:
        return self._item.item_id if self._item else super()._shown_id()

    def _row(self, version_id: UUID) -> QueueRow:
        return next(row for row in self.queue.rows if row.version_id == version_id)

    def _show_item(self, read: Read) -> None:
        item, pages = read
        if item.item_id == self._wanted:
            self._review, self._item = None, item
            self._show_empty(False)
            self.packet.show_review(item)
            self.packet.preview.start_over()
            self.packet.preview.show_pages(pages)

    def _read_to_end(self) -> None:
        item = self._item
        if item is None:
            super()._read_to_end()
            return
        if not any(row.viewed for row in self.queue.rows if row.version_id == item.item_id):

            def work() -> tuple[QueueRow, ...]:
                self._packets.mark_viewed(item.item_id)
                return self._cosigning.queue()

            self._tasks.run(self, work, done=self.queue.show_rows)

    def _next_page(self) -> bool:
        return super()._next_page() if self._item is None else self.packet.preview.next_page()

    def _cosign_one(self) -> None:
        item = self._item
        if item is None:
            super()._cosign_one()
        else:
            self._ask_passphrase([sign_item(self._row(item.item_id))])

    def _cosigned(self, dialog: SignDialog, outcome: SignOutcome) -> None:
        self._item = None
        super()._cosigned(dialog, outcome)

    def _ask_return(self) -> None:
        item = self._item
        if item is None:
            super()._ask_return()
            return
        dialog = ReturnDialog(item.author, self)
        dialog.confirmed.connect(
            lambda comment: self._tasks.run(
                dialog,
                lambda: self._packets.return_note(item.item_id, comment),
                done=lambda _: dialog.accept(),
                failed=lambda error: dialog.show_error(sentence_of(error)),
            )
        )
        dialog.open()

"""What a supervisor reviews in one queue: notes of this clinic, and notes of others that came in packets."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from iop_desktop.rules.returns import Remark
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes
from iop_desktop.services.cosigning import CosigningService
from iop_desktop.services.note_views import QueueRow, SignOutcome
from iop_desktop.services.packet_reviews import PacketReviewService
from iop_desktop.services.rights import needs
from iop_desktop.services.signing_batch import Progress, Stop, never, no_progress
from iop_desktop.services.unlocked import Clock, Unlocked


class ReviewService(CosigningService):
    """The use cases of co-signing, over the notes of both kinds; ``QueueRow.clinic`` tells them apart."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        super().__init__(unlocked, clock)
        self.packets = PacketReviewService(unlocked, clock)

    @needs(Right.CO_SIGN)
    def queue(self) -> tuple[QueueRow, ...]:
        """This clinic's notes first, then those of others, the oldest first."""
        return (*super().queue(), *self.packets.queue())

    @needs(Right.CO_SIGN)
    def mark_viewed(self, version_id: UUID) -> None:
        """Remember that the whole note was on screen. Raises NotFound, NotAllowed."""
        if self.packets.known([version_id]):
            self.packets.mark_viewed(version_id)
        else:
            super().mark_viewed(version_id)

    @needs(Right.CO_SIGN)
    def cosign(
        self,
        version_ids: Sequence[UUID],
        secret: str,
        progress: Progress = no_progress,
        stop: Stop = never,
    ) -> SignOutcome:
        """Co-sign notes of either kind with one secret typed once. Raises what the two use cases raise."""
        elsewhere = self.packets.known(version_ids)
        own = [version_id for version_id in version_ids if version_id not in elsewhere]
        sent = [version_id for version_id in version_ids if version_id in elsewhere]
        if not sent:
            return super().cosign(own, secret, progress, stop)
        whole = len(own) + len(sent)
        first = self.packets.cosign(sent, secret, lambda done, _: progress(done, whole), stop)
        if not own:
            return first
        if stop():
            return SignOutcome(first.signed, first.not_ready, first.left + len(own))
        second = super().cosign(own, secret, lambda done, _: progress(len(sent) + done, whole), stop)
        return SignOutcome(
            (*first.signed, *second.signed), (*first.not_ready, *second.not_ready), first.left + second.left
        )

    @needs(Right.CO_SIGN)
    def return_note(self, version_id: UUID, comment: str, remarks: Sequence[Remark] = ()) -> Changes:
        """Send a note back to its author, with remarks on passages. Raises Refused, NotFound."""
        if self.packets.known([version_id]):
            return self.packets.return_note(version_id, comment, remarks)
        return super().return_note(version_id, comment, remarks)

"""What a supervisor reviews in one queue: notes of this clinic, and notes of others that came in packets."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from iop_desktop.services.changes import Changes
from iop_desktop.services.cosigning import CosigningService
from iop_desktop.services.note_views import QueueRow, SignOutcome
from iop_desktop.services.packet_reviews import PacketReviewService
from iop_desktop.services.signing_batch import Progress, no_progress


class ReviewService:
    """Hands each note to the use case of the clinic it belongs to; ``QueueRow.clinic`` tells them apart."""

    def __init__(self, cosigning: CosigningService, packets: PacketReviewService) -> None:
        self.cosigning = cosigning
        self.packets = packets

    def queue(self) -> tuple[QueueRow, ...]:
        """This clinic's notes first, each part oldest first."""
        return (*self.cosigning.queue(), *self.packets.queue())

    def mark_viewed(self, row: QueueRow) -> None:
        """Remember that the whole note was on screen. Raises NotFound, NotAllowed."""
        (self.packets if row.clinic else self.cosigning).mark_viewed(row.version_id)

    def cosign(self, version_ids: Sequence[UUID], passphrase: str, progress: Progress = no_progress) -> SignOutcome:
        """Co-sign notes of either kind with one pass phrase. Raises what the two use cases raise."""
        elsewhere = {row.version_id for row in self.packets.queue()}
        own = [version_id for version_id in version_ids if version_id not in elsewhere]
        sent = [version_id for version_id in version_ids if version_id in elsewhere]
        whole = len(own) + len(sent)

        def further(done: int, _total: int) -> None:
            progress(len(own) + done, whole)

        first = self.cosigning.cosign(own, passphrase, lambda done, _: progress(done, whole)) if own else None
        second = self.packets.cosign(sent, passphrase, further) if sent else None
        found = [outcome for outcome in (first, second) if outcome is not None]
        return SignOutcome(
            tuple(signed for outcome in found for signed in outcome.signed),
            tuple(left for outcome in found for left in outcome.not_ready),
        )

    def return_note(self, row: QueueRow, comment: str) -> Changes:
        """Send a note back to its author. Raises Refused, NotFound."""
        if row.clinic:
            return self.packets.return_note(row.version_id, comment)
        return self.cosigning.return_note(row.version_id, comment)

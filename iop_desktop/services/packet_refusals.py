"""What is said of a card, a packet or an answer that is not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.sealed_file import LARGEST_FILE
from iop_desktop.rules.refusal import Refusal
from iop_desktop.services.errors import UserError

T = TypeVar("T")
_NOTHING = "Nothing was changed."
_FILE: Mapping[Fault, str] = {
    Fault.TOO_LARGE: "This file is larger than a packet can be. Send fewer notes at a time.",
    Fault.NOT_OURS: "This is no packet of this program, or it was cut short on its way. Ask for it again.",
    Fault.NEWER: "This file is damaged, or a newer version of the program made it.",
    Fault.CLOSED: (
        "This packet cannot be opened here: it is sealed for somebody else or for an earlier key of yours, or it was "
        "altered on its way. Give the sender your current card and ask for a new packet."
    ),
    Fault.DAMAGED: "What is inside this packet is damaged. Ask the sender for a new one.",
    Fault.FORGED: "This packet is not from the person it names, or it was meant for somebody else. Do not use it.",
}
_CARD: Mapping[Fault, str] = {
    Fault.NEWER: "This card is damaged, or a newer version of the program made it.",
    Fault.FORGED: "This card was not signed by the person it names. Do not trust it; ask for a new one.",
}
_NO_CARD = "This is no card of this program, or it is damaged. Ask for the card again."
ANSWER_GIVEN = "This file is the answer to a packet. Open it under Notes, where answers are opened."
ANSWER_UNKNOWN = (
    "This answer is to a packet that you have not made here. Only the person who sent the notes opens the answer, at "
    "the clinic they came from."
)
ANSWER_FORGED = "This answer is not from the supervisor the packet was for. Do not use it; ask an administrator."
ANSWER_AGAIN = "This answer was applied before. It counts once."
ANSWER_NOT_SENT = "This answer speaks of notes that were not in the packet. Do not use it; ask an administrator."
ANSWER_NOT_VALID = (
    "A co-signature in this answer does not fit the note it was made for. Ask the supervisor to make the answer again."
)
ANSWER_EMPTY = Refusal("comment", "The note was returned without a comment. Ask for a new answer.")
PACKET_GIVEN = "This file is a packet of notes to review, not an answer. A supervisor opens it under Co-sign."


class FileRefused(UserError):
    """A card, packet or answer is not taken. ``fault`` is stable for tests and scripts."""

    def __init__(self, sentence: str, fault: str) -> None:
        super().__init__(f"{sentence} {_NOTHING}")
        self.fault = fault


def read_packet_file(path: Path) -> bytes:
    """The content of a packet's file. Raises FileRefused."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError:
        raise FileRefused("That file cannot be read.", "unreadable") from None


def taken(read: Callable[[], T], other_kind: str = _FILE[Fault.NOT_OURS]) -> T:
    """What the reader of a packet or answer gives. Raises FileRefused."""
    try:
        return read()
    except FileFault as error:
        raise FileRefused(_FILE.get(error.fault, other_kind), error.fault.value) from None


def taken_card(read: Callable[[], T]) -> T:
    """What the reader of a card gives. Raises FileRefused."""
    try:
        return read()
    except FileFault as error:
        raise FileRefused(_CARD.get(error.fault, _NO_CARD), error.fault.value) from None

"""Words around notes as closed lists: contacts, gates, amendment requests, packets."""

from __future__ import annotations

from enum import StrEnum


class ContactKind(StrEnum):
    """A meeting or contact with one client outside the group."""

    INDIVIDUAL = "individual"
    PHONE = "phone"
    OUTREACH = "outreach"
    COLLATERAL = "collateral"
    FAMILY = "family"

    @property
    def label(self) -> str:
        """What people read and what is printed."""
        return CONTACT_LABELS[self]


CONTACT_LABELS = {
    ContactKind.INDIVIDUAL: "Individual session",
    ContactKind.PHONE: "Phone contact",
    ContactKind.OUTREACH: "Outreach",
    ContactKind.COLLATERAL: "Collateral contact",
    ContactKind.FAMILY: "Family contact",
}


class ContactMode(StrEnum):
    """How a contact was held."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    AUDIO = "audio"
    MESSAGE = "message"

    @property
    def label(self) -> str:
        """What people read and what is printed."""
        return CONTACT_MODES[self]


CONTACT_MODES = {
    ContactMode.IN_PERSON: "In person",
    ContactMode.VIDEO: "Telehealth video",
    ContactMode.AUDIO: "Phone or audio",
    ContactMode.MESSAGE: "Letter or message",
}


class Gate(StrEnum):
    """A gate before signing that a person may pass by a decision of their own."""

    OWN_WORDS = "own_words"
    NAMES = "names"

    @property
    def label(self) -> str:
        """What people read."""
        return {Gate.OWN_WORDS: "Own words", Gate.NAMES: "Not a name here"}[self]


class AmendmentStep(StrEnum):
    """What happened to a client's request to amend a record (45 CFR 164.526)."""

    EXTENDED = "extended"
    ACCEPTED = "accepted"
    DENIED = "denied"
    DISAGREEMENT = "disagreement"
    REBUTTAL = "rebuttal"


class DenialGround(StrEnum):
    """The grounds on which a request may be denied, 45 CFR 164.526(a)(2)."""

    NOT_CREATED_HERE = "not_created_here"
    NOT_IN_RECORD_SET = "not_in_record_set"
    NOT_ACCESSIBLE = "not_accessible"
    ACCURATE_AND_COMPLETE = "accurate"

    @property
    def label(self) -> str:
        """What people read and what is printed."""
        return {
            DenialGround.NOT_CREATED_HERE: "The record was not created by this program",
            DenialGround.NOT_IN_RECORD_SET: "The information is not part of the designated record set",
            DenialGround.NOT_ACCESSIBLE: "The information is not available for access by law",
            DenialGround.ACCURATE_AND_COMPLETE: "The record is accurate and complete",
        }[self]


class PacketDecision(StrEnum):
    """What a supervisor on another laptop decided about a note in a packet."""

    COSIGNED = "cosigned"
    RETURNED = "returned"


class RiskCheck(StrEnum):
    """What was learned about risk when an absent member was called; never preselected."""

    DENIED = "Reached, denied SI/HI"
    PRESENT = "Reached, risk present"
    NOT_ASKED = "Reached, not asked"
    NOT_REACHED = "Not reached"


class Packet(StrEnum):
    """Whether an absent member has the make-up packet of the lesson."""

    GIVEN = "Given"
    PLANNED = "Planned"
    NOT_GIVEN = "Not given"

"""The steps of a client's amendment request in words."""

from __future__ import annotations

from iop_desktop.rules.note_vocabulary import AmendmentStep, DenialGround

_WORDS = {
    AmendmentStep.EXTENDED: "Time to answer extended by 30 days",
    AmendmentStep.ACCEPTED: "Request accepted",
    AmendmentStep.DENIED: "Request denied",
    AmendmentStep.DISAGREEMENT: "Client's statement of disagreement",
    AmendmentStep.REBUTTAL: "Rebuttal by the clinic",
}


def event_words(step: AmendmentStep, ground: DenialGround | None = None) -> str:
    """What happened, with the ground of a denial."""
    return f"{_WORDS[step]}: {ground.label[0].lower()}{ground.label[1:]}" if ground else _WORDS[step]

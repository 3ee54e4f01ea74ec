"""What a pass phrase must be before it may guard the vault."""

from __future__ import annotations

from iop_desktop.rules.refusal import Refusal

SHORTEST = 12
LONGEST = 256
STRONG_ENOUGH = 3


def refusals_of_passphrase(passphrase: str, repeated: str, score: int) -> tuple[Refusal, ...]:
    """Why this pass phrase is not taken. ``score`` is a guess-count estimate from 0 (weak) to 4 (strong)."""
    checks = (
        (
            len(passphrase) >= SHORTEST,
            Refusal(
                "short",
                f"Use at least {SHORTEST} characters; four words are easy to keep.",
                "passphrase",
            ),
        ),
        (
            len(passphrase) <= LONGEST,
            Refusal("long", f"Use at most {LONGEST} characters.", "passphrase"),
        ),
        (
            score >= STRONG_ENOUGH,
            Refusal(
                "weak",
                "This could be guessed. Add another unrelated word.",
                "passphrase",
            ),
        ),
        (
            passphrase == repeated,
            Refusal("differs", "The two entries are not the same.", "repeated"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)

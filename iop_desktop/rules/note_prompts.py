"""What was noted in the group, as it may be taken over into a note: a fact with its time, in quotation marks.

Nothing is taken over by itself, and no word is added about what a member said or felt.
"""

from __future__ import annotations


def quoted_fact(clock: str, text: str) -> str:
    """The observation as one sentence; ``clock`` is the time it was noted at, or empty."""
    words = " ".join(text.split()).replace("“", "‘").replace("”", "’")
    return f"Observed{f' at {clock}' if clock else ' in group'}: “{words}”"

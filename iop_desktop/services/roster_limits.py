"""What a roster file may be at most, and the error that refuses one as a whole."""

from __future__ import annotations

from iop_desktop.services.errors import UserError

MOST_ROWS = 100_000
MOST_BYTES = 50_000_000
MOST_COLUMNS = 500
# A spreadsheet cell holds at most 32,767 characters, so a longer one is a quotation mark that was never closed.
LONGEST_CELL = 32_767

NOTHING_CHANGED = "Nothing was imported."


class RosterFileRefused(UserError):
    """The file as a whole cannot be read as a roster.

    ``code`` is stable for tests; ``proposed_encoding`` names an encoding that does read the file, where one does.
    """

    def __init__(self, code: str, sentence: str, *, proposed_encoding: str | None = None) -> None:
        super().__init__(f"{sentence} {NOTHING_CHANGED}")
        self.code = code
        self.proposed_encoding = proposed_encoding


def too_many_rows() -> RosterFileRefused:
    """The refusal of a file with more rows than one import takes."""
    sentence = (
        f"The file has more than {MOST_ROWS:,} rows, the most that one import takes. Split it into smaller files."
    )
    return RosterFileRefused("too_many_rows", sentence)

"""How long it takes to judge a roster file of the most rows that one import takes."""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measuring import report, seconds_of
from iop_desktop.rules.vocabulary import Population
from iop_desktop.services.roster_check import check_roster

ROWS = 100_000
TODAY = date(2026, 6, 1)
_FIRST = ("Amara", "Dorian", "Ngozi", "Tomasz", "Leilani", "Yusuf", "Saoirse", "Marisol", "Anselm", "Pilar")
_LAST = ("Quillon", "Ashdown", "Okonjo", "Wierzba", "Kealoha", "Haddadin", "Fennimore", "Zubizarreta")


def main(place: Path) -> None:
    """Judge the whole file once."""
    path = place / "roster.csv"
    _write(path)
    previews = []
    seconds = seconds_of(lambda: previews.append(check_roster(path, Population.ADULT, TODAY)))
    assert previews[0].rows == ROWS
    report("roster of 100,000 rows judged", seconds, "s", 15.0)


def _write(path: Path) -> None:
    """Invented people; every seventh is younger than the program takes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Client ID", "First name", "Last name", "Date of birth", "Phone", "City"))
        for number in range(ROWS):
            years = 15 if number % 7 == 0 else 20 + number % 50
            born = TODAY - timedelta(days=365 * years + number % 360)
            first, last = _FIRST[number % len(_FIRST)], f"{_LAST[number % len(_LAST)]}-{_letters(number)}"
            writer.writerow((f"R{number:06}", first, last, born.isoformat(), "", "Cedarville"))


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(4)).capitalize()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

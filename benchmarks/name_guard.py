"""The gates that read text: 16 notes against 300 names, and 16 notes each against 20 others."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from benchmarks.measuring import report, seconds_of
from iop_desktop.rules.name_guard import Guarded, NameGuard
from iop_desktop.rules.own_words import Part, own_words, read_part
from scripts.own_words_table import read_pairs

NAMES, NOTES, OTHERS, WORDS, TIMES = 300, 16, 20, 150, 20
_GUARD_MS, _OWN_WORDS_MS = 50, 100
_FIRST = ("Ana", "Wei", "Rosa", "Kofi", "Leila", "Jonah", "Grace", "William", "Noor", "Mateo")
_LAST = ("Abebe", "Lima", "O'Neil", "de la Cruz", "Nakamura", "Haddad")
_LETTERS = str.maketrans("0123456789", "abcdefghij")


def main(_place: Path) -> None:
    """Measure both on texts as long as real notes."""
    texts = _texts()
    people = [_person(number) for number in range(NAMES)]
    guard = NameGuard(people)
    made = statistics.median(seconds_of(lambda: NameGuard(people)) for _ in range(TIMES))
    report("name guard over 300 names made ready", made * 1000, "ms")

    def check() -> None:
        for number, text in enumerate(texts):
            guard.hits({"response": text}, str(number))

    report("name guard, 16 notes x 300 names", _median_ms(check), "ms", _GUARD_MS)
    parts = [Part(str(number), {"response": text}) for number, text in enumerate(texts)]

    def compare() -> None:
        read = [read_part(part) for part in parts]
        others = [read[number % NOTES] for number in range(1, OTHERS + 1)]
        for each in read:
            own_words(each, [other for other in others if other is not each])

    report("own words, 16 notes x 20 others", _median_ms(compare), "ms", _OWN_WORDS_MS)


def _median_ms(work: object) -> float:
    assert callable(work)
    return statistics.median(seconds_of(work) for _ in range(TIMES)) * 1000


def _texts() -> list[str]:
    words = " ".join(pair.second for pair in read_pairs()).split()
    return [" ".join(words[number * WORDS : (number + 1) * WORDS]) for number in range(NOTES)]


def _person(number: int) -> Guarded:
    mark = str(number).translate(_LETTERS)
    return Guarded(str(number), _FIRST[number % len(_FIRST)] + mark, f"{_LAST[number % len(_LAST)]}{mark}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

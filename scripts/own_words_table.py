"""Precision and recall of the own-words measure over the written pairs, as the table of docs/own-words.md.

Usage, from the top folder: python -m scripts.own_words_table
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from iop_desktop.rules.own_words import OwnWords, Part, own_words, read_part

PAIRS = Path(__file__).resolve().parent.parent / "tests" / "data" / "own_words_pairs.toml"
THRESHOLDS = (0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8)
FINE = "fine"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, what they are to each other, and what the gate should say of the second."""

    kind: str
    expect: str
    names: tuple[str, str]
    first: str
    second: str

    def measured(self) -> OwnWords:
        """What the rule says of the second text."""
        first, second = (
            read_part(Part(text, {"response": text}, (name,)))
            for text, name in zip((self.first, self.second), self.names, strict=True)
        )
        return own_words(second, (first,))


def read_pairs() -> tuple[Pair, ...]:
    """All written pairs."""
    found = tomllib.loads(PAIRS.read_text(encoding="utf-8"))["pairs"]
    return tuple(Pair(**{**pair, "names": tuple(pair["names"])}) for pair in found)


def precision_and_recall(scored: Iterable[tuple[Pair, float]], threshold: float) -> tuple[float, float]:
    """Of what is warned the share that should be, and of what should be warned the share that is."""
    pairs = tuple(scored)
    warned = [pair for pair, score in pairs if score >= threshold]
    right = sum(pair.expect != FINE for pair in warned)
    return right / len(warned), right / sum(pair.expect != FINE for pair, _ in pairs)


def table() -> str:
    """One line for each threshold, in Markdown."""
    scored = tuple((pair, pair.measured().score) for pair in read_pairs())
    rows = ((threshold, *precision_and_recall(scored, threshold)) for threshold in THRESHOLDS)
    head = ("| Threshold | Precision | Recall |", "| --- | --- | --- |")
    return "\n".join((*head, *(f"| {at:.2f} | {precision:.3f} | {recall:.3f} |" for at, precision, recall in rows)))


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")

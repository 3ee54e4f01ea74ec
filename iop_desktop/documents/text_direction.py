"""Words written from right to left, in the order in which they are drawn."""

from __future__ import annotations

import unicodedata

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_BETWEEN = frozenset({"WS", "NSM", "ON", "CS", "ES", "ET", "BN"})
_NUMBERS = frozenset({"EN", "AN"})
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def visual_order(line: str) -> str:
    """A line with its right-to-left runs turned round, because ReportLab draws strictly from left to right.

    Covers names and phrases inside a left-to-right line (the program is in English); it is not the whole Unicode
    bidirectional algorithm, and Arabic letters stay unjoined.
    """
    classes = [unicodedata.bidirectional(letter) for letter in line]
    if not _RIGHT_TO_LEFT.intersection(classes):
        return line
    shown, index = [], 0
    while index < len(line):
        if classes[index] not in _RIGHT_TO_LEFT:
            shown.append(line[index])
            index += 1
            continue
        end = _end_of_run(classes, index)
        shown.append(_turned(line[index:end]))
        index = end
    return "".join(shown)


def _end_of_run(classes: list[str], start: int) -> int:
    """One past the last right-to-left letter that is separated from the start only by neutrals and numbers."""
    end = start + 1
    for index in range(start, len(classes)):
        if classes[index] in _RIGHT_TO_LEFT or (classes[index] == "NSM" and end == index):
            end = index + 1
        elif classes[index] not in _BETWEEN | _NUMBERS:
            break
    return end


def _turned(run: str) -> str:
    """The run backwards, keeping marks behind their letter and digits of a number in order."""
    pieces: list[str] = []
    for letter in run:
        mark = unicodedata.bidirectional(letter) == "NSM"
        digit = letter.isdigit() and pieces and pieces[-1][-1].isdigit()
        if pieces and (mark or digit):
            pieces[-1] += letter
        else:
            pieces.append(letter.translate(_MIRROR))
    return "".join(reversed(pieces))

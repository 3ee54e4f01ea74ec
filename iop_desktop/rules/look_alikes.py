"""Texts as they look: what is not seen goes, and letters that look like Latin ones count as those.

The gates compare what a reader sees. A space without width, a soft hyphen or a Cyrillic letter inside a word would
otherwise hide a name or make a copied text an own one (Unicode Technical Standard 39, confusable characters).
"""

from __future__ import annotations

import unicodedata

from iop_desktop.rules.names import folded

# Seen as nothing, though the Unicode tables call them letters or symbols.
_BLANKS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
# Of a word though not seen, as a class of a pattern.
UNSEEN = (
    "\u00ad\u0300-\u036f\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufe00-\ufe0f\ufeff\uffa0"
)


def _table(pairs: str) -> dict[int, str]:
    return {ord(pair[0]): pair[1:] for pair in pairs.split()}


# Capitals first: a capital may look like another letter than its small one does.
_AS_WRITTEN = _table(
    "АA ВB ЕE НH ІI ЈJ КK МM ОO РP СC ЅS ТT УY ХX ҮY ԚQ ԜW ӀI ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX"
)
_SMALL = _table(
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw кk αa οo νv ιi ρp κk υu χx γy øo łl đd ðd ħh ŧt ıi ɑa ɡg ᴊj þth æae œoe"
)


def plain(text: str) -> str:
    """Text without case, accents, doubled spaces and what is not seen; letters that look like Latin ones are those."""
    if text.isascii():
        return " ".join(text.lower().split())
    letters = unicodedata.normalize("NFKD", text).translate(_AS_WRITTEN)
    kept = "".join(letter for letter in folded(letters).translate(_SMALL) if not _is_unseen(letter))
    return " ".join(kept.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def seen(text: str) -> str:
    """The text, or nothing when a reader would see nothing of it."""
    return text if any(not letter.isspace() and not _is_unseen(letter) for letter in text) else ""


def _is_unseen(letter: str) -> bool:
    return letter in _BLANKS or unicodedata.category(letter) == "Cf"

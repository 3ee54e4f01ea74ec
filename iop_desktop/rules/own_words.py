"""How much of a note is in its own words: its likeness to the other notes of the session and to the member's last ones.

Source: "worded exactly like or similar to previous entries" is denied as cloning, and individualized notes for each
encounter are required (National Government Services, article 1459133; requirement R25 of the design notes). The
measure, its thresholds and how they were found: ``docs/own-words.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from iop_desktop.rules.look_alikes import plain
from iop_desktop.rules.names import word_set
from iop_desktop.rules.refusal import Refusal

SHINGLE = 3
# Two short honest texts meet by chance: fewer shingles than this are measured as if there were this many.
FLOOR = 8
# From this share on the author gives a reason; see the table in docs/own-words.md.
WARN_FROM = 0.4
# A sentence is shown as shared from this part of its runs on.
NEARLY = 0.5
_LEAST_RUNS = 2
_MAIN = "response"
_ABOUT_MEMBER = frozenset({_MAIN, "said", "assessment"})
# Phrases may be most of a text, but not nearly all of it.
_LEAST_OWN = 0.25
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SENTENCE = re.compile(r"[^\s;].*?(?:[.!?]+(?=\s|\Z)|(?=[\n;]|\Z))")
_STOP = re.compile("\u2039[^\u203a]*\u203a")
_Shingles = frozenset[tuple[str, ...]]
_PERSON = "*"
# A clone with another member's pronouns is still a clone.
_PRONOUNS = word_set(
    "he she they ze xe him her them zir hir xem his hers their theirs himself herself themselves themself "
    "he's she's they're he'd she'd they'd"
)
IDENTICAL = Refusal(
    "own-words-identical",
    "This text is the same as in another note. Write what this member did and said.",
    _MAIN,
)
SIMILAR = Refusal(
    "own-words",
    "Much of this text also stands in another note. Change it, or give a reason for keeping it.",
    _MAIN,
)
NOTHING_OWN = Refusal(
    "own-words-phrases",
    "This text is made almost wholly of phrases. Add what this member did and said, or give a reason.",
    _MAIN,
)


class Level(StrEnum):
    """What the gate says: nothing, give a reason, or change it."""

    FINE = "fine"
    WARN = "warn"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Part:
    """The free texts of one individual part by field. ``key`` is the caller's; ``names`` are the own member's."""

    key: str
    texts: Mapping[str, str]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """A sentence as it stands in this text, and the key of a note that has it too, or nearly so."""

    sentence: str
    key: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """``score`` is the largest share of this text's shingles found in one other note, ``key``, from 0 to 1."""

    level: Level
    score: float
    key: str = ""
    shared: tuple[SharedSentence, ...] = ()
    refusal: Refusal | None = None

    @property
    def own_percent(self) -> int:
        """How much is in own words, for people: whole percent."""
        return round((1 - self.score) * 100)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    words: tuple[str, ...]
    shingles: _Shingles


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part taken to pieces once, to be compared with many others."""

    key: str
    sentences: tuple[_Sentence, ...]
    main: tuple[str, ...]
    whole: tuple[str, ...]
    shingles: _Shingles
    said: frozenset[frozenset[tuple[str, ...]]]


def read_part(part: Part) -> ReadPart:
    """Folded words by sentence; the own member's names and all third-person pronouns are one word."""
    own = frozenset(word for name in part.names for word in plain(name).split())
    sentences = tuple(sentence for text in part.texts.values() for sentence in _sentences(text, own))
    return ReadPart(
        part.key,
        sentences,
        _words(part.texts.get(_MAIN, ""), own),
        tuple(word for sentence in sentences for word in sentence.words),
        frozenset(shingle for sentence in sentences for shingle in sentence.shingles),
        frozenset(said for text in part.texts.items() if (said := _said(*text, own))),
    )


def stock_shingles(phrases: Iterable[str]) -> _Shingles:
    """The fixed words of the clinic's and the author's phrases, between their stops."""
    pieces = (piece for phrase in phrases for piece in _STOP.split(phrase))
    return frozenset(
        shingle for piece in pieces for sentence in _sentences(piece, frozenset()) for shingle in sentence.shingles
    )


def own_words(mine: ReadPart, others: Sequence[ReadPart], stock: _Shingles = frozenset()) -> OwnWords:
    """Compare one part with the other members' parts and with this member's last notes.

    ``stock`` counts neither as own nor as shared. A text that has no other words than those asks for a reason, and
    identical text is refused always.
    """
    if not mine.whole:
        return OwnWords(Level.FINE, 0.0)
    own = mine.shingles - stock
    shared = _shared_sentences(mine, others, stock)
    same = next((theirs.key for theirs in others if _is_identical(mine, theirs)), None)
    if same is not None:
        return OwnWords(Level.REFUSED, 1.0, same, shared, IDENTICAL)
    score, key = max(((_share(own, theirs.shingles), theirs.key) for theirs in others), default=(0.0, ""))
    enough = bool(own) and len(own) >= _LEAST_OWN * len(mine.shingles)
    refusal = SIMILAR if score >= WARN_FROM else None if enough else NOTHING_OWN
    return OwnWords(Level.WARN if refusal else Level.FINE, score, key if score else "", shared, refusal)


def compared_text(part: Part) -> str:
    """The text as it is compared: the same for texts that differ in case, spaces and punctuation alone."""
    return "\n".join(f"{name}: {' '.join(_words(text, frozenset()))}" for name, text in sorted(part.texts.items()))


def _share(own: _Shingles, theirs: _Shingles) -> float:
    return len(own & theirs) / max(len(own), FLOOR)


def _is_identical(mine: ReadPart, theirs: ReadPart) -> bool:
    """The whole text, or the response alone: another plan does not make a copied response an own one.

    Nor do its sentences in another order, or in the field next to it.
    """
    if mine.whole == theirs.whole or (bool(mine.main) and mine.main == theirs.main):
        return True
    return bool(mine.said & theirs.said) or _in_any_order(mine) == _in_any_order(theirs)


def _in_any_order(part: ReadPart) -> frozenset[tuple[str, ...]]:
    return frozenset(sentence.words for sentence in part.sentences)


def _said(field: str, text: str, own: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """The sentences of a text about the member when there is enough of it to be nobody else's; otherwise nothing."""
    sentences = _sentences(text, own) if field in _ABOUT_MEMBER else []
    enough = sum(len(sentence.shingles) for sentence in sentences) >= FLOOR
    return frozenset(sentence.words for sentence in sentences) if enough else frozenset()


def _shared_sentences(mine: ReadPart, others: Sequence[ReadPart], stock: _Shingles) -> tuple[SharedSentence, ...]:
    """Sentences that stand in another note word for word or nearly so, by place; phrases are left out."""
    holders: dict[tuple[str, ...], str] = {}
    for theirs in others:
        for sentence in theirs.sentences:
            holders.setdefault(sentence.words, theirs.key)
    found: dict[tuple[str, ...], SharedSentence] = {}
    for sentence in mine.sentences:
        own = sentence.shingles - stock
        key = holders.get(sentence.words) or _nearly(own, others)
        if own and key:
            found.setdefault(sentence.words, SharedSentence(sentence.text, key))
    return tuple(found.values())


def _nearly(own: _Shingles, others: Sequence[ReadPart]) -> str:
    """The first note that has half of a sentence's runs; a sentence of three words is all or nothing."""
    least = max(_LEAST_RUNS, NEARLY * len(own))
    return next((theirs.key for theirs in others if len(own & theirs.shingles) >= least), "")


def _sentences(text: str, own: frozenset[str]) -> list[_Sentence]:
    found = []
    for match in _SENTENCE.finditer(text):
        words = _words(match.group(), own)
        if words:
            found.append(_Sentence(match.group().strip(), words, _shingles(words)))
    return found


def _words(text: str, own: frozenset[str]) -> tuple[str, ...]:
    return tuple(_one_word(word, own) for word in _WORD.findall(plain(text)))


def _one_word(word: str, own: frozenset[str]) -> str:
    return _PERSON if word in _PRONOUNS or word in own or word.removesuffix("'s") in own else word


def _shingles(words: tuple[str, ...]) -> _Shingles:
    """Every run of three words; a shorter sentence is one shingle by itself."""
    runs = range(max(1, len(words) - SHINGLE + 1))
    return frozenset(words[place : place + SHINGLE] for place in runs)

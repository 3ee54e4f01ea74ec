"""Finds the names of others in a text: who else is in the group may not be read out of a member's record.

Source: 42 CFR 2.12 and 2.13 (nothing may identify another person as having a substance use disorder); requirement R17
of the design notes, no cross-member identifiers in any chart or document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from iop_desktop.rules.look_alikes import UNSEEN, plain
from iop_desktop.rules.names import word_set
from iop_desktop.rules.nicknames import ALSO_WORDS, circles
from iop_desktop.rules.refusal import Refusal

_APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4"
# A word may go on after a hyphen at the end of a line.
_WORD = re.compile(rf"[^\W\d_][^\W_{UNSEEN}]*(?:[{UNSEEN}]|(?:[{_APOSTROPHES}\u2011]|[\-\u2010](?:\n[ \t]*)?)?[^\W_])*")
_HYPHENS = re.compile("[-\u2010\u2011]")
_DOTTED = re.compile(r"(?<![\w.])(?:(?:[^\W\d_]\.){1,3}[^\W\d_]\b\.?|[^\W\d_]\. [^\W\d_]\.)(?!\w)")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_NOT_LETTERS = re.compile(r"[^\w]|_")
# What stands before a family name and names nobody by itself.
_PARTICLES = word_set(
    "de del da das do dos di du la las le los el al bin ibn ben van von der den ter ten zu st san jr sr ii iii iv"
)
# Initials that are words of the trade, of medicine or of the language when written without dots.
_USUAL = word_set(
    """
    aa aca acl ad am ama apn as asi at aud be bp bs ca cbt cd cdc cm cna cns co cp cps cr ct da dbt dc dea dl dmv do
    doc dr ds dt dui dv dwi dx ed edu eg emt er etg ex fda fl fmla fu ga gad ged go gp hcv he hi hiv hr hs hx ia id ie
    if il im in iop ipv iq is isp it iv ka kg ks la lac lb lc lcs lpc lpn lsw ma mat md mdd me mg mi ml mm mo mr ms
    msw mt my na nc nd no nos np ny ocd od of oh ok on op or oud pa pc pcp pe php phq pm pn po pr pt pto ptsd rn ro
    rpn rx sa sc si so sp ssi st sud sw tb tbi td to tpr tv tx ua uds uk um un up ura us usa va vet vip vs we wi
    """
)
_LEAST_BEFORE_S = 3
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
NAMED = "Another member is named in this text: {word}. Take the name out, or say that it is not a name here."


@dataclass(frozen=True, slots=True)
class Guarded:
    """A person by the names on file. ``key`` is the caller's; a name may hold several words, and so do nicknames."""

    key: str
    first: str
    last: str = ""
    preferred: str = ""
    nicknames: str = ""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A word that names somebody else: where it stands in which field, and the keys of all it may name."""

    field: str
    start: int
    end: int
    word: str
    keys: tuple[str, ...]

    @property
    def folded(self) -> str:
        """The word as a false alarm is declared for it."""
        return folded_word(self.word)

    @property
    def refusal(self) -> Refusal:
        """As a reason not to sign."""
        return Refusal("name-of-other", NAMED.format(word=self.word), self.field)


@dataclass(frozen=True, slots=True)
class _Forms:
    """What may stand for one person, folded: names on file, forms derived from them, and initials."""

    names: frozenset[str]
    derived: frozenset[str]
    initials: frozenset[str]


class NameGuard:
    """The names of a group, made ready once and asked for each text.

    ``people`` are the members; ``staff`` are never hits, whatever the text.
    """

    def __init__(self, people: Iterable[Guarded], staff: Iterable[Guarded] = ()) -> None:
        self._forms = {person.key: _forms(person) for person in people}
        self._names = _by_word(self._forms, "names")
        self._derived = _by_word(self._forms, "derived")
        self._initials = _by_word(self._forms, "initials")
        self._staff = _merged(_forms(person) for person in staff)

    def hits(self, texts: Mapping[str, str], own_key: str = "", declared: Collection[str] = ()) -> tuple[NameHit, ...]:
        """The names of others in the texts, by field and place.

        ``own_key`` is the member whose record it is; empty for a text about the whole group, in which everybody is
        another. ``declared`` are words said not to be names in this note, as ``NameHit.folded`` gives them.
        """
        own = self._forms.get(own_key, _NOBODY)
        passed = _Forms(own.names | self._staff.names, own.derived, own.initials | self._staff.initials)
        return tuple(
            hit
            for field, text in texts.items()
            for hit in self._in_text(field, text, passed)
            if hit.folded not in declared
        )

    def _in_text(self, field: str, text: str, passed: _Forms) -> list[NameHit]:
        words = [
            NameHit(field, start, end, text[start:end], keys)
            for start, end in _words(text)
            if (keys := self._named(text[start:end], passed))
        ]
        dotted = [
            NameHit(field, match.start(), match.end(), match.group(), keys)
            for match in _DOTTED.finditer(text)
            if (keys := self._initialled(match.group(), passed))
        ]
        return _outermost(sorted((*words, *dotted), key=lambda hit: (hit.start, -hit.end)))

    def _named(self, word: str, passed: _Forms) -> tuple[str, ...]:
        key = folded_word(word)
        if key in passed.names:
            return ()
        capital = word[0].isupper()
        if capital and key not in self._names:
            key = self._without_s(key, passed)
        if capital or (len(key) > 2 and key not in _AUXILIARIES):
            if key in self._names:
                return self._names[key]
            if key in self._derived and key not in passed.derived and (capital or key not in ALSO_WORDS):
                return self._derived[key]
        unusual = word.isupper() and key in self._initials and key not in _USUAL and key not in passed.initials
        return self._initials[key] if unusual else ()

    def _without_s(self, key: str, passed: _Forms) -> str:
        """The name in "Marias plan" and "the Okafors", where only the s at the end is too much."""
        name = key[:-1]
        named = len(name) >= _LEAST_BEFORE_S and key.endswith("s") and name in self._names and name not in passed.names
        return name if named else key

    def _initialled(self, written: str, passed: _Forms) -> tuple[str, ...]:
        """Initials with dots and capitals are nobody's abbreviation."""
        key = _NOT_LETTERS.sub("", plain(written))
        letters = _NOT_LETTERS.sub("", written)
        return () if not letters.isupper() or key in passed.initials else self._initials.get(key, ())


def folded_word(word: str) -> str:
    """A word without case, accents, possessive, apostrophes, hyphens and dots; false alarms are kept in this form."""
    return _NOT_LETTERS.sub("", plain(_POSSESSIVE.sub("", word)))


def _outermost(hits: Iterable[NameHit]) -> list[NameHit]:
    """Without the parts of a double name that was found whole; the hits come by place, the longer first."""
    found: list[NameHit] = []
    for hit in hits:
        if not found or hit.start >= found[-1].end:
            found.append(hit)
    return found


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Where words stand; of a word with hyphens the parts as well."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        yield start, match.end()
        if _HYPHENS.search(word):
            for part in re.finditer("[^-\u2010\u2011\\s]+", word):
                yield start + part.start(), start + part.end()


# Names on file that hardly a sentence can do without; only with a capital do they stand for a person.
_AUXILIARIES = frozenset({"will", "may", "can"})
_NOBODY = _Forms(frozenset(), frozenset(), frozenset())


def _merged(forms: Iterable[_Forms]) -> _Forms:
    found = tuple(forms)
    return _Forms(
        frozenset().union(*(each.names for each in found)),
        frozenset().union(*(each.derived for each in found)),
        frozenset().union(*(each.initials for each in found)),
    )


def _by_word(forms: Mapping[str, _Forms], kind: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, each in forms.items():
        for word in getattr(each, kind):
            found[word] = (*found.get(word, ()), key)
    return found


def _forms(person: Guarded) -> _Forms:
    given = [*_parts(person.first), *_parts(person.preferred), *_parts(person.nicknames)]
    names = frozenset((*given, *_parts(person.last)))
    derived = frozenset(form for name in given for form in _circles().get(name, ())) - names
    return _Forms(names, derived, _initials(person))


def _parts(name: str) -> list[str]:
    """The name as one word, and each of its words and double parts that can name somebody."""
    found = [folded_word(word) for word in name.split()]
    found += [folded_word(unicodedata.normalize("NFC", word.lower()).translate(_UMLAUTS)) for word in name.split()]
    if len(name.split()) > 1:
        found.append(folded_word("".join(name.split())))
    found += [folded_word(part) for word in name.split() if _HYPHENS.search(word) for part in _HYPHENS.split(word)]
    return [word for word in found if len(word) > 1 and word not in _PARTICLES]


def _initials(person: Guarded) -> frozenset[str]:
    """First and last letter pairs for every name the person goes by, and the full ones of several words."""
    lasts = [word for word in _HYPHENS.sub(" ", person.last).split() if folded_word(word)]
    found = set()
    for name in (person.first, person.preferred):
        firsts = [word for word in _HYPHENS.sub(" ", name).split() if folded_word(word)]
        if firsts and lasts:
            own = [word for word in lasts if folded_word(word) not in _PARTICLES] or lasts
            found |= {_letters(firsts[:1] + own[:1]), _letters(firsts[:1] + own[-1:]), _letters(firsts + lasts)}
            found.add(_letters(firsts[:1] + lasts))
    return frozenset(each for each in found if len(each) > 1)


def _letters(words: Iterable[str]) -> str:
    return "".join(folded_word(word)[0] for word in words if folded_word(word))


@cache
def _circles() -> Mapping[str, frozenset[str]]:
    return circles()

"""How a person's name is shown, shortened and found."""

from __future__ import annotations

import unicodedata


def display_name(first_name: str, last_name: str, preferred_name: str = "") -> str:
    """The name a person goes by; one-word names stay one word."""
    return f"{preferred_name or first_name} {last_name}".strip()


def with_credentials(name: str | None, credentials: str | None) -> str:
    """Such as "Maren Okafor, LPC"; what there is of it."""
    return ", ".join(part for part in (name, credentials) if part)


def initials_of(name: str) -> str:
    """First letters of the first and last word, for an avatar."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def folded(text: str) -> str:
    """Text without case, accents and doubled spaces, so that "Nunez" finds "Núñez"."""
    letters = text
    # Twice, because folding the case of a compatibility form can bring forth another (Unicode standard, D146).
    for _ in range(2):
        letters = unicodedata.normalize("NFKD", letters).casefold()
    kept = "".join(letter for letter in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(letter))
    return " ".join(kept.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def search_text(first_name: str, last_name: str, preferred_name: str, record_number: str) -> str:
    """What a search looks through, at most 300 characters."""
    words = (first_name, preferred_name, last_name, record_number)
    return folded(" ".join(word for word in words if word))[:300]


def word_set(table: str) -> frozenset[str]:
    """The words of a table written as text."""
    return frozenset(table.split())

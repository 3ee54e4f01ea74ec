"""Lists of a lesson as people type them: one entry a line, sources in square brackets, numbers with commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from iop_desktop.rules.lesson_shape import numbers_of, tables_of, text_of

_SOURCES = re.compile(r"\s*\[([\d\s,]*)\]\s*$")
_NUMBER = re.compile(r"\d+")


def entries_of(text: str) -> list[str]:
    """The entries of a text, one a line; empty lines are passed over."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def lines_from(entries: Iterable[str]) -> str:
    """Entries as lines to be edited."""
    return "\n".join(" ".join(entry.split()) for entry in entries)


def facts_of(text: str) -> list[dict[str, Any]]:
    """Facts as lines such as "A craving ends. [1, 2]"; one without brackets has no source yet."""
    facts = []
    for line in entries_of(text):
        match = _SOURCES.search(line)
        facts.append(
            {
                "text": line[: match.start()].strip() if match else line,
                "sources": numbers_in(match[1]) if match else [],
            }
        )
    return facts


def lines_from_facts(content: Mapping[str, Any]) -> str:
    """The facts of a lesson as lines to be edited."""
    facts = tables_of(content, "facts")
    return lines_from(f"{text_of(fact, 'text')} [{', '.join(map(str, numbers_of(fact, 'sources')))}]" for fact in facts)


def numbers_in(text: str) -> list[int]:
    """The whole numbers of a text such as "1, 2"."""
    return [int(number) for number in _NUMBER.findall(text)]

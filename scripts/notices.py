"""Write the table of run-time libraries in THIRD_PARTY_NOTICES.md from requirements/runtime.txt and installed metadata.

Usage: python scripts/notices.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
LOCKED = ROOT / "requirements" / "runtime.txt"
BEGIN = "<!-- table of libraries: begin -->"
END = "<!-- table of libraries: end -->"

# Read in the licence files of these packages: their metadata says nothing, or they are installed on Windows only.
READ_BY_HAND = {
    "chunspell": "MIT AND MPL-1.1",
    "colorama": "BSD-3-Clause",
    "pypdfium2": "(BSD-3-Clause OR Apache-2.0) AND BSD-3-Clause AND Apache-2.0",
    "pywin32-ctypes": "BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "spylls": "MPL-2.0",
    "sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0",
    "tzdata": "Apache-2.0",
}
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Allowed as separate, replaceable shared libraries besides the permissive ones (docs/decisions/0005-licence.md).
ALLOWED = frozenset(
    {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"}
    | {"MPL-1.1", "MPL-2.0", "LGPL-3.0-only"}
)


@dataclass(frozen=True, slots=True, order=True)
class Library:
    """A pinned library and the SPDX expression of its licence."""

    name: str
    version: str
    licence: str


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression can be met with allowed licences alone: all parts of an AND, one part of an OR."""
    words = re.findall(r"\(|\)|[^\s()]+", expression)
    answer, rest = _either(words)
    return answer and not rest


def _either(words: list[str]) -> tuple[bool, list[str]]:
    answer, words = _both(words)
    while words and words[0] == "OR":
        right, words = _both(words[1:])
        answer = answer or right
    return answer, words


def _both(words: list[str]) -> tuple[bool, list[str]]:
    answer, words = _one(words)
    while words and words[0] == "AND":
        right, words = _one(words[1:])
        answer = answer and right
    return answer, words


def _one(words: list[str]) -> tuple[bool, list[str]]:
    if not words:
        return False, words
    if words[0] == "(":
        answer, rest = _either(words[1:])
        return answer, rest[1:]
    return words[0] in ALLOWED, words[1:]


def licence_of(name: str) -> str:
    """SPDX expression of a library; empty if nothing is known."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    about = metadata.metadata(name).json
    classified = [str(text) for text in about.get("classifier", []) if str(text).startswith("License ::")]
    named = [text.rpartition(" :: ")[2] for text in classified]
    found = about.get("license_expression") or " AND ".join(_SPDX.get(text, text) for text in named)
    found = str(found or about.get("license", ""))
    return _SPDX.get(found, found)


def libraries() -> list[Library]:
    """Every library that an installed program may load, on any system."""
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCKED.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted(Library(name, version, licence_of(name)) for name, version in pinned)


def table() -> str:
    """The libraries as a Markdown table."""
    rows = [f"| {library.name} | {library.version} | {library.licence} |" for library in libraries()]
    return "\n".join(["| Library | Version | License |", "|---|---|---|", *rows])


def with_table(text: str) -> str:
    """The notices with the table of libraries between its two marks made new."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    NOTICES.write_text(with_table(NOTICES.read_text(encoding="utf-8")), encoding="utf-8")

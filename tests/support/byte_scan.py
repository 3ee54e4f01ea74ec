"""Looking for what must never lie on a disk in clear: names, sentences, pass phrases, in the usual encodings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from iop_desktop.services.demo_content import DEMO_PASSPHRASE, read_demo_content

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
# Fewer bytes would turn up in encrypted pages by chance.
_SHORTEST = 6


def demo_secrets() -> tuple[str, ...]:
    """Names of clients, sentences of notes and plans, and the pass phrase of the demo clinic."""
    content = read_demo_content()
    members = [*(member for group in content.groups for member in group.members), *content.unassigned]
    found = [DEMO_PASSPHRASE]
    for member in members:
        found += [member.full_name, member.first, member.last]
        found += [problem[:24] for problem in member.problems] + [goal.text[:24] for goal in member.goals]
    for today in content.today.values():
        found += [text[:24] for text in (today.response, today.plan, today.outreach)]
    found += [plan[:24] for _, plan in content.sentences.pairs]
    return tuple({text for text in found if len(text.encode()) >= _SHORTEST})


def found_in_clear(files: Iterable[Path], secrets: Iterable[str]) -> list[str]:
    """File name and secret for each secret that can be read in one of the files or in its name."""
    needles = [(secret, form) for secret in secrets for form in {secret.encode(name) for name in _ENCODINGS}]
    found = []
    for path in files:
        content = path.read_bytes()
        found += [f"{path.name}: {secret}" for secret, form in needles if form in content]
        found += [f"{path.name}: {secret}" for secret, _ in needles if secret in path.name]
    return found


def files_under(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]

"""The table of rights as ``docs/rights.md`` shows it."""

from __future__ import annotations

from iop_desktop.rules.rights import RIGHTS
from iop_desktop.rules.vocabulary import Role
from tests.support.source import ROOT

PAGE = ROOT / "docs" / "rights.md"
_HEAD = "| right | allows to | F | S | A |\n|---|---|---|---|---|\n"


def table() -> str:
    """One line for each right, in the order of the rules."""
    return _HEAD + "\n".join(
        f"| `{right.value}` | {rule.allows} | {' | '.join('x' if role in rule.roles else ' ' for role in Role)} |"
        for right, rule in RIGHTS.items()
    )


def write() -> None:
    """Put the table of the rules into the page: ``python -m tests.rules.rights_page``."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page[: page.index(_HEAD)] + table() + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()

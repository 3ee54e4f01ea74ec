"""Who is asking on the command line when nobody says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iop_desktop.services.demo_hint import read_hint


def usual_login(folder: Path, logins: Sequence[str]) -> str:
    """The only login, or the administrator of a demo clinic; empty when a person has to say who it is."""
    if len(logins) == 1:
        return logins[0]
    demo = demo_administrator()
    return demo if demo in logins and (read_hint(folder) or _demo_logins() <= set(logins)) else ""


def demo_administrator() -> str:
    """The login of the demo clinic's administrator."""
    from iop_desktop.rules.vocabulary import Role
    from iop_desktop.services.demo_content import read_demo_content

    return next(person.login for person in read_demo_content().staff if person.role is Role.ADMINISTRATOR)


def _demo_logins() -> set[str]:
    """A demo clinic of the command line keeps no hint beside it; nobody else has all of these invented people."""
    from iop_desktop.services.demo_content import read_demo_content

    return {person.login for person in read_demo_content().staff}

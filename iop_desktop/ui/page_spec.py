"""What the window must know to offer a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iop_desktop.rules.rights import Right
from iop_desktop.ui.page import Page


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page of the rail; ``factory`` is called when it is opened for the first time, ``right`` who is offered it."""

    key: str
    title: str
    icon: str
    shortcut: str
    factory: Callable[[], Page]
    at_bottom: bool = False
    right: Right | None = None

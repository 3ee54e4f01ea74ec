"""``iop-desktop screenshots``: every page of the demo clinic as a picture, rendered without a screen."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from iop_desktop.cli.speaking import plain_errors, say

_SIZE = re.compile(r"([1-9][0-9]{2,3})x([1-9][0-9]{2,3})")


class ThemeName(StrEnum):
    """The two looks of the program."""

    LIGHT = "light"
    DARK = "dark"


def screenshots(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the pictures go.")],
    theme: Annotated[ThemeName, typer.Option("--theme", help="Look of the pages.")] = ThemeName.LIGHT,
    size: Annotated[str, typer.Option("--size", help="Width and height of the window.")] = "1366x768",
    scale: Annotated[float, typer.Option("--scale", min=0.5, max=4.0, help="Picture dots for each dot.")] = 1.0,
) -> None:
    """Draw every page of the demo clinic as a PNG file."""
    wanted = _SIZE.fullmatch(size)
    if wanted is None:
        raise typer.BadParameter("write it like 1366x768", param_hint="--size")
    with plain_errors():
        # Has to be said before Qt is loaded: the pictures need no screen, even where there is one.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from iop_desktop.app import take_screenshots

        for path in take_screenshots(folder, theme.value, (int(wanted[1]), int(wanted[2])), scale, say):
            typer.echo(path)

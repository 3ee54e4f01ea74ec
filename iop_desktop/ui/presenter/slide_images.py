"""Slides as pictures, as the room sees them; needs an application but no screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QIODevice, QRectF, QSaveFile
from PySide6.QtGui import QImage, QPainter

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.slide_painter import paint_slide


def slide_image(slide: Slide, heading: str, size: tuple[int, int]) -> QImage:
    """One slide as a picture of ``size`` (width and height in dots)."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_slide(painter, QRectF(image.rect()), slide, heading)
    painter.end()
    return image


def write_slides(slides: Sequence[Slide], heading: str, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Write ``slide-01.png`` and so on into ``folder``, which is made if need be. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, slide in enumerate(slides, 1):
        path = folder / f"slide-{number:02}.png"
        _write(path, slide_image(slide, heading, size))
        written.append(path)
    return written


def _write(path: Path, image: QImage) -> None:
    """Whole or not at all: a full disk leaves no half of a picture."""
    file = QSaveFile(str(path))
    opened = file.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn = opened and image.save(file, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for text
    if not (drawn and file.commit()):
        raise OSError(f"cannot write {path.name}")

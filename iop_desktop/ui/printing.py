"""Paper: pages that were rendered elsewhere go to a printer the person chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.ui.pdf_pages import Page, to_image

PRINT_SCALE = 200 / 72
"""200 dots to the inch."""


def print_pages(pages: Sequence[Page], parent: QWidget, title: str, copies: int = 1) -> bool:
    """Ask for a printer and print; False when the person changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCopyCount(copies)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    paint_pages(pages, printer)
    return True


def paint_pages(pages: Sequence[Page], printer: QPrinter) -> None:
    """Each page as large as the paper allows."""
    painter = QPainter(printer)
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        area = painter.viewport()
        image = to_image(page)
        size = image.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRect(0, 0, size.width(), size.height()), image)
    painter.end()

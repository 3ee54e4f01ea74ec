"""Walking through a dialog: names, room, a first place for the keyboard, the order of sight, a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

from tests.e2e.driver import Driver
from tests.ui.inspection import SIZES, clipped, out_of_order, tab_stops, too_small, unnamed

CLIENT = "Alvarez"
SMALLEST = SIZES[-1]
USABLE = (QAbstractButton, QLineEdit, QPlainTextEdit)
Scene = Callable[[Driver], None]


def scenes_in(names: Mapping[str, object]) -> dict[str, Scene]:
    """The functions of a module that take the driver to a dialog: ``_name(driver: Driver) -> None``."""
    return {
        name.removeprefix("_"): scene
        for name, scene in names.items()
        if name.startswith("_")
        and callable(scene)
        and getattr(scene, "__annotations__", {}) == {"driver": "Driver", "return": "None"}
    }


@pytest.fixture
def small(program: Driver) -> Iterator[Driver]:
    """The smallest window the program promises."""
    program.program.window.resize(*SMALLEST)
    yield program
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        program.settle()


def walk(driver: Driver, scene: Scene) -> None:
    """Open the dialog of a scene, look at it, and leave it with Esc."""
    scene(driver)
    dialog = driver.dialog(QDialog)
    driver.settle()
    first = dialog.focusWidget()
    assert first is not None and first.isVisible(), "nothing has the keyboard"
    assert dialog.width() <= SMALLEST[0] and dialog.height() <= SMALLEST[1]
    assert faults_of(dialog) == []
    assert CLIENT not in dialog.windowTitle()
    first.setFocus()
    assert out_of_order(dialog) == []
    first.setFocus()
    driver.press("Escape")
    driver.settle()
    assert QApplication.activeModalWidget() is not dialog, "Esc does not close"


def faults_of(root: QWidget) -> list[str]:
    """What is wrong with names, room and keyboard below a widget that is shown."""
    return [*unnamed(root), *clipped(root), *too_small(root), *_missed(root), *_cut(root)]


def _cut(root: QWidget) -> list[str]:
    """Days and hints that are longer than their fields."""
    fields = [field for field in root.findChildren(QLineEdit) if field.isVisibleTo(root)]
    words = [(field, field.text() if _inside(field) else field.placeholderText()) for field in fields]
    return [f"{text!r} is cut off" for field, text in words if _width(field, text) > field.contentsRect().width()]


def _width(field: QLineEdit, text: str) -> int:
    return field.fontMetrics().horizontalAdvance(text)


def _missed(root: QWidget) -> list[str]:
    stops = tab_stops(root.window())
    return [
        f"Tab misses {type(part).__name__} {part.accessibleName()}"
        for kind in USABLE
        for part in root.findChildren(kind)
        if part.isVisibleTo(root) and part.isEnabled() and not _inside(part) and not _reached(part, stops)
    ]


def _inside(part: QWidget) -> bool:
    """Whether it belongs to a field of Qt's own, which has the keyboard instead of it."""
    return part.objectName().startswith("qt_") or type(part.parentWidget()).__name__ in {"QSpinBox", "QDateEdit"}


def _reached(part: QWidget, stops: list[QWidget]) -> bool:
    if part in stops or part.focusProxy() in stops:
        return True
    if isinstance(part, QAbstractButton) and part.group() is not None:
        return any(button in stops for button in part.group().buttons())
    return any(stop.isAncestorOf(part) for stop in stops if stop is not part.window())

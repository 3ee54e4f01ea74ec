"""What must hold for every page: names for screen readers, sizes for hands, room for words."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget

ONE_LINE = 24
# The last two are 1280 x 800 and 1366 x 768 at 125 %.
W = TypeVar("W", bound=QWidget)
SIZES = ((1366, 768), (1024, 640), (1093, 614))


def focused() -> QWidget:
    """Where the keyboard is; fails if it is nowhere."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def in_sight(owner: QWidget, kind: type[W]) -> list[W]:
    """What of this kind is on show below ``owner``."""
    QApplication.processEvents()
    return [each for each in owner.findChildren(kind) if each.isVisible()]


def only(owner: QWidget, kind: type[W]) -> W:
    """The one of this kind that is on show; everything on it has a name and room."""
    (found,) = in_sight(owner, kind)
    assert [*unnamed(found), *clipped(found), *too_small(found)] == []
    return found


def unnamed(root: QWidget) -> list[str]:
    """Focusable widgets in sight that a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        focusable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(root)
        if focusable and not widget.objectName().startswith("qt_") and not _spoken_name(widget):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def too_small(root: QWidget) -> list[str]:
    """Buttons in sight smaller than 24 x 24 px (WCAG 2.2, 2.5.8)."""
    return [
        f"{type(button).__name__} {button.text()!r} {button.width()} x {button.height()}"
        for button in root.findChildren(QAbstractButton)
        if button.isVisibleTo(root) and min(button.width(), button.height()) < 24
    ]


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons in sight that lack the room for their words."""
    parts: list[QLabel | QPushButton] = [*root.findChildren(QLabel), *root.findChildren(QPushButton)]
    return [
        f"{type(part).__name__} {part.text()[:40]!r} {part.width()} x {part.height()} of {_wanted(part)}"
        for part in parts
        if part.isVisibleTo(root) and part.text() and _is_clipped(part)
    ]


def tab_stops(root: QWidget) -> list[QWidget]:
    """Where Tab leads, starting at the focused widget, until it comes round again."""
    seen: list[QWidget] = []
    for _ in range(300):
        root.window().focusNextChild()
        stop = root.window().focusWidget()
        if stop in seen:
            break
        seen.append(stop)
    return seen


def out_of_order(root: QWidget) -> list[str]:
    """Where Tab jumps upward other than from the end to the beginning, or into a column further right."""
    stops = [stop for stop in tab_stops(root) if root.isAncestorOf(stop) and stop.isVisibleTo(root)]
    places = [(stop, stop.mapTo(root, QPoint(0, 0))) for stop in stops]
    jumps = [
        f"from {before.accessibleName()} up to {after.accessibleName()}"
        for (before, high), (after, low) in zip(places, places[1:] + places[:1], strict=True)
        if low.y() < high.y() - ONE_LINE and low.x() <= high.x()
    ]
    return jumps if len(jumps) > 1 else []


def _spoken_name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _wanted(part: QLabel | QPushButton) -> str:
    hint = part.sizeHint()
    return f"{hint.width()} x {hint.height()}"


def _is_clipped(part: QLabel | QPushButton) -> bool:
    if isinstance(part, QLabel) and part.wordWrap():
        return part.height() < part.heightForWidth(part.width()) - 1
    hint = part.sizeHint()
    return part.width() < hint.width() - 1 or part.height() < hint.height() - 1


def type_through(*texts: str) -> None:
    """Type into the fields one after the other, Tab between them, Enter at the end."""
    for number, text in enumerate(texts):
        if number:
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert isinstance(focused(), QLineEdit)
        QTest.keyClicks(focused(), text)
    QTest.keyClick(focused(), Qt.Key.Key_Return)

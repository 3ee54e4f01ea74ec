"""The place one writes at stays in sight when something opens below it."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from iop_desktop.ui.following_area import FollowingArea
from iop_desktop.ui.layouts import column, holder
from tests.ui.conftest import Show


def test_the_room_shrinks_under_somebody_who_writes(show: Show) -> None:
    above, field = QPlainTextEdit(), QPlainTextEdit("Rode the bus.")
    above.setFixedHeight(300)
    field.setFixedHeight(120)
    area = FollowingArea()
    area.setWidgetResizable(True)
    area.setWidget(holder(column(above, field)))
    show(area, 400, 460)
    field.setFocus()
    area.resize(400, 200)
    top = field.mapTo(area.viewport(), field.cursorRect().topLeft()).y()
    assert 0 <= top < area.viewport().height() - field.cursorRect().height()

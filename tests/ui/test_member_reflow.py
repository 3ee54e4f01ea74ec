"""The chart of a member on a small screen: nothing is cut off at its right."""

from __future__ import annotations

import pytest

from iop_desktop.ui.members_page import MembersPage
from tests.e2e.driver import Driver
from tests.ui.inspection import SIZES, clipped


@pytest.mark.parametrize("size", SIZES)
def test_a_chart_has_room_at_every_size(program: Driver, size: tuple[int, int]) -> None:
    program.program.window.resize(*size)
    program.unlock(program.demo.facilitator)
    program.desk.shell.go("members")
    program.settle()
    page = program.page("members", MembersPage)
    assert page.chart.horizontalScrollBar().maximum() == 0
    assert clipped(page) == []
    for tool in (page.chart.discharge, page.chart.also_called, page.chart.new_note):
        right = tool.mapTo(page.chart.viewport(), tool.rect().topRight()).x()
        assert 0 < right < page.chart.viewport().width()


def test_a_chart_follows_the_window(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.desk.shell.go("members")
    program.settle()
    chart = program.page("members", MembersPage).chart
    for size, beside in ((SIZES[0], True), (SIZES[-1], False), (SIZES[0], True)):
        program.program.window.resize(*size)
        program.settle()
        assert (chart.new_note.y() < chart._avatar.geometry().bottom()) is beside

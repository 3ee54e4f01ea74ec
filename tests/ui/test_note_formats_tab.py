"""Laying out notes by keyboard: rename, reorder, refuse, save, discard, back to the default."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, Element
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.ui.note_formats_tab import NoteFormatsTab
from iop_desktop.ui.settings_page import SettingsPage
from tests.e2e.driver import Driver

DAP = DEFAULT_LAYOUTS[NoteFormat.DAP]


def opened(driver: Driver, login: str) -> NoteFormatsTab:
    driver.unlock(login)
    driver.desk.shell.go("settings")
    driver.settle()
    tab = driver.page("settings", SettingsPage).parts.show_part(NoteFormatsTab)
    tab.focus_first()
    driver.settle()
    return tab


@pytest.fixture
def tab(program: Driver) -> NoteFormatsTab:
    return opened(program, program.demo.supervisor)


def titles(tab: NoteFormatsTab) -> list[str]:
    return [part.title for part in tab.lines.layout_shown.parts]


def in_force(driver: Driver) -> list[str]:
    return [part.title for part in driver.desk.services.note_layouts.layouts()[0].layout.parts]


def test_parts_are_moved_and_renamed_by_keyboard_and_saved(program: Driver, tab: NoteFormatsTab) -> None:
    assert (titles(tab), tab.save.isEnabled()) == ([part.title for part in DAP.parts], False)
    program.press("Alt+Down")
    assert titles(tab)[:2] == ["Data: this member", "Data: the group"]
    program.press("Home", "F2")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    program.write("What we saw")
    program.press("Return")
    assert titles(tab)[0] == "What we saw"
    assert "What we saw" in tab.preview.toPlainText()
    assert tab.state.text() == "Changed, not saved yet."
    program.click(tab.save)
    program.settle()
    assert in_force(program) == ["What we saw", "Data: the group", "Assessment", "Plan"]
    assert tab.state.text() == "The clinic's own layout is in force."
    program.click(program.button("Default layout", tab))
    program.settle()
    assert in_force(program) == titles(tab) == [part.title for part in DAP.parts]


def test_what_is_required_cannot_be_left_out(program: Driver, tab: NoteFormatsTab) -> None:
    tab.lines.setCurrentRow(1)
    program.press("Delete")
    assert "DAP cannot do without: What was done" in tab.problem.text()
    assert not tab.save.isEnabled()
    program.click(tab.put_in)
    assert tab.lines.layout_shown == DAP
    assert not tab.problem.isVisible()
    assert tab.lines.layout_shown.parts[0].elements == (Element.GROUP,)


def test_a_new_part_and_the_problem_of_the_plan(program: Driver, tab: NoteFormatsTab) -> None:
    program.press("End", "Insert")
    program.write("Why")
    program.press("Return")
    assert titles(tab)[-1] == "Why"
    assert tab.problem.isVisible()
    program.click(tab.put_in)
    assert tab.lines.layout_shown.parts[-1].elements == (Element.PROBLEM,)
    assert tab.save.isEnabled()
    program.click(program.button("Discard changes", tab))
    program.settle()
    assert tab.lines.layout_shown == DAP


def test_changes_of_one_format_wait_while_another_is_in_view(program: Driver, tab: NoteFormatsTab) -> None:
    program.press("Alt+Down")
    tab.formats.setCurrentRow(1)
    assert titles(tab)[0] == "Behavior"
    tab.formats.setCurrentRow(0)
    assert titles(tab)[0] == "Data: this member"
    tab.refresh()
    program.settle()
    assert titles(tab)[0] == "Data: this member"


def test_a_facilitator_looks_only(program: Driver) -> None:
    tab = opened(program, program.demo.facilitator)
    program.press("Alt+Down", "Delete", "Insert", "F2")
    assert tab.lines.layout_shown == DAP
    assert not any(each.isEnabled() for each in (tab.up, tab.remove, tab.save, tab.default))

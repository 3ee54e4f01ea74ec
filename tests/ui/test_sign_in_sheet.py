"""The sign-in sheet in the window: shown by key, listed again, its names chosen in the settings."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from iop_desktop.rules.sign_in import SheetNames
from iop_desktop.ui import sheet_printing
from iop_desktop.ui.paper_settings import PaperSettings
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.settings_page import SettingsPage
from tests.e2e.driver import Driver


def test_the_sheet_is_shown_and_printed_from_the_group_room(program: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[tuple[int, str]] = []
    monkeypatch.setattr(
        sheet_printing, "print_pages", lambda pages, _parent, title: printed.append((len(pages), title))
    )
    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.settle()
    program.press("Ctrl+P")
    viewer = program.dialog(PdfViewer)
    program.settle()
    shown = [label.accessibleName() for label in viewer.findChildren(QLabel) if label.accessibleName()]
    assert shown == ["Page 1 of 1"]
    program.click(program.button("Print", viewer))
    program.settle()
    assert printed == [(1, "Sign-in sheet")]
    program.press("Escape")
    program.settle()
    assert len(program.desk.services.papers.papers(program.demo.session_id)) == 1


def test_only_an_administrator_chooses_the_names(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.press("Ctrl+,")
    program.settle()
    assert not program.page("settings", SettingsPage).parts.part(PaperSettings).names.isEnabled()


def test_an_administrator_chooses_the_names(program: Driver) -> None:
    program.unlock("plindholm")
    program.press("Ctrl+,")
    program.settle()
    names = program.page("settings", SettingsPage).parts.show_part(PaperSettings).names
    program.settle()
    names.setFocus()
    program.choose(names, "Number only")
    names.activated.emit(names.currentIndex())
    program.settle()
    assert program.desk.services.papers.sheet_names() is SheetNames.NUMBER
    assert "number only" in program.desk.shell.banner.text()

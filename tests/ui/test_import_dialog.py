"""A roster of another system: what was detected can be corrected, and every row that stays outside says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox

from iop_desktop.ui.import_dialog import ImportDialog
from tests.e2e.driver import Driver
from tests.support.source import ROOT

ROSTER = ROOT / "tests" / "data" / "roster-synthea-semicolon.csv"


def open_dialog(driver: Driver, path: Path) -> ImportDialog:
    driver.unlock("plindholm")
    driver.press("Alt+5")
    driver.settle()
    driver.dialogs.path = path
    driver.press("Ctrl+I")
    dialog = driver.dialog(ImportDialog)
    driver.settle()
    return dialog


def pick(driver: Driver, box: QComboBox, words: str) -> None:
    """Choose by keyboard, as a person would; the list announces it when Enter is pressed in its popup."""
    box.setFocus()
    place = next(number for number in range(box.count()) if box.itemText(number).startswith(words))
    box.setCurrentIndex(place)
    box.activated.emit(place)
    driver.settle()


def texts(dialog: ImportDialog, column: int = 1) -> list[str]:
    model = dialog._refused_model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_the_file_of_another_system_is_understood(program: Driver) -> None:
    dialog = open_dialog(program, ROSTER)
    assert dialog.delimiter.currentData() == ";"
    assert dialog.date_order.currentText() == "Month / day / year"
    assert dialog._accepted_model.rowCount() + dialog._refused_model.rowCount() == 60
    assert all(texts(dialog))
    assert any("died" in reason or "deceased" in reason or "death" in reason for reason in texts(dialog))


def test_another_date_order_refuses_what_cannot_be(program: Driver) -> None:
    dialog = open_dialog(program, ROSTER)
    before = dialog._refused_model.rowCount()
    pick(program, dialog.date_order, "Day / month / year")
    assert dialog.date_order.currentText() == "Day / month / year"
    assert dialog._refused_model.rowCount() > before
    pick(program, dialog.date_order, "Month / day / year")
    assert dialog._refused_model.rowCount() == before


def test_another_delimiter_finds_no_columns_and_the_right_one_finds_them_again(program: Driver) -> None:
    dialog = open_dialog(program, ROSTER)
    accepted = dialog._accepted_model.rowCount()
    pick(program, dialog.delimiter, "Comma")
    assert not dialog.run_button.isEnabled()
    pick(program, dialog.delimiter, "Semicolon")
    assert dialog._accepted_model.rowCount() == accepted
    assert dialog.run_button.isEnabled()


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Núñez"), ("utf-16", "Núñez"), ("utf-8", "Núñez")])
def test_the_encoding_is_detected_or_corrected(program: Driver, tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "roster.csv"
    rows = [f"Jo{letter};Núñez;{number + 1}/13/1985" for number, letter in enumerate("abcdefgh")]
    path.write_bytes("\n".join(["FIRST;LAST;BIRTHDATE", *rows]).encode(encoding))
    dialog = open_dialog(program, path)
    if dialog.encoding.currentText() != encoding:
        pick(program, dialog.encoding, encoding)
    model = dialog._accepted_model
    names = {str(model.index(row, 2).data()) for row in range(model.rowCount())}
    assert names == {name}


def test_a_column_is_mapped_by_hand(program: Driver, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("given,who,born\nAda,Ortega,1/13/1985\nBo,Lind,2/14/1986\n", encoding="utf-8")
    dialog = open_dialog(program, path)
    dialog.tabs.setCurrentWidget(dialog.mapping)
    for column, label in ((0, "First name"), (1, "Last name"), (2, "Date of birth")):
        pick(program, dialog.mapping._boxes[column], label)
    model = dialog._accepted_model
    assert [str(model.index(row, 2).data()) for row in range(model.rowCount())] == ["Ortega", "Lind"]


def test_closing_before_import_adds_nobody(program: Driver) -> None:
    open_dialog(program, ROSTER)
    before = len(program.desk.services.clients.rows())
    program.press("Escape")
    program.settle()
    assert len(program.desk.services.clients.rows()) == before

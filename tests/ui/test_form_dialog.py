"""How high a form is: what its fields need, when it opens and when a sentence comes later."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted
from tests.ui.conftest import Show
from tests.ui.inspection import clipped

LONG = "Nothing of this is lost, and nothing else has to be done before the next time that it is asked for. " * 2


@pytest.fixture
def page(show: Show) -> QWidget:
    made = QWidget()
    show(made)
    made.resize(1000, 700)
    return made


def opened(qtbot: QtBot, dialog: FormDialog) -> FormDialog:
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def form(page: QWidget) -> FormDialog:
    dialog = FormDialog("How long charts are kept", "Save", page)
    dialog.fill(FormRow("Reason", QLineEdit()), muted(LONG, wrap=True))
    return dialog


def needed(dialog: FormDialog) -> int:
    body = dialog.layout()
    assert body is not None
    return body.totalHeightForWidth(dialog.width())


def test_a_form_opens_as_high_as_its_fields(page: QWidget, qtbot: QtBot) -> None:
    dialog = opened(qtbot, form(page))
    assert dialog.height() == needed(dialog)


def test_a_form_grows_for_a_sentence_that_comes_later(page: QWidget, qtbot: QtBot) -> None:
    dialog = opened(qtbot, form(page))
    before = dialog.height()
    dialog.show_error(LONG)
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert clipped(dialog) == []
    assert dialog.height() == needed(dialog)


def test_a_form_keeps_the_size_that_it_was_given(page: QWidget, qtbot: QtBot) -> None:
    dialog = form(page)
    dialog.resize(500, 480)
    assert opened(qtbot, dialog).height() == 480


def test_a_form_is_as_wide_as_its_fields(page: QWidget, qtbot: QtBot) -> None:
    dialog = FormDialog("Add staff", "Invite", page)
    box = QCheckBox("Notes of this person need a supervisor's co-signature before they count")
    dialog.fill(holder(row(FormRow("Supervisor", QLineEdit()), box)))
    assert dialog.minimumWidth() < box.sizeHint().width() + 100
    opened(qtbot, dialog)
    assert box.width() >= box.sizeHint().width()


def test_a_form_over_another_is_bounded_by_the_window_and_not_by_the_other(page: QWidget, qtbot: QtBot) -> None:
    below = opened(qtbot, form(page))
    dialog = FormDialog("Three recovery sheets", "Print", below)
    fields = [FormRow(f"Sheet {number} is kept by", QLineEdit()) for number in range(6)]
    dialog.fill(*fields)
    opened(qtbot, dialog)
    for field in fields:
        field.set_error("Write down who keeps it: a person or a place.")
    qtbot.waitUntil(lambda: dialog.height() == needed(dialog))
    assert dialog.height() > below.height()

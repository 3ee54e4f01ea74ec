"""Tooltips with the words of people never become rich text, which would load pictures from wherever it names."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from iop_desktop.ui.curriculum.lesson_browser import LessonBrowser
from iop_desktop.ui.script_view import ScriptView
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.widgets.avatar import Avatar
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.plain_tip import plain_tip

PICTURE = "<img src='//elsewhere/share/x.png'> Amara & Omar"


@pytest.mark.parametrize("words", ["", "Amara Okonkwo", "three > two & more", "one\ntwo"])
def test_usual_words_stay_as_they_are(words: str) -> None:
    assert plain_tip(words) == words


@pytest.mark.parametrize("words", [PICTURE, "<b>bold</b>", "a <3 b", "x\n<table>"])
def test_what_looks_like_a_tag_is_shown_as_it_was_typed(words: str) -> None:
    document = QTextDocument()
    document.setHtml(plain_tip(words))
    assert document.toPlainText() == words
    assert "<img" not in plain_tip(words)


def test_names_in_widgets_and_tables_load_nothing(qtbot: QtBot) -> None:
    avatar = Avatar("AO", 1, name=PICTURE)
    line = ElidedLabel(PICTURE)
    for widget in (avatar, line):
        qtbot.addWidget(widget)
        assert "&lt;img" in widget.toolTip()
    assert avatar.accessibleName() == PICTURE
    model = RowsModel((Column[str]("Name", str, tooltip=str),))
    model.set_rows((PICTURE,))
    assert "&lt;img" in model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(0, 0)) == PICTURE


def test_texts_of_lessons_fetch_no_picture(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "spy.png"
    assert QImage(40, 40, QImage.Format.Format_RGB32).save(str(path))
    url = QUrl.fromLocalFile(str(path))
    script, paper = ScriptView("What to say"), LessonBrowser("Handout")
    script.show_parts((("Say", f"![spy]({url.toString()})"),))
    paper.show_html(f"<img src='{url.toString()}'>")
    for view in (script, paper):
        qtbot.addWidget(view)
        view.resize(300, 200)
        view.grab()
        found = view.document().resource(QTextDocument.ResourceType.ImageResource, url)
        assert found is None or found.isNull()

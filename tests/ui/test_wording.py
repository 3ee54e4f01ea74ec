"""Small parts of pages that say the right thing: returned versions, suggested group parts, the clinic's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.rules.signing import COSIGNATURE_MISSING
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.note_views import GroupPartView
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.group_part_dialog import GroupPartDialog
from iop_desktop.ui.note_panels import NoteCard, NoteListCard
from iop_desktop.ui.note_texts import NoteTexts
from iop_desktop.ui.objective_label import ObjectiveLabel
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.session_dialog import SessionDialog, SessionForm
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.unlock_page import UnlockPage


def group_part(*, confirmed: bool) -> GroupPartView:
    """A group part with everything in it."""
    return GroupPartView(uuid4(), 0, NoteFormat.DAP, "Urges", "Practiced surfing.", "", 9, "", confirmed)


def words(widget: QWidget) -> str:
    """All words of all labels in it."""
    return " ".join(each.text() for each in widget.findChildren(QLabel))


@pytest.mark.parametrize(("returned", "said"), [(True, "returned"), (False, "to be co-signed")])
def test_a_returned_version_waits_for_nothing(qtbot: QtBot, tasks: Tasks, returned: bool, said: str) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    viewer = PdfViewer(
        "Signed note", ["1"], lambda *_: (), lambda _: (COSIGNATURE_MISSING,), tasks, host, returned=[returned]
    )
    qtbot.waitUntil(lambda: viewer._state.text().endswith(said))


def test_a_suggested_group_part_says_so_and_can_be_saved_unchanged(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    dialog = GroupPartDialog(group_part(confirmed=False), host)
    assert "Suggested by the lesson" in words(dialog)
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog._save()
    assert saved.args == ["Urges", "Practiced surfing.", NoteFormat.DAP]
    assert "Suggested" not in words(GroupPartDialog(group_part(confirmed=True), host))


@pytest.mark.parametrize("field", ["group_part", "topic", "interventions"])
def test_what_is_missing_in_the_group_part_asks_for_it(qtbot: QtBot, field: str) -> None:
    card = NoteCard(NoteTexts())
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.group_part_asked):
        card.form.focus_field(field)
    with qtbot.assertNotEmitted(card.group_part_asked):
        card.form.focus_field("response")


@pytest.mark.parametrize(("zone", "hour"), [("America/New_York", 14), ("America/Los_Angeles", 17)])
def test_a_session_is_planned_in_the_zone_of_the_clinic(qtbot: QtBot, zone: str, hour: int) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    dialog = SessionDialog("Morning IOP", (), date(2026, 11, 24), ZoneInfo(zone), host)
    forms: list[SessionForm] = []
    dialog.confirmed.connect(forms.append)
    dialog.confirm()
    assert forms[0].starts_at == datetime(2026, 11, 24, hour, tzinfo=UTC)
    assert (forms[0].ends_at - forms[0].starts_at).total_seconds() == 180 * 60


def test_names_of_buttons_begin_with_what_they_show(qtbot: QtBot) -> None:
    card = NoteListCard()
    qtbot.addWidget(card)
    assert card.pdfs.accessibleName().startswith("PDFs")


def test_the_door_asks_for_a_login(qtbot: QtBot) -> None:
    page = UnlockPage(["sam"])
    qtbot.addWidget(page)
    assert "Choose your login" in words(page)


def test_days_are_written_month_first() -> None:
    assert month_day(date(2026, 11, 4)) == "Nov 4"


def test_an_objective_takes_a_second_line_only_where_there_is_room(qtbot: QtBot) -> None:
    shown = ObjectiveLabel()
    qtbot.addWidget(shown)
    shown.resize(180, 20)
    shown.set_text("• Name three early signs of an urge and one way to ride it out")
    one = shown.height()
    shown.set_roomy(True)
    assert shown.height() == 2 * one
    assert " ".join(shown.lines()) == shown.text()
    shown.set_text("• Short")
    assert shown.height() == one

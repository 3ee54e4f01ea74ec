"""The curriculum page in the real window: reading, printing, writing, importing, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.curriculum_pack import seal_folder
from iop_desktop.services.handouts import PaperKind
from iop_desktop.ui.curriculum.lesson_editor import LessonEditor
from iop_desktop.ui.curriculum.pack_dialog import PackDialog
from iop_desktop.ui.curriculum.paper_viewer import PaperViewer
from iop_desktop.ui.curriculum.print_dialog import PrintDialog
from iop_desktop.ui.curriculum.slide_grid import GAP, LEAST, MOST, picture_size
from iop_desktop.ui.curriculum_page import COVERAGE, CurriculumPage
from iop_desktop.ui.group_page import GroupPage
from tests.curricula import LESSON, lesson, write_curriculum
from tests.documents.samples import pages_text
from tests.e2e.driver import Driver
from tests.ui.inspection import SIZES, clipped, too_small, unnamed

PRESENT = AttendanceStatus.PRESENT
ADMINISTRATOR = "plindholm"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def page_of(driver: Driver, who: str | None = None) -> CurriculumPage:
    driver.unlock(who or driver.demo.facilitator)
    driver.press("Alt+7")
    driver.settle()
    return driver.page("curriculum", CurriculumPage)


def shown(page: CurriculumPage) -> str:
    assert page.lesson.page is not None
    return page.lesson.page.title


def test_lessons_are_read_with_the_arrow_keys(program: Driver) -> None:
    page = page_of(program)
    assert len(page.lessons.rows) == 48
    assert program.focus is page.lessons
    assert shown(page) == page.lessons.rows[0].title
    program.press("Down")
    program.settle()
    assert shown(page) == page.lessons.rows[1].title
    program.press(*["Down"] * 7)
    program.settle()
    assert shown(page) == page.lessons.rows[8].title, "the name of a module is stepped over"
    assert page.lesson.page is not None
    assert page.lesson.page.judgement.complete
    assert page.lesson.state.text() == "Complete"


def test_each_part_has_its_tab(program: Driver) -> None:
    page = page_of(program)
    names = [page.lesson.tabs.tabText(number) for number in range(page.lesson.tabs.count())]
    assert names == ["Plan", "Slides", "Handout", "Worksheet", "Reading", "Sources"]
    for name in ("plan", "handout", "worksheet", "reading", "sources"):
        page.lesson.show_part(name)
        assert page.lesson.browsers[name].toPlainText().strip()
    page.lesson.show_part("slides")
    program.until(
        lambda: all(not page.lesson.slides.item(n).icon().isNull() for n in range(page.lesson.slides.count()))
    )
    assert page.lesson.slides.count() >= 7


@pytest.mark.parametrize("room", range(260, 1600, 37))
def test_slides_fill_the_row(room: int) -> None:
    size = picture_size(room)
    columns = max(1, (room - GAP) // (size.width() + 3 * GAP))
    assert size.width() * 9 // 16 == size.height()
    assert LEAST <= size.width() <= MOST
    left_over = room - GAP - columns * (size.width() + 3 * GAP)
    assert left_over < columns or size.width() == MOST


def test_coverage_begins_with_a_group_of_ones_own_when_todays_is_over(program: Driver) -> None:
    page = page_of(program)
    program.desk.services.sessions.start(program.demo.session_id)
    program.clock.advance(minutes=170)
    program.desk.services.sessions.end(program.demo.session_id)
    page.show_view(COVERAGE)
    program.settle()
    assert page.coverage.groups.currentText().startswith("Morning")


def test_a_lesson_is_found_by_its_words(program: Driver) -> None:
    page = page_of(program)
    program.press("Ctrl+F")
    program.write("cravings rise")
    program.settle()
    assert [row.title for row in page.lessons.rows] == ["Cravings rise and fall"]
    assert shown(page) == "Cravings rise and fall"
    page.search.edit.setText("no such thing")
    program.settle()
    assert page.lessons.rows == ()
    assert page.lesson.isVisible()


@pytest.mark.parametrize("large", [False, True])
def test_papers_are_saved_as_pdf(program: Driver, tmp_path: Path, large: bool) -> None:
    page = page_of(program)
    page.lesson.large.setChecked(large)
    for kind in (PaperKind.HANDOUT, PaperKind.WORKSHEET, PaperKind.PACKET):
        program.dialogs.path = tmp_path / f"{kind}.pdf"
        program.click(page.lesson.papers[kind])
        program.settle()
        assert "IOP Core Curriculum" in pages_text(program.dialogs.path.read_bytes())[0]
    program.dialogs.path = None
    program.click(page.lesson.papers[PaperKind.HANDOUT])
    program.settle()
    assert len(list(tmp_path.glob("*.pdf"))) == 3


def test_printing_begins_with_the_number_who_are_here(program: Driver) -> None:
    page = page_of(program)
    printed: list[tuple[int, str, int]] = []

    def printing(pages: Sequence[Any], _owner: object, title: str, copies: int) -> bool:
        printed.append((len(pages), title, copies))
        return True

    page.papers._printing = printing
    services = program.desk.services
    rows = services.attendance.room(program.demo.session_id).rows
    for row in rows[:3]:
        services.attendance.mark(program.demo.session_id, row.client_id, PRESENT)
    program.press("Ctrl+P")
    dialog = program.dialog(PrintDialog)
    assert dialog.copies.value() == 3
    dialog.kind.set_value("packet")
    dialog.large.setChecked(True)
    program.click(dialog.ok)
    program.settle()
    ((pages, title, copies),) = printed
    assert (title, copies) == ("Print for the group", 3)
    assert pages > 3


def test_a_new_lesson_is_written_with_a_live_preview(program: Driver) -> None:
    page = page_of(program)
    program.press("Ctrl+N")
    editor = program.dialog(LessonEditor)
    assert editor.state.text().endswith("to complete")
    program.until(lambda: "objectives is missing" in editor.findings.toolTip())
    editor.title.setFocus()
    editor.title.selectAll()
    program.write("Our garden")
    editor.papers["handout"].setPlainText("# Our garden\n\n**Dig** and sow.\n")
    editor.tabs.setCurrentIndex(3)
    program.until(lambda: "Dig" in editor.preview.toPlainText())
    editor.lists["objectives"].setPlainText("Name one plant.\nPlan one bed.")
    program.until(lambda: "objectives" not in editor.findings.toolTip())
    program.press("Ctrl+S")
    program.settle()
    assert shown(page) == "Our garden"
    assert page.lessons.rows[-1].own
    assert page.lesson.page is not None
    assert page.lesson.page.content["objectives"] == ["Name one plant.", "Plan one bed."]


def test_editing_gives_back_the_lesson_as_it_was(program: Driver) -> None:
    page = page_of(program)
    assert page.lesson.page is not None
    before = page.lesson.page.content
    program.press("Ctrl+E")
    editor = program.dialog(LessonEditor)
    after = editor.content()
    assert {key: after[key] for key in before if key not in ("segments", "practice", "facts")} == {
        key: value for key, value in before.items() if key not in ("segments", "practice", "facts")
    }
    assert editor.state.text() == "Complete"
    editor.title.setText("Changed")
    editor._touch()
    program.dialogs.agree = False
    program.press("Escape")
    assert editor.isVisible(), "what was written is not lost by a slip"
    program.dialogs.agree = True
    program.press("Escape")
    program.settle()
    assert shown(page) != "Changed"


def test_segments_are_added_moved_changed_and_removed(program: Driver) -> None:
    page_of(program)
    program.press("Ctrl+E")
    form = program.dialog(LessonEditor).segments
    count = len(form.segments)
    first, second = form.segments[0]["title"], form.segments[1]["title"]
    form._add()
    assert (len(form.segments), form.list.currentRow()) == (count + 1, 1)
    form.title.setText("A walk")
    form.title.textEdited.emit("A walk")
    form.minutes.setValue(7)
    form.slides.setText("3, 4")
    form.slides.textEdited.emit("3, 4")
    form.ask.setPlainText("Where?\n\nWhen?")
    assert form.segments[1] == {
        "title": "A walk",
        "kind": "teach",
        "minutes": 7,
        "say": "\n",
        "ask": ["Where?", "When?"],
        "slides": [3, 4],
    }
    form._move(-1)
    assert [segment["title"] for segment in form.segments[:3]] == ["A walk", first, second]
    form._move(-1)
    form._remove()
    assert (len(form.segments), form.segments[0]["title"]) == (count, first)
    for _ in range(count + 2):
        form._remove()
    assert len(form.segments) == 1


def test_somebody_elses_save_is_not_lost(program: Driver) -> None:
    page = page_of(program)
    assert page.lesson.page is not None
    held = page.lesson.page
    program.press("Ctrl+E")
    editor = program.dialog(LessonEditor)
    program.desk.services.own_lessons.save(held.lesson_id, held.revision, {**held.content, "title": "Theirs"})
    editor.summary.setText("Mine")
    program.press("Ctrl+S")
    program.settle()
    assert editor.isVisible()
    assert "Somebody else changed this lesson" in editor.error.text()
    assert editor.save_button.isEnabled()


def test_a_markdown_file_and_a_pdf_come_in(program: Driver, tmp_path: Path) -> None:
    page = page_of(program)
    words = tmp_path / "garden.md"
    words.write_text("# Our garden\n\nDig.\n", encoding="utf-8")
    program.dialogs.path, program.dialogs.choice = words, 0
    program.press("Ctrl+I")
    program.settle()
    assert shown(page) == "Our garden"
    pdf = tmp_path / "map.pdf"
    assert page.lesson.page is not None
    pdf.write_bytes(program.desk.services.curriculum.paper(page.lesson.page.lesson_id, PaperKind.HANDOUT).pdf)
    program.dialogs.path, program.dialogs.choice = pdf, 1
    program.press("Ctrl+I")
    program.settle()
    assert program.dialogs.offered[1] == "A paper of Our garden"
    assert page.lesson.file_button.isVisible()
    program.click(page.lesson.file_button)
    viewer = program.dialog(PaperViewer)
    program.until(lambda: viewer._state.text() == "1 page")
    viewer.accept()
    program.settle()


def test_a_pack_comes_in_after_somebody_looked_at_it(program: Driver, tmp_path: Path) -> None:
    folder = write_curriculum(tmp_path / "walks", LESSON, lesson(title="Rest"))
    path = tmp_path / "walks.zip"
    path.write_bytes(seal_folder(folder, KEY)[1])
    page = page_of(program, ADMINISTRATOR)
    program.dialogs.path = path
    program.press("Ctrl+I")
    dialog = program.dialog(PackDialog)
    assert not dialog.ok.isEnabled(), "the author is not accepted yet"
    dialog.accept_author.setChecked(True)
    program.click(dialog.ok)
    program.settle()
    assert [row.title for row in page.lessons.rows[-2:]] == ["A day outside", "Rest"]


def test_a_facilitator_cannot_accept_an_author(program: Driver, tmp_path: Path) -> None:
    path = tmp_path / "walks.zip"
    path.write_bytes(seal_folder(write_curriculum(tmp_path / "walks"), KEY)[1])
    page_of(program)
    program.dialogs.path = path
    program.press("Ctrl+I")
    dialog = program.dialog(PackDialog)
    assert not dialog.ok.isEnabled()
    assert not dialog.accept_author.isVisible()


def test_coverage_shows_who_had_what_and_what_to_choose(program: Driver) -> None:
    page = page_of(program)
    program.press("Ctrl+2")
    program.settle()
    view = page.coverage
    assert program.focus is view.table
    coverage = view.model.coverage
    assert coverage is not None
    assert (len(coverage.members), len(coverage.lessons)) == (12, 48)
    program.press("Right", "Down")
    assert view.told.text() == view.model.told(1, 1)
    assert "have not had it" in page_words(view)
    program.click(program.button("Choose", view.suggestions))
    program.settle()
    lesson_view = program.desk.services.lessons.view(program.demo.session_id)
    assert lesson_view is not None
    assert f"Choose {lesson_view.title} for today" in [
        made.accessibleName()
        for made in view.suggestions.findChildren(type(program.button("Choose", view.suggestions)))
    ]


def page_words(view: Any) -> str:
    from iop_desktop.ui.widgets.elided_label import ElidedLabel

    return " ".join(shown.text() for shown in view.suggestions.findChildren(ElidedLabel))


def test_a_cell_leads_to_its_lesson(program: Driver) -> None:
    page = page_of(program)
    page.show_view(COVERAGE)
    program.settle()
    index: QModelIndex = page.coverage.model.index(0, 7)
    page.coverage.table.setCurrentIndex(index)
    page.coverage.table.activated.emit(index)
    program.settle()
    assert shown(page) == page.lessons.rows[7].title
    assert page.lesson.isVisible()


def test_another_group_can_be_looked_at(program: Driver) -> None:
    page = page_of(program)
    page.show_view(COVERAGE)
    program.settle()
    view = page.coverage
    first = view.groups.currentText()
    view.groups.setFocus()
    other = next(n for n in range(view.groups.count()) if n != view.groups.currentIndex())
    program.choose(view.groups, view.groups.itemText(other))
    view.groups.activated.emit(other)
    program.settle()
    assert view.groups.currentText() != first
    assert view.model.coverage is not None
    assert view.model.coverage.group_id == view.groups.itemData(other)


def test_the_group_page_offers_first_what_serves_best(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.desk.open_session(program.demo.session_id)
    program.settle()
    page = program.page("group", GroupPage)
    program.dialogs.choice = 0
    page.lesson.choose.emit()
    program.settle()
    assert len(program.dialogs.offered) == 51
    assert "have not had it" in program.dialogs.offered[0]
    view = program.desk.services.lessons.view(program.demo.session_id)
    assert view is not None
    assert program.dialogs.offered[0].startswith(view.title)


@pytest.mark.parametrize("size", SIZES)
def test_coverage_and_dialogs_have_names_and_room(program: Driver, size: tuple[int, int]) -> None:
    page = page_of(program)
    program.program.window.resize(*size)
    page.show_view(COVERAGE)
    program.settle()
    assert [*unnamed(page), *clipped(page), *too_small(page)] == []
    page.show_view("lessons")
    program.settle()
    page.edit()
    editor = program.dialog(LessonEditor)
    for number in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(number)
        program.settle()
        assert [*unnamed(editor), *too_small(editor)] == []
    QTest.keySequence(editor, QKeySequence("Escape"))


def test_handouts_are_printed_from_the_group_room(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.desk.open_session(program.demo.session_id)
    program.settle()
    group = program.page("group", GroupPage)
    program.click(group.lesson.papers_button)
    dialog = program.dialog(PrintDialog)
    assert dialog.copies.value() == 1
    dialog.reject()
    program.settle()
    services = program.desk.services
    bare = services.own_lessons.create("Bare")
    services.lessons.choose(program.demo.session_id, bare)
    group.refresh()
    program.settle()
    program.click(group.lesson.papers_button)
    program.settle()
    assert program.dialogs.asked[-1] == "This lesson has no papers to print."


def test_a_lesson_is_retired_after_a_question_and_offered_again(program: Driver) -> None:
    page = page_of(program, ADMINISTRATOR)
    first = shown(page)
    program.dialogs.agree = False
    program.click(page.lesson.retire_button)
    program.settle()
    assert len(page.lessons.rows) == 48
    program.dialogs.agree = True
    program.click(page.lesson.retire_button)
    program.settle()
    assert first not in [row.title for row in page.lessons.rows]
    assert shown(page) == page.lessons.rows[0].title
    program.click(page.show_retired)
    program.settle()
    assert page.lessons.rows[0].retired
    program.press("Home")
    page.lessons.select(page.lessons.rows[0].lesson_id)
    program.settle()
    assert (shown(page), page.lesson.retired.isVisible()) == (first, True)
    program.click(page.lesson.retire_button)
    program.settle()
    assert not page.lessons.rows[0].retired
    assert not page.lesson.retired.isVisible()


def test_a_facilitator_retires_no_lesson(program: Driver) -> None:
    page = page_of(program)
    assert not page.lesson.retire_button.isVisible()
    assert not page.show_retired.isVisible()


def test_packets_for_who_is_away_are_saved_from_the_group_room_and_from_a_note(program: Driver, tmp_path: Path) -> None:
    program.unlock(program.demo.facilitator)
    services, session_id = program.desk.services, program.demo.session_id
    room = services.attendance.room(session_id)
    for row in room.rows[:2]:
        services.attendance.mark(session_id, row.client_id, AttendanceStatus.NO_SHOW)
    program.desk.open_session(session_id)
    program.settle()
    program.dialogs.path = tmp_path
    program.click(program.page("group", GroupPage).lesson.papers_button)
    dialog = program.dialog(PrintDialog)
    away = services.make_up.away(session_id)
    assert dialog.packets.text() == f"Save {away} packets for who is away…"
    program.click(dialog.packets)
    program.until(lambda: len(list(tmp_path.glob("make-up-*.pdf"))) == away)
    program.settle()
    program.desk.open_notes(session_id)
    program.settle()
    notes = program.desk.notes_page()
    absent = next(note for note in services.notes.list(session_id).rows if note.status is AttendanceStatus.NO_SHOW)
    notes.list_card.view.select(absent.note_id)
    program.settle()
    program.click(notes.note_card.form.packet_button)
    program.until(lambda: len(list(tmp_path.glob("make-up-*.pdf"))) == away + 1)
    program.settle()

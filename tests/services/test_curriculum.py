"""The curriculum library on a real vault: to find, read, print and write lessons."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.lessons import Lesson, LessonFile
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.curriculum import CurriculumService
from iop_desktop.services.curriculum_files import read_curriculum
from iop_desktop.services.curriculum_store import add_curriculum
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.handouts import NoPaper, PaperKind
from iop_desktop.services.lesson_html import paper_html, plan_html, sources_html
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.own_lessons import MOST_BYTES, FileRefused, OwnLessonService
from iop_desktop.services.unlocked import Unlocked
from tests.curricula import LESSON, WORKSHEET, lesson, write_curriculum
from tests.documents.samples import pages_text
from tests.factories import INTERN, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


@pytest.fixture
def walk(unlocked: Unlocked, tmp_path: Path) -> UUID:
    """The walking course is in the vault; its first lesson."""
    course = read_curriculum(write_curriculum(tmp_path / "walks", LESSON, lesson(title="Rest", tags=["quiet"])))
    return add_curriculum(unlocked, course)[0]


@pytest.fixture
def curriculum(unlocked: Unlocked, clock: MovableClock) -> CurriculumService:
    return CurriculumService(unlocked, clock)


@pytest.fixture
def own(unlocked: Unlocked, clock: MovableClock) -> OwnLessonService:
    return OwnLessonService(unlocked, clock)


def test_a_course_is_added_once(unlocked: Unlocked, walk: UUID, tmp_path: Path) -> None:
    assert add_curriculum(unlocked, read_curriculum(tmp_path / "walks"))[0] == walk


def test_lessons_are_listed_in_order_the_clinics_own_last(
    curriculum: CurriculumService, own: OwnLessonService, walk: UUID
) -> None:
    own.create("Our garden")
    rows = curriculum.lessons()
    assert [(row.code, row.title, row.own) for row in rows] == [
        ("", "Urge surfing", False),
        ("outside-01", "A day outside", False),
        ("outside-02", "Rest", False),
        ("own-01", "Our garden", True),
    ]
    assert not any(row.edited for row in rows)


@pytest.mark.parametrize(
    ("text", "titles"),
    [("rest", ["Rest"]), ("going OUTSIDE", ["A day outside", "Rest"]), ("quiet", ["Rest"]), ("xyz", [])],
)
def test_lessons_are_found_by_words(curriculum: CurriculumService, walk: UUID, text: str, titles: list[str]) -> None:
    assert [row.title for row in curriculum.lessons(text)] == titles


def test_a_lesson_shows_everything(curriculum: CurriculumService, walk: UUID) -> None:
    page = curriculum.lesson(walk)
    assert (page.title, page.module, page.curriculum, page.version) == (
        "A day outside",
        "Going outside",
        "Walks and Days",
        "1.0",
    )
    assert page.judgement.complete
    assert (page.judgement.minutes, page.own, page.edited, page.files) == (60, False, False, ())
    assert page.papers == tuple(PaperKind)
    assert "A walk is <b>good</b>." in page.texts.plan
    assert "A book about walking. 2001." in page.texts.sources
    with pytest.raises(NotFound):
        curriculum.lesson(uuid4())


def test_an_old_lesson_can_be_shown_and_says_what_it_lacks(curriculum: CurriculumService, clinic: SmallClinic) -> None:
    page = curriculum.lesson(clinic.lesson_id)
    assert not page.judgement.complete
    assert "handout.md: is missing or empty." in page.judgement.findings
    assert page.papers == ()
    with pytest.raises(NoPaper):
        curriculum.paper(clinic.lesson_id, PaperKind.HANDOUT)


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("large", [False, True])
def test_papers_are_printed(curriculum: CurriculumService, walk: UUID, kind: PaperKind, large: bool) -> None:
    paper = curriculum.paper(walk, kind, large=large, scale=0.5)
    pages = pages_text(paper.pdf)
    assert len(paper.pages) == len(pages)
    assert "From Walks and Days, version 1.0." in pages[0]
    assert paper.name == f"outside-01-{kind}{'-large-print' if large else ''}.pdf"
    assert not curriculum.paper(walk, kind, large=large).pages


def test_a_lesson_is_edited_and_sessions_keep_what_was_given(
    curriculum: CurriculumService,
    own: OwnLessonService,
    unlocked: Unlocked,
    clock: MovableClock,
    clinic: SmallClinic,
    walk: UUID,
) -> None:
    lessons = LessonService(unlocked, clock)
    lessons.choose(clinic.session_id, walk)
    lessons.mark_segment(clinic.session_id, 1, SegmentState.DONE)
    before = lessons.view(clinic.session_id)
    page = curriculum.lesson(walk)
    own.save(walk, page.revision, lesson(title="A day at the sea", segments=LESSON["segments"][:2]))
    after = curriculum.lesson(walk)
    assert (after.title, after.edited, after.revision) == ("A day at the sea", True, page.revision + 1)
    assert lessons.view(clinic.session_id) == before


def test_a_stale_save_is_refused(curriculum: CurriculumService, own: OwnLessonService, walk: UUID) -> None:
    revision = curriculum.lesson(walk).revision
    own.save(walk, revision, lesson(title="First"))
    with pytest.raises(Stale):
        own.save(walk, revision, lesson(title="Second"))
    assert curriculum.lesson(walk).title == "First"


def test_what_cannot_be_saved(own: OwnLessonService, curriculum: CurriculumService, walk: UUID) -> None:
    for title in ("", "  "):
        with pytest.raises(FileRefused):
            own.save(walk, curriculum.lesson(walk).revision, lesson(title=title))
        with pytest.raises(FileRefused):
            own.create(title)
    with pytest.raises(NotFound):
        own.save(uuid4(), 1, LESSON)


@pytest.mark.parametrize(
    "segments",
    [None, "one", [5], [{"minutes": 5}], [{"title": " ", "minutes": 5}], [{"title": "A", "minutes": 601}]],
)
def test_segments_that_no_session_could_give_are_not_saved(
    own: OwnLessonService, curriculum: CurriculumService, walk: UUID, segments: object
) -> None:
    with pytest.raises(FileRefused):
        own.save(walk, curriculum.lesson(walk).revision, {**LESSON, "segments": segments})
    assert not curriculum.lesson(walk).edited


def test_text_that_no_page_could_show_is_not_taken_in(own: OwnLessonService, curriculum: CurriculumService) -> None:
    for content in (b"# A\x00b", b"# A\x1b[2J", b"word " * 90_000):
        with pytest.raises(FileRefused):
            own.add_file("paper.md", content)
    assert not [row for row in curriculum.lessons() if row.own]
    made, _ = own.add_file("../a\nb.md", b"One\r\rtwo\x0cthree")
    page = curriculum.lesson(made)
    assert (page.title, page.content["handout"]) == ("../a b", "One\n\ntwo\nthree")


def test_a_new_lesson_grows_until_it_is_complete(curriculum: CurriculumService, own: OwnLessonService) -> None:
    made = own.create("Our garden")
    page = curriculum.lesson(made)
    assert (page.own, page.code, page.title) == (True, "own-01", "Our garden")
    assert not page.judgement.complete
    own.save(made, page.revision, LESSON)
    assert curriculum.lesson(made).judgement.complete
    assert curriculum.lesson(own.create("Second")).code == "own-02"


def test_a_draft_is_judged_and_shown_without_being_kept(curriculum: CurriculumService, walk: UUID) -> None:
    judgement, texts = curriculum.draft(lesson(minutes=50, handout="# <b>x</b>\n"))
    assert "lesson.toml: the segments add up to 60 minutes, not 50." in judgement.findings
    assert "<b>x" not in texts.handout
    assert curriculum.lesson(walk).judgement.complete


def test_a_retired_lesson_is_no_longer_offered_but_stays(
    own: OwnLessonService, walk: UUID, clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff
) -> None:
    for refused in (own.retire, own.offer_again):
        with pytest.raises(NotAllowed):
            refused(walk)
    supervising = as_staff(SUPERVISOR)
    curriculum, own = CurriculumService(supervising, clock), OwnLessonService(supervising, clock)
    with pytest.raises(NotFound):
        own.retire(uuid4())
    gone = own.retire(walk)
    assert "A day outside" not in [row.title for row in curriculum.lessons()]
    assert [row.retired for row in curriculum.lessons("day outside", retired=True)] == [True]
    assert (curriculum.lesson(walk).title, curriculum.lesson(walk).retired) == ("A day outside", True)
    intern = LessonService(as_staff(INTERN), clock)
    with pytest.raises(Refused):
        intern.choose(clinic.session_id, walk)
    own = OwnLessonService(as_staff(SUPERVISOR), clock)
    assert gone.undo is not None
    own.offer_again(walk)
    curriculum = CurriculumService(as_staff(SUPERVISOR), clock)
    assert [row.retired for row in curriculum.lessons("day outside")] == [False]


def test_a_markdown_file_becomes_a_lesson(curriculum: CurriculumService, own: OwnLessonService, tmp_path: Path) -> None:
    path = tmp_path / "garden.md"
    path.write_text("# Our garden\n\nDig, sow, wait.\n", encoding="utf-8")
    made, changes = own.add_file_at(path)
    page = curriculum.lesson(made)
    assert (page.title, page.papers) == ("Our garden", (PaperKind.HANDOUT, PaperKind.PACKET))
    assert "new lesson" in changes.message
    untitled, _ = own.add_file("list.txt", b"Only words.")
    assert curriculum.lesson(untitled).title == "list"


def test_a_pdf_becomes_a_lesson_or_a_paper_of_one(
    curriculum: CurriculumService, own: OwnLessonService, unlocked: Unlocked, walk: UUID
) -> None:
    pdf = curriculum.paper(walk, PaperKind.HANDOUT).pdf
    made, _ = own.add_file("Our map.pdf", pdf)
    (file,) = curriculum.lesson(made).files
    assert (curriculum.lesson(made).title, file.name, file.media_type) == ("Our map", "Our map", "application/pdf")
    assert len(own.file_pages(file.file_id, 0.5)) == len(pages_text(pdf))
    own.add_file("Map.PDF", pdf, walk)
    own.add_file("Words.md", b"# Words", walk)
    assert [found.name for found in curriculum.lesson(walk).files] == ["Map", "Words"]
    with unlocked.reading() as db:
        assert db.scalars(select(LessonFile.content)).first() == pdf
    with pytest.raises(NotFound):
        own.file_pages(uuid4(), 1)
    with pytest.raises(NotFound):
        own.add_file("Map.pdf", pdf, uuid4())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", b"words"),
        ("x.pdf", b"%PDF-1.7 and then nothing"),
        ("x.md", b"\xff\xfe"),
        ("x.md", b"  \n"),
        ("x.docx", b"PK"),
        ("x.md", b"a" * (MOST_BYTES + 1)),
    ],
)
def test_files_of_other_kinds_are_refused(own: OwnLessonService, unlocked: Unlocked, name: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        own.add_file(name, content)
    assert "Nothing was changed" in refused.value.sentence
    with unlocked.reading() as db:
        assert len(db.scalars(select(Lesson.id)).all()) == 1


def test_a_file_that_cannot_be_read_is_refused(own: OwnLessonService, tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        own.add_file_at(tmp_path / "nothing.md")
    large = tmp_path / "large.md"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(FileRefused):
        own.add_file_at(large)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# T", "<h2>T</h2>"),
        ("a **b** *c*", "<p>a <b>b</b> <i>c</i></p>"),
        ("> q", "<blockquote><p>q</p></blockquote>"),
        ("- a\n- [ ] b", "<ul><li>a</li><li>☐ b</li></ul>"),
        ("1. a", "<ol><li>a</li></ol>"),
        ("{lines 2}", '<p class="fill">&nbsp;</p>' * 2),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("[a](b)", "<p>a</p>"),
    ],
)
def test_papers_as_html(text: str, html: str) -> None:
    assert paper_html(text) == html or html in paper_html(text)


def test_html_of_a_whole_worksheet_and_of_odd_lessons() -> None:
    assert "0 &nbsp; 1" in paper_html(WORKSHEET)
    assert "<td>&nbsp;</td>" in paper_html(WORKSHEET)
    assert plan_html({}) == ""
    odd: dict[str, Any] = {"segments": [{"title": "<i>", "minutes": "x"}], "facts": [{}], "sources": 3}
    assert "&lt;i&gt;" in plan_html(odd)
    assert sources_html(odd)

"""Folders of curricula: read, checked, and refused with a sentence that names file and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from iop_desktop.services.curriculum_check import check_place
from iop_desktop.services.curriculum_files import read_curriculum, read_lesson, shipped_curriculum
from iop_desktop.services.curriculum_source import MOST_BYTES_A_FILE, CurriculumFileRefused, belongs
from iop_desktop.services.errors import NotFound
from iop_desktop.services.lesson_check import check_content, check_curriculum, check_lesson
from iop_desktop.services.lesson_lookup import find_lesson
from tests.curricula import HANDOUT, LESSON, lesson, write_curriculum, write_lesson


def test_a_curriculum_is_read_as_it_was_written(tmp_path: Path) -> None:
    course = read_curriculum(write_curriculum(tmp_path / "walks", LESSON, lesson(title="Second")))
    assert (course.code, course.title, course.version, course.review_by.year) == (
        "walks",
        "Walks and Days",
        "1.0",
        2027,
    )
    assert [(found.code, found.number, found.title) for found in course.lessons] == [
        ("outside-01", 1, "A day outside"),
        ("outside-02", 2, "Second"),
    ]
    found = course.lessons[0]
    assert (found.minutes, found.segment_minutes) == (60, (15, 20, 10, 15))
    assert {key: value for key, value in found.content.items() if key in LESSON} == {
        key: value.strip() + "\n" if key in ("slides", "handout", "worksheet", "reading") else value
        for key, value in LESSON.items()
    }
    assert check_curriculum(course) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"minutes": 55}, "outside-01, lesson.toml: the segments add up to 60 minutes, not 55."),
        ({"color": "red"}, "outside-01, lesson.toml: color is no field of a lesson."),
        ({"handout": None}, "outside-01, handout.md: is missing or empty."),
        ({"handout": "# Short\n\nToo short.\n"}, "outside-01, handout.md: has 3 words; it has 200 to 450."),
        ({"handout": HANDOUT + "[a](b)"}, "outside-01, handout.md: has a link, which may not stand here."),
        ({"slides": None}, "outside-01, slides.md: there are no slides."),
        ({"summary": "For addicts."}, 'outside-01, lesson.toml: "addicts" may not stand here.'),
        ({"reading": "# R\n\n" + "Intoxication exacerbates vulnerability considerably. " * 60}, "needs reading grade"),
    ],
)
def test_findings_name_lesson_and_file(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    found = check_curriculum(read_curriculum(write_curriculum(tmp_path / "c", lesson(**changes))))
    assert any(said in sentence for sentence in found), found


def test_sources_may_hold_any_title() -> None:
    content = lesson(sources=["National Council on Alcoholics. Drug abuse among addicts. 1970."])
    assert check_content("x", content).complete


def test_a_listed_lesson_that_is_missing_is_a_finding(tmp_path: Path) -> None:
    folder = write_curriculum(tmp_path / "c", LESSON, LESSON)
    (folder / "outside" / "02-a-walk" / "lesson.toml").unlink()
    course = read_curriculum(folder)
    assert course.missing == ("outside-02",)
    assert check_curriculum(course) == ("outside-02, lesson.toml: it is listed in curriculum.toml but missing.",)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('code = "walks"', "", "code is missing"),
        ('code = "walks"', 'code = "Walks!"', "code has other signs"),
        ("format = 1", "format = 2", "format is not 1"),
        ('title = "Walks and Days"', "title = 3", "title is missing"),
        ("review_by = 2027-11-23", "", "review_by is no day"),
        ("review_by = 2027-11-23", 'review_by = "soon"', "review_by is no day"),
        ("[[modules]]", "[modules]", "modules are missing"),
        ("[[modules]]", "[[parts]]", "modules are missing"),
        ('title = "Going outside"', "", "module 1 has no code or no title"),
        ('lessons = ["01-a-walk"]', "lessons = []", "module outside has no lessons"),
        ('"01-a-walk"', '"../01-a-walk"', "lesson 1 is no folder that begins with 01-"),
        ('"01-a-walk"', '"02-a-walk"', "lesson 1 is no folder that begins with 01-"),
        ("version", "version =", "it is no valid TOML"),
    ],
)
def test_a_head_that_cannot_be_used_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    folder = write_curriculum(tmp_path / "c")
    head = folder / "curriculum.toml"
    head.write_text(head.read_text().replace(old, new))
    with pytest.raises(CurriculumFileRefused) as refused:
        read_curriculum(folder)
    assert f"curriculum.toml cannot be used: {why}" in refused.value.sentence or why in refused.value.sentence


def test_two_modules_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = write_curriculum(tmp_path / "c")
    head = folder / "curriculum.toml"
    text = head.read_text()
    head.write_text(text + text[text.index("[[modules]]") :])
    with pytest.raises(CurriculumFileRefused) as refused:
        read_curriculum(folder)
    assert "two modules have the same code" in refused.value.sentence


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    folder = write_curriculum(tmp_path / "c")
    place = folder / "outside" / "01-a-walk"
    (place / "handout.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CurriculumFileRefused, match="CurriculumFileRefused") as refused:
        read_curriculum(folder)
    assert "handout.md is no UTF-8 text" in refused.value.sentence
    (place / "handout.md").write_bytes(b"x" * (MOST_BYTES_A_FILE + 1))
    with pytest.raises(CurriculumFileRefused) as refused:
        read_curriculum(folder)
    assert "larger than a curriculum file can be" in refused.value.sentence


def test_one_lesson_can_be_read_by_itself(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path / "outside" / "07-a-walk", LESSON)
    found = read_lesson(folder)
    assert (found.code, found.number, check_lesson(found).complete) == ("outside-07", 7, True)
    assert read_lesson(write_lesson(tmp_path / "loose", LESSON)).code == "loose"
    with pytest.raises(CurriculumFileRefused):
        read_lesson(tmp_path)


def test_check_says_what_a_place_is(tmp_path: Path) -> None:
    folder = write_curriculum(tmp_path / "c")
    whole = check_place(folder)
    assert whole.about[0] == "Walks and Days (walks), version 1.0, en-US: 1 lessons."
    assert whole.about[2].endswith("To be read again by November 23, 2027.")
    (one,) = check_place(folder / "outside" / "01-a-walk").about
    assert one.startswith("outside-01: A day outside, 60 minutes, 3 slides, grade ")
    for wrong in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CurriculumFileRefused):
            check_place(wrong)


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("curriculum.toml", True),
        ("outside/01-a-walk/lesson.toml", True),
        ("outside/01-a-walk/handout.md", True),
        ("outside/01-a-walk/notes.md", False),
        ("../outside/lesson.toml", False),
        ("/etc/01/lesson.toml", False),
        ("a/../lesson.toml", False),
        ("a//lesson.toml", False),
        ("a\\b\\lesson.toml", False),
        ("c:/b/lesson.toml", False),
        ("lesson.toml", False),
    ],
)
def test_only_files_of_the_format_belong_to_a_curriculum(name: str, yes: bool) -> None:
    assert belongs(name) is yes


def test_lessons_are_found_by_id_or_folder(tmp_path: Path) -> None:
    found = find_lesson("early-recovery-05")
    assert (found.source.module, found.source.curriculum) == ("Early recovery", shipped_curriculum().title)
    folder = write_curriculum(tmp_path / "c") / "outside" / "01-a-walk"
    assert find_lesson(str(folder)).source.module == "Going outside"
    assert find_lesson(str(write_lesson(tmp_path / "loose", LESSON))).source.curriculum == ""
    with pytest.raises(NotFound):
        find_lesson("early-recovery-99")

"""``iop-desktop curriculum``: look at lessons, check and seal a curriculum, print handouts; needs no records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.speaking import plain_errors, print_json, say

if TYPE_CHECKING:
    from iop_desktop.services.curriculum_files import LessonFile

curriculum = typer.Typer(
    name="curriculum", help="Lessons: list, check, seal, slides and handouts.", rich_markup_mode=None
)


@curriculum.command("list")
def list_lessons(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """List the lessons of the curriculum that comes with the program."""
    with plain_errors():
        from iop_desktop.services.curriculum_files import shipped_curriculum

        course = shipped_curriculum()
        rows = [_row(module.code, lesson) for module in course.modules for lesson in module.lessons]
        if as_json:
            print_json({"code": course.code, "title": course.title, "version": course.version, "lessons": rows})
            return
        for row in rows:
            state = "" if row["complete"] else "  (not complete)"
            typer.echo(f"{row['id']}  {row['title']}, {row['minutes']} minutes{state}")


def _row(module: str, lesson: LessonFile) -> dict[str, object]:
    from iop_desktop.services.lesson_check import check_lesson

    report = check_lesson(lesson)
    return {
        "id": lesson.code,
        "module": module,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "segment_minutes": list(lesson.segment_minutes),
        "slides": report.slides,
        "grade": report.grade,
        "sources": list(lesson.content.get("sources", ())),
        "complete": report.complete,
    }


@curriculum.command("check")
def check(
    place: Annotated[Path, typer.Argument(metavar="PACK_OR_FOLDER", help="A sealed pack, a folder, or one lesson.")],
) -> None:
    """Say what a curriculum is and what is missing; for a pack also who signed it. The exit code is 1 for any fault."""
    with plain_errors():
        from iop_desktop.services.curriculum_check import check_place

        found = check_place(place)
        for line in found.about:
            typer.echo(line)
        for finding in found.findings:
            say(finding)
    if found.findings:
        raise typer.Exit(1)

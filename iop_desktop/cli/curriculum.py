"""``iop-desktop curriculum``: look at lessons, check and seal a curriculum, print handouts; needs no records."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iop_desktop.cli.speaking import plain_errors, print_json, say

if TYPE_CHECKING:
    from iop_desktop.services.curriculum_files import LessonFile

curriculum = typer.Typer(
    name="curriculum", help="Lessons: list, check, seal, slides and handouts.", rich_markup_mode=None
)


class Part(StrEnum):
    """What can be printed of a lesson."""

    HANDOUT = "handout"
    WORKSHEET = "worksheet"
    READING = "reading"
    PACKET = "packet"


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


@curriculum.command("pack")
def pack(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a curriculum.")],
    out: Annotated[Path | None, typer.Option("--out", help="The pack's file; else CODE-VERSION.zip here.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="The signing key's file; made when there is none.")] = None,
) -> None:
    """Seal a curriculum into one signed file. The key is made on first use and stays on this computer."""
    with plain_errors():
        from iop_desktop import paths
        from iop_desktop.services.curriculum_pack import seal_folder
        from iop_desktop.services.publisher_key import fingerprint_of, in_groups, publisher_key, raw_public

        signing_key = publisher_key(key or paths.publisher_key_file())
        course, content = seal_folder(folder, signing_key)
        file = out or Path(f"{course.code}-{course.version}.zip")
        _write(file, content)
        typer.echo(file)
        say(f"Signed with the key {in_groups(fingerprint_of(raw_public(signing_key.public_key())))}.")


@curriculum.command("handout")
def handout(
    lesson: Annotated[str, typer.Argument(metavar="LESSON", help="An id such as early-recovery-05, or a folder.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="Where the PDF goes.")],
    large: Annotated[bool, typer.Option("--large-print", help="Large print.")] = False,
    part: Annotated[Part, typer.Option("--part", help="Which paper of the lesson.")] = Part.HANDOUT,
) -> None:
    """Write the handout of a lesson, or another of its papers, as a tagged PDF."""
    with plain_errors():
        from iop_desktop.services.handouts import PaperKind, paper_pdf
        from iop_desktop.services.lesson_lookup import find_lesson

        found = find_lesson(lesson)
        today = datetime.now(UTC).date()
        _write(file, paper_pdf(found.lesson.content, found.source, PaperKind(part.value), today, large=large))
        typer.echo(file)


@curriculum.command("slides")
def slides(
    lesson: Annotated[str, typer.Argument(metavar="LESSON", help="An id such as early-recovery-05, or a folder.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the pictures go.")],
) -> None:
    """Draw every slide of a lesson as the room sees it, one PNG file each."""
    with plain_errors():
        # Has to be said before Qt is loaded: the pictures need no screen, even where there is one.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from iop_desktop.services.lesson_lookup import find_lesson

        found = find_lesson(lesson)
        from iop_desktop.app import draw_slides

        for path in draw_slides(str(found.lesson.content.get("slides", "")), found.lesson.title, folder):
            typer.echo(path)


def _write(file: Path, content: bytes) -> None:
    from iop_desktop.services.written_file import write_file

    write_file(file, content)

"""Papers of a lesson as PDF: for printing, for taking home, for a member who missed the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from iop_desktop.services.errors import UserError


class PaperKind(StrEnum):
    """What can be printed of a lesson."""

    HANDOUT = "handout"
    WORKSHEET = "worksheet"
    READING = "reading"
    PACKET = "packet"


class NoPaper(UserError):
    """The lesson has no such paper."""


@dataclass(frozen=True, slots=True)
class LessonSource:
    """What stands around a paper: where the lesson comes from."""

    curriculum: str
    version: str
    review: str
    module: str
    lesson: str


def papers_of(content: Mapping[str, Any]) -> tuple[PaperKind, ...]:
    """The papers that a lesson has; a packet when it has any."""
    there = tuple(kind for kind in PaperKind if str(content.get(kind) or "").strip())
    return (*there, PaperKind.PACKET) if there else ()


def paper_pdf(
    content: Mapping[str, Any],
    source: LessonSource,
    kind: PaperKind,
    made_on: date,
    *,
    large: bool = False,
    name: str = "",
) -> bytes:
    """One paper, or all of them (``PACKET``) for the member of this name or with a line for one. Raises NoPaper."""
    from iop_desktop.documents.handout import Paper, Source, render_packet, render_paper  # heavy: loaded when needed

    there = papers_of(content)
    if kind not in there:
        raise NoPaper(f"This lesson has no {kind}. Nothing was made.")
    about = Source(source.curriculum, source.version, source.review, source.module, source.lesson, made_on=made_on)
    if kind is not PaperKind.PACKET:
        return render_paper(Paper(kind.capitalize(), str(content[kind])), about, large=large)
    papers = [Paper(each.capitalize(), str(content[each])) for each in there if each is not PaperKind.PACKET]
    return render_packet(papers, about, large=large, name=name)

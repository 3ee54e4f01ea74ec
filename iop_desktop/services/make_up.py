"""Make-up packets: what a member missed, as one PDF for each who was away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.lessons import Curriculum, Lesson, Module
from iop_desktop.models.notes import Note
from iop_desktop.rules.notes import note_kind
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.changes import Changes
from iop_desktop.services.deliveries import delivery_of
from iop_desktop.services.errors import NotFound
from iop_desktop.services.handouts import LessonSource, NoPaper, PaperKind, paper_pdf
from iop_desktop.services.need_to_know import require_roster, seen_note
from iop_desktop.services.rights import needs
from iop_desktop.services.room_facts import RoomFacts, room_facts
from iop_desktop.services.session_heads import NO_SUCH_SESSION
from iop_desktop.services.session_leading import require_leading
from iop_desktop.services.sheet_people import names_on_sheets
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of
from iop_desktop.services.written_file import write_file

_NO_LESSON = "No lesson was given in this session yet, so there is no packet. Nothing was made."
_NOBODY = "Nobody is marked as away in this session, so there is no packet. Nothing was made."


@dataclass(frozen=True, slots=True)
class MakeUpPacket:
    """The papers of the lesson as it was given, with the member's name as it stands on the sign-in sheet."""

    client_id: UUID
    pdf: bytes = field(repr=False)


class MakeUpService:
    """Use cases of make-up packets. They are given to members and kept in no chart."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_SESSIONS)
    def away(self, session_id: UUID) -> int:
        """How many members are marked as away. Raises NotFound."""
        with self._unlocked.reading() as db:
            require_roster(db, self._unlocked, session_id)
            return len(_away(self._room(db, session_id)))

    @needs(Right.LEAD_GROUPS)
    def packets(
        self, session_id: UUID, *, client_id: UUID | None = None, large: bool = False
    ) -> tuple[MakeUpPacket, ...]:
        """One packet for each member who is away, or for this one. Raises NoPaper, NotFound, NotAllowed."""
        with self._unlocked.reading() as db:
            require_leading(db, self._unlocked, session_id)
            require_roster(db, self._unlocked, session_id)
            room = self._room(db, session_id)
            delivery = delivery_of(db, session_id)
            if delivery is None:
                raise NoPaper(_NO_LESSON)
            content, title = dict(delivery.content), delivery.title
            source = _source(db, delivery.lesson_id, title)
            names = names_on_sheets(db, [member.client_id for member in room.members])
        wanted = [each for each in _away(room) if client_id in (None, each)]
        if not wanted:
            raise NoPaper(_NOBODY)
        made = tuple(
            MakeUpPacket(each, paper_pdf(content, source, PaperKind.PACKET, room.day, large=large, name=names[each]))
            for each in wanted
        )
        self._audit(session_id, made, large)
        return made

    @needs(Right.LEAD_GROUPS)
    def save(self, session_id: UUID, folder: Path, *, client_id: UUID | None = None, large: bool = False) -> Changes:
        """Write the packets into a folder under names that tell nobody's. Nothing is overwritten.

        Raises as ``packets``, and NotWritten; files written before stay.
        """
        made = self.packets(session_id, client_id=client_id, large=large)
        with self._unlocked.reading() as db:
            day = self._room(db, session_id).day
        for packet in made:
            write_file(_free(folder, day), packet.pdf)
        return Changes(frozenset(), f"{count_of(len(made), 'make-up packet')} saved.")

    @needs(Right.WRITE_NOTES)
    def save_for_note(self, note_id: UUID, folder: Path) -> Changes:
        """Write the packet of the member whom a note is about. Raises as ``save``."""
        with self._unlocked.reading() as db:
            about = db.execute(select(Note.session_id, Note.client_id).where(Note.id == note_id)).one_or_none()
            if about is None:
                raise NotFound(NO_SUCH_SESSION)
            seen_note(db, self._unlocked, note_id)
        return self.save(about.session_id, folder, client_id=about.client_id)

    def _room(self, db: Database, session_id: UUID) -> RoomFacts:
        return room_facts(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)

    def _audit(self, session_id: UUID, made: tuple[MakeUpPacket, ...], large: bool) -> None:
        members: list[Json] = [str(packet.client_id) for packet in made]
        with self._unlocked.transaction() as db:
            self._unlocked.audit(db, "packets.made", session_id, {"members": members, "large": large})


def _away(room: RoomFacts) -> tuple[UUID, ...]:
    ids = (member.client_id for member in room.members)
    return tuple(each for each in ids if note_kind(room.attendance[each].status) is NoteKind.ABSENCE)


def _source(db: Database, lesson_id: UUID, title: str) -> LessonSource:
    module, curriculum = db.execute(
        select(Module, Curriculum)
        .join(Lesson, Lesson.module_id == Module.id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Lesson.id == lesson_id)
    ).one()
    return LessonSource(curriculum.title, curriculum.version, curriculum.review, module.title, title)


def _free(folder: Path, day: date) -> Path:
    number = 1
    while (path := folder / f"make-up-{day:%Y-%m-%d}-{number:02d}.pdf").exists():
        number += 1
    return path

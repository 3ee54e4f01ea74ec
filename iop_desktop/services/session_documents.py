"""Papers of a session that belong in no chart: its sign-in sheets."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Setting, Staff
from iop_desktop.models.groups import SessionDocument
from iop_desktop.rules.record import clock_text, day_text
from iop_desktop.rules.rights import Right
from iop_desktop.rules.sign_in import SheetNames
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotFound
from iop_desktop.services.need_to_know import require_roster
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.rights import needs
from iop_desktop.services.room_facts import room_facts
from iop_desktop.services.room_views import SessionPaper
from iop_desktop.services.session_leading import require_leading
from iop_desktop.services.sheet_people import SHEET_NAMES_SETTING, chosen_style, names_on_sheets
from iop_desktop.services.unlocked import Clock, Unlocked

if TYPE_CHECKING:
    from iop_desktop.documents.page_image import PageImage

SIGN_IN = "sign_in"
_NO_PAPER = "That paper is not in these records. Choose it again from its session."


class SessionDocumentService:
    """Use cases of a session's papers. What was made stays as it was made."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_SESSIONS)
    def papers(self, session_id: UUID) -> tuple[SessionPaper, ...]:
        """The papers kept with a session, latest first."""
        query = (
            select(SessionDocument.id, SessionDocument.kind, SessionDocument.made_at, Staff.name)
            .join(Staff, Staff.id == SessionDocument.made_by)
            .where(SessionDocument.session_id == session_id)
            .order_by(SessionDocument.made_at.desc(), SessionDocument.id.desc())
        )
        with self._unlocked.reading() as db:
            require_roster(db, self._unlocked, session_id)
            return tuple(
                SessionPaper(paper_id, kind, made_at, made_by, self._unlocked.zone)
                for paper_id, kind, made_at, made_by in db.execute(query)
            )

    @needs(Right.LEAD_GROUPS)
    def make_sign_in_sheet(self, session_id: UUID) -> UUID:
        """Make the sign-in sheet of a session and keep it; one that is the same already is not kept twice.

        Raises NotFound, and NotAllowed for who does not run the session.
        """
        # Heavy: loaded when it is needed.
        from iop_desktop.documents.sign_in_sheet import SignInSheet, render_sign_in_sheet

        with self._unlocked.reading() as db:
            require_leading(db, self._unlocked, session_id)
            require_roster(db, self._unlocked, session_id)
            room = room_facts(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)
            ids = [member.client_id for member in room.members]
            names = tuple(names_on_sheets(db, ids).values())
        head = room.head
        times = f"{clock_text(head.starts_at, head.zone)} to {clock_text(head.ends_at, head.zone)}"
        pdf = render_sign_in_sheet(
            SignInSheet(
                clinic_name=self._unlocked.clinic_name,
                group_name=head.group_name,
                session=f"Session {head.number}",
                when=f"{day_text(head.starts_at, head.zone)}, {times}",
                topic=head.lesson_title,
                facilitator=head.facilitator,
                cofacilitator=head.cofacilitator,
                place=head.place,
                names=names,
                created=head.starts_at,
            )
        )
        return self._keep(session_id, pdf)

    @needs(Right.READ_SESSIONS)
    def preview(self, paper_id: UUID, scale: float) -> tuple[PageImage, ...]:
        """The pages of a paper at ``scale`` pixels per point. Raises NotFound."""
        with self._unlocked.reading() as db:
            columns = (SessionDocument.session_id, SessionDocument.pdf)
            paper = db.execute(select(*columns).where(SessionDocument.id == paper_id)).one_or_none()
            if paper is None:
                raise NotFound(_NO_PAPER)
            require_roster(db, self._unlocked, paper.session_id)
            pdf = paper.pdf
        return pages_of(pdf, scale)

    @needs(Right.READ_SESSIONS)
    def sheet_names(self) -> SheetNames:
        """How the clinic names members on its sign-in sheets."""
        with self._unlocked.reading() as db:
            return chosen_style(db)

    @needs(Right.CHOOSE_SHEET_NAMES)
    def choose_sheet_names(self, style: SheetNames) -> Changes:
        """Choose how members are named. Raises NotAllowed for who is no administrator."""
        with self._unlocked.transaction() as db:
            db.merge(Setting(name=SHEET_NAMES_SETTING, value=style.value))
            self._unlocked.audit(db, "setting.chosen", SHEET_NAMES_SETTING, {"value": style.value})
        return Changes(frozenset({Topic.SESSIONS}), f"Sign-in sheets: {style.label.lower()}.")

    def _keep(self, session_id: UUID, pdf: bytes) -> UUID:
        digest = sha256(pdf).hexdigest()
        mine = (SessionDocument.session_id == session_id) & (SessionDocument.sha256 == digest)
        with self._unlocked.transaction() as db:
            kept = db.scalars(select(SessionDocument.id).where(mine)).first()
            if kept is not None:
                return kept
            paper_id = new_id()
            db.add(
                SessionDocument(
                    id=paper_id,
                    session_id=session_id,
                    kind=SIGN_IN,
                    pdf=pdf,
                    sha256=digest,
                    made_at=self._clock(),
                    made_by=self._unlocked.actor.staff_id,
                )
            )
            self._unlocked.audit(db, "session_document.made", paper_id, {"session": str(session_id), "kind": SIGN_IN})
        return paper_id

"""Clients' requests to amend their record (45 CFR 164.526): logged, extended, accepted, denied; all of it kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.amendments import AmendmentEvent, AmendmentRequest
from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Clinic
from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.models.people import Client
from iop_desktop.rules.amendments import (
    Step,
    StepFacts,
    refusals_of_request,
    refusals_of_step,
    standing,
)
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.addenda import begin_addition
from iop_desktop.services.amendment_rows import request_rows
from iop_desktop.services.amendment_views import RequestForm, RequestRow, StepForm
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.client_charts import NO_CLIENT
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.need_to_know import require_chart
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.rights import needs, require
from iop_desktop.services.unlocked import Clock, Unlocked

if TYPE_CHECKING:
    from iop_desktop.documents.page_image import PageImage

TOPICS = frozenset({Topic.CLIENTS, Topic.NOTES})
NO_REQUEST = "That request is not in these records. Nothing was changed; choose it again from the list."
_OTHER_CLIENT = Refusal("note", "That note is not this client's. Choose one of this client's signed notes.", "note")
_NO_NOTE = Refusal(
    "note", "Choose the note this request is about before accepting it: the addendum is linked to that note.", "note"
)
_NOT_DENIED = "This request was not denied, so there is no letter of denial. Nothing was changed."


class AmendmentService:
    """Use cases of amendment requests. Nothing is changed or deleted: each step is added to the ones before."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_CHARTS)
    def of_client(self, client_id: UUID) -> tuple[RequestRow, ...]:
        """The requests of one client, latest first. Raises NotAllowed."""
        with self._unlocked.reading() as db:
            require_chart(db, self._unlocked, client_id)
        return self._rows(select(AmendmentRequest).where(AmendmentRequest.client_id == client_id))

    @needs(Right.READ_CHARTS)
    def request(self, request_id: UUID) -> RequestRow:
        """One request. Raises NotFound."""
        rows = self._rows(select(AmendmentRequest).where(AmendmentRequest.id == request_id))
        if not rows:
            raise NotFound(NO_REQUEST)
        with self._unlocked.reading() as db:
            require_chart(db, self._unlocked, rows[0].client_id)
        return rows[0]

    @needs(Right.READ_CHARTS)
    def notes_of(self, client_id: UUID) -> tuple[tuple[UUID, str], ...]:
        """This client's signed original notes for choosing, latest first: id, and title with its day of signing."""
        with self._unlocked.reading() as db:
            require_chart(db, self._unlocked, client_id)
            rows = db.execute(
                select(Note.id, NoteVersion.kind, NoteVersion.created_at)
                .join(NoteVersion, NoteVersion.note_id == Note.id)
                .where(Note.client_id == client_id, Note.parent_id.is_(None), NoteVersion.number == 1)
                .where(Note.state != NoteState.IN_ERROR)
                .order_by(NoteVersion.created_at.desc())
            ).all()
        zone = self._unlocked.zone
        return tuple((key, f"{kind.label}, {long_date(at.astimezone(zone).date())}") for key, kind, at in rows)

    @needs(Right.LOG_REQUESTS)
    def log(self, form: RequestForm) -> Changes:
        """Keep a request as it came in. Raises Refused with every reason, NotFound."""
        asked = clean_text(form.asked)
        with self._unlocked.transaction() as db:
            if db.get(Client, form.client_id) is None:
                raise NotFound(NO_CLIENT)
            require_chart(db, self._unlocked, form.client_id)
            refusals = refusals_of_request(asked, form.received_on, self._today)
            if form.note_id is not None and not _is_of(db, form.note_id, form.client_id):
                refusals += (_OTHER_CLIENT,)
            if refusals:
                raise Refused(refusals)
            request = AmendmentRequest(
                id=new_id(),
                client_id=form.client_id,
                note_id=form.note_id,
                received_on=form.received_on,
                asked=asked,
                recorded_by=self._unlocked.actor.staff_id,
                recorded_at=self._clock(),
            )
            db.add(request)
            db.flush()
            self._unlocked.audit(db, "amendment.requested", request.id, {"client": str(form.client_id)})
        due = standing(form.received_on, (), self._today).due_on
        return Changes(TOPICS, f"The request is logged. It is to be answered by {long_date(due)}.")

    @needs(Right.ANSWER_REQUESTS)
    def take_step(self, request_id: UUID, form: StepForm) -> UUID | None:
        """Add a step; accepting begins the addendum and gives its id. Raises Refused, NotAllowed, NotFound.

        An acceptance is of a note: the addendum is begun on it by the person who accepts, and linked.
        """
        if form.step is AmendmentStep.ACCEPTED:
            require(self._unlocked.actor, Right.ACCEPT_REQUESTS)
        text = clean_text(form.text)
        with self._unlocked.transaction() as db:
            request = db.get(AmendmentRequest, request_id)
            if request is None:
                raise NotFound(NO_REQUEST)
            require_chart(db, self._unlocked, request.client_id)
            self._require_step(db, request, form, text)
            addendum_id = self._begin_addendum(db, request, form) if form.step is AmendmentStep.ACCEPTED else None
            denied = form.step is AmendmentStep.DENIED
            event = AmendmentEvent(
                id=new_id(),
                request_id=request_id,
                step=form.step,
                on=form.on,
                text=text,
                ground=form.ground if denied else None,
                addendum_id=addendum_id,
                recorded_by=self._unlocked.actor.staff_id,
                recorded_at=self._clock(),
            )
            db.add(event)
            db.flush()
            detail = {"step": form.step.value, "addendum": str(addendum_id) if addendum_id else ""}
            self._unlocked.audit(db, f"amendment.{form.step.value}", request_id, detail)
        return addendum_id

    @needs(Right.READ_CHARTS)
    def letter_of_denial(self, request_id: UUID) -> bytes:
        """The letter to the client as a tagged PDF, with the rights it must name. Raises NotFound."""
        from iop_desktop.documents.denial_letter import DenialLetter, render_denial_letter

        row = self.request(request_id)
        step = next((step for step in row.steps if step.step is AmendmentStep.DENIED), None)
        if step is None:
            raise NotFound(_NOT_DENIED)
        with self._unlocked.reading() as db:
            clinic = db.execute(select(Clinic.name, Clinic.address)).one()
            client = db.get_one(Client, row.client_id)
            name, address = f"{client.first_name} {client.last_name}".strip(), client.address
        letter = DenialLetter(
            clinic_name=clinic.name,
            clinic_address=clinic.address,
            client_name=name,
            client_address=address,
            written_on=step.on,
            received_on=row.received_on,
            asked=row.asked,
            note=row.note_title,
            ground=step.words.split(": ", 1)[-1],
            basis=step.text,
            signed_by=step.by,
            created=self._clock(),
        )
        with self._unlocked.transaction() as db:
            self._unlocked.audit(db, "amendment.letter", request_id)
        return render_denial_letter(letter)

    @needs(Right.READ_CHARTS)
    def letter_pages(self, request_id: UUID, scale: float) -> tuple[PageImage, ...]:
        """The letter as pictures; ``scale`` 1 is 72 dots an inch. Raises NotFound."""
        return pages_of(self.letter_of_denial(request_id), scale)

    @property
    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()

    def _require_step(self, db: Database, request: AmendmentRequest, form: StepForm, text: str) -> None:
        events = db.scalars(select(AmendmentEvent).where(AmendmentEvent.request_id == request.id))
        refusals = refusals_of_step(
            StepFacts(
                received_on=request.received_on,
                steps=tuple(Step(event.step, event.on) for event in events),
                step=form.step,
                on=form.on,
                today=self._today,
                text=text,
                ground=form.ground,
            )
        )
        note_id = request.note_id or form.note_id
        if form.step is AmendmentStep.ACCEPTED and note_id is None:
            refusals += (_NO_NOTE,)
        elif note_id is not None and not _is_of(db, note_id, request.client_id):
            refusals += (_OTHER_CLIENT,)
        if refusals:
            raise Refused(refusals)

    def _begin_addendum(self, db: Database, request: AmendmentRequest, form: StepForm) -> UUID:
        note_id = request.note_id or form.note_id
        if note_id is None:
            raise Refused((_NO_NOTE,))
        return begin_addition(db, self._unlocked, note_id, NoteKind.ADDENDUM)

    def _rows(self, query: Select[AmendmentRequest]) -> tuple[RequestRow, ...]:
        with self._unlocked.reading() as db:
            return request_rows(db, query, self._unlocked, self._today)


def _is_of(db: Database, note_id: UUID, client_id: UUID) -> bool:
    mine = select(Note.id).where(Note.id == note_id, Note.client_id == client_id)
    signed = select(NoteVersion.id).where(NoteVersion.note_id == note_id)
    return db.scalars(mine).first() is not None and db.scalars(signed).first() is not None

"""A note's whole life as rules of a machine: two vaults, five people at home and a supervisor elsewhere."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import NoteVersion
from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.note_vocabulary import AmendmentStep, ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import Record
from iop_desktop.rules.returns import HEADER, Remark
from iop_desktop.rules.vocabulary import ADDED_KINDS, AttendanceStatus, NoteFormat, NoteKind
from iop_desktop.services.actor import Actor
from iop_desktop.services.amendment_views import RequestForm, StepForm
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.errors import NotAllowed, Refused, Stale
from iop_desktop.services.packet_refusals import FileRefused
from iop_desktop.services.packet_views import MadeFile
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.two_clinics import REVIEWER, Place, TwoClinics
from tests.services.witness import Witness
from tests.services.writing import ABSENCE_DRAFT, Desk
from tests.support.clock import MovableClock

Item = TypeVar("Item")

FEW = st.integers(0, 3)
MEMBERS = st.integers(0, 1)
STATUSES = st.sampled_from(
    [AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.EXCUSED, AttendanceStatus.UNMARKED]
)
WORDS = st.sampled_from(["", "Calm.", "Left \N{HEBREW LETTER ALEF} early?", "‹stop›", "a\nb"])
WRITERS = st.sampled_from([INTERN, INTERN, SUPERVISOR, LICENSED])
KINDS = st.sampled_from(sorted(ADDED_KINDS))


CALLS = (
    ("Said the bus did not come.", "Ride is arranged for Tuesday."),
    ("Asked when the next group is and sounded rested.", "Come on Thursday at nine."),
    ("Told of a quiet weekend with a cousin.", "Bring the diary to the office."),
)


ADDED = (
    "Called back at four and asked for a bus pass.",
    "The sister brought the forms to the front desk.",
    "Present from ten past, as the sheet of that day shows.",
    "A letter of the employer came by mail on Thursday.",
    "Remembered the name of the old sponsor after the break.",
    "Slept five hours, by an own count in the diary.",
    "Wants the next visit moved to the morning.",
    "Handed in the homework that was left in the car.",
)


@dataclass(frozen=True, slots=True)
class Template:
    """Two paired clinics whose session has ended, locked; only to be copied."""

    clinic: SmallClinic
    away: Path
    clock: MovableClock

    @classmethod
    def make(cls, clinic: SmallClinic, away: Path, folder: Path) -> Template:
        """Copy the two clinics, pair them and hold the session."""
        shutil.copytree(clinic.folder, folder / "home")
        shutil.copytree(away, folder / "away")
        clock = MovableClock()
        vault = factories.vault_service(folder / "home", clock)
        clinic = replace(clinic, folder=folder / "home", vault=vault)
        two = TwoClinics(clinic, Place(vault, clock), Place(factories.vault_service(folder / "away", clock), clock))
        two.pair()
        Desk(clinic, two.home.unlocked(INTERN), clock).hold_session()
        two.home.lock()
        two.away.lock()
        return cls(clinic, folder / "away", clock)


def colleague(unlocked: Unlocked, login: str) -> Unlocked:
    """The same open vault in the hands of another member of staff."""
    with unlocked.reading() as db:
        staff = db.scalars(select(Staff).where(Staff.login == login)).one()
    actor = Actor(staff.id, login, staff.name, staff.credentials, staff.roles, staff.needs_cosignature)
    return Unlocked(
        unlocked.vault,
        unlocked.doorkeeper,
        unlocked.clock,
        actor=actor,
        clinic_name=unlocked.clinic_name,
        zone=unlocked.zone,
    )


class LifeOfANote(RuleBasedStateMachine):
    """Everybody does whatever the program lets them do to a few notes. ``happened`` counts what was not refused."""

    template: ClassVar[Template]
    happened: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        shutil.copytree(self.template.clinic.folder, self.folder / "home")
        shutil.copytree(self.template.away, self.folder / "away")
        self.clock, self.away_clock = MovableClock(self.template.clock()), MovableClock(self.template.clock())
        vault = factories.vault_service(self.folder / "home", self.clock)
        self.clinic = replace(self.template.clinic, folder=self.folder / "home", vault=vault)
        self.away = Place(factories.vault_service(self.folder / "away", self.away_clock), self.away_clock)
        self.reviewer = self.away.services(REVIEWER)
        self.home_witness, self.away_witness = Witness(), Witness()
        self.packets: list[MadeFile] = []
        self.answers: list[MadeFile] = []
        self.contacts: list[UUID] = []
        self.left = False
        self.written = 0
        self.open_home()

    def open_home(self) -> None:
        """The home vault is unlocked; everybody sits down."""
        self.unlocked = self.clinic.vault.unlock(INTERN, PASSPHRASE)
        self.people = {INTERN: self.unlocked} | {
            login: colleague(self.unlocked, login) for login in (SUPERVISOR, LICENSED, ADMINISTRATOR)
        }
        self.desks = {login: Desk(self.clinic, one, self.clock) for login, one in self.people.items()}
        self.services = {login: services_of(one, self.clock) for login, one in self.people.items()}

    @property
    def author(self) -> Desk:
        return self.desks[INTERN]

    @property
    def supervisor(self) -> Desk:
        return self.desks[SUPERVISOR]

    @property
    def administrator(self) -> Services:
        return self.services[ADMINISTRATOR]

    def teardown(self) -> None:
        try:
            self.home_witness.look_at_all(self.unlocked)
            self.away_witness.look_at_all(self.away.unlocked(REVIEWER))
        finally:
            self.clinic.vault.lock(self.unlocked)
            self.away.lock()
            shutil.rmtree(self.folder)

    @invariant()
    def nothing_signed_changes_and_no_draft_is_lost(self) -> None:
        self.home_witness.look(self.unlocked)
        self.away_witness.look(self.away.unlocked(REVIEWER))

    def attempt(self, what: str, action: Callable[[], object]) -> bool:
        """A refusal is an answer; anything else is a mistake. Whether it was done."""
        try:
            action()
        except (Refused, Stale, NotAllowed, FileRefused):
            return False
        self.happened[what] += 1
        return True

    @initialize(signed=st.sampled_from([True, True, False]))
    def start(self, signed: bool) -> None:
        """Most lives begin with two notes on their way to the supervisor."""
        if signed:
            self.write(0, "")
            self.write_look_and_sign(1, "")
            self.look(0)
            self.sign()

    # What is under the notes.

    @rule(member=MEMBERS, status=STATUSES)
    def mark(self, member: int, status: AttendanceStatus) -> None:
        client_id = self.clinic.client_ids[member]
        self.attempt("marked", lambda: self.author.attendance.mark(self.clinic.session_id, client_id, status))

    @rule()
    def undo(self) -> None:
        self.attempt("undone", lambda: self.author.attendance.undo(self.clinic.session_id))

    @rule(topic=WORDS, note_format=st.sampled_from(NoteFormat))
    def write_group_part(self, topic: str, note_format: NoteFormat) -> None:
        session_id, notes = self.clinic.session_id, self.author.notes
        revision = notes.group_part(session_id).revision
        self.attempt("group part", lambda: notes.save_group_part(session_id, revision, topic, "Taught.", note_format))

    # Notes of the session and of contacts.

    def notes(self) -> list[UUID]:
        """The notes of the first two members as far as they are owed, then those of contacts."""
        rows = {row.client_id: row.note_id for row in self.author.notes.list(self.clinic.session_id).rows}
        return [rows[client_id] for client_id in self.clinic.client_ids[:2] if client_id in rows] + self.contacts

    @rule(place=FEW, words=WORDS)
    def write(self, place: int, words: str) -> None:
        for note_id in chosen(self.notes(), place):
            view = self.author.notes.open(note_id)
            draft = ABSENCE_DRAFT if view.kind is NoteKind.ABSENCE else self.author.progress_draft(view)
            if note_id in self.contacts:
                response, plan = CALLS[self.contacts.index(note_id) % len(CALLS)]
                draft = NoteDraft(risk_check=RiskCheck.DENIED, response=response, plan=plan)
            goal_id = view.goals[0].goal_id if view.goals else ""
            draft = replace(draft, goal_id=goal_id, response=f"{draft.response} {words}".strip())
            if self.attempt("saved", partial(self.author.notes.save, note_id, view.revision, draft)):
                self.home_witness.saved(note_id, draft)

    @rule(place=FEW)
    def look(self, place: int) -> None:
        for note_id in chosen(self.notes(), place):
            view = self.author.notes.open(note_id)
            self.author.notes.mark_shown(note_id, view.digest)
            if view.kind is not NoteKind.ABSENCE and note_id in self.home_witness.drafts:
                assert view.draft.as_data() == self.home_witness.drafts[note_id]

    @rule(place=FEW, words=WORDS)
    def write_look_and_sign(self, place: int, words: str) -> None:
        self.write(place, words)
        self.look(place)
        self.sign()

    @rule()
    def sign(self) -> None:
        self.sign_as(INTERN, self.notes())

    @rule(minutes=st.integers(1, 300), member=MEMBERS)
    def keep_contact(self, minutes: int, member: int) -> None:
        details = self.call(minutes)
        client_id = self.clinic.client_ids[member]
        self.attempt("contact", lambda: self.contacts.append(self.services[INTERN].contacts.create(client_id, details)))

    @rule(place=FEW, minutes=st.integers(1, 300))
    def change_contact(self, place: int, minutes: int) -> None:
        for note_id in chosen(self.contacts, place):
            contact = self.author.notes.open(note_id).contact
            assert contact is not None
            change = self.services[INTERN].contacts.change
            self.attempt("contact changed", partial(change, contact.contact_id, contact.revision, self.call(minutes)))

    def call(self, minutes: int) -> ContactDetails:
        """A telephone call that ends now."""
        ends_at = self.clock()
        return ContactDetails(
            kind=ContactKind.PHONE,
            mode=ContactMode.AUDIO,
            starts_at=ends_at - timedelta(minutes=minutes),
            ends_at=ends_at,
            note_format=NoteFormat.DAP,
            interventions="Reviewed the week.",
        )

    # The supervisor.

    @rule()
    def review(self) -> None:
        self.review_as(SUPERVISOR)

    @rule(login=st.sampled_from([SUPERVISOR, SUPERVISOR, INTERN]))
    def cosign(self, login: str) -> None:
        """Whoever has a queue tries all of it and everything signed besides."""
        ids = dict.fromkeys([*(row.version_id for row in self.desks[login].cosigning.queue()), *self.versions()])
        self.attempt("asked to cosign", lambda: self._cosign(login, list(ids)))

    def _cosign(self, login: str, version_ids: list[UUID]) -> None:
        self.happened["cosigned"] += len(self.desks[login].cosigning.cosign(version_ids, PASSPHRASE).signed)

    @rule(login=st.sampled_from([SUPERVISOR, INTERN]))
    def review_and_cosign(self, login: str) -> None:
        self.review_as(login)
        self.cosign(login)

    @rule(place=FEW, comment=WORDS, marked=st.booleans())
    def give_back(self, place: int, comment: str, marked: bool) -> None:
        for version_id in chosen(self.versions(), place):
            remarks = passages(self.supervisor.records.record(version_id)) if marked else ()
            give_back = self.supervisor.cosigning.return_note
            if self.attempt("returned", partial(give_back, version_id, comment, remarks)):
                self.happened["remark"] += len(remarks)

    def review_as(self, login: str) -> None:
        for row in self.desks[login].cosigning.queue():
            self.desks[login].cosigning.mark_viewed(row.version_id)

    # What is added to a signed note.

    @rule(login=WRITERS, place=st.integers(0, 6), kind=KINDS)
    def begin(self, login: str, place: int, kind: NoteKind) -> None:
        for parent_id in chosen(self.signed_notes(), place):
            self.attempt(f"begun {kind.value}", partial(self.desks[login].addenda.begin, parent_id, kind))

    @rule(login=WRITERS, words=WORDS)
    def write_added(self, login: str, words: str) -> None:
        """Every open document of this person gets words of its own."""
        desk = self.desks[login]
        for row in desk.addenda.mine():
            self.written += 1
            view, text = desk.addenda.open(row.note_id), f"{ADDED[self.written % len(ADDED)]} {words}"
            reason = "Left out." if row.kind is not NoteKind.ADDENDUM else ""
            if self.attempt("added saved", partial(desk.addenda.save, row.note_id, view.revision, reason, text)):
                self.home_witness.saved(row.note_id, NoteDraft(reason=reason, response=text))
            desk.notes.mark_shown(row.note_id, desk.addenda.open(row.note_id).digest)

    @rule(login=WRITERS)
    def sign_added(self, login: str) -> None:
        self.sign_as(login, [row.note_id for row in self.desks[login].addenda.mine()])

    @rule(login=WRITERS, place=st.integers(0, 6), kind=KINDS)
    def add(self, login: str, place: int, kind: NoteKind) -> None:
        self.begin(login, place, kind)
        self.write_added(login, "")
        self.sign_added(login)

    @rule(login=WRITERS, place=FEW)
    def discard(self, login: str, place: int) -> None:
        desk = self.desks[login]
        for row in chosen(desk.addenda.mine(), place):
            if self.attempt("discarded", partial(desk.addenda.discard, row.note_id)):
                self.home_witness.drafts.pop(row.note_id, None)

    @rule(place=st.integers(0, 6))
    def accept_a_request(self, place: int) -> None:
        """A client asks to amend a signed note, and the supervisor accepts."""
        today = self.clock().astimezone(self.unlocked.zone).date()
        amendments = self.supervisor.amendments
        for note_id in chosen(self.signed_notes(), place):
            client_id = self.author.notes.open(note_id).client_id
            self.attempt("request", partial(amendments.log, RequestForm(client_id, "It was Friday.", today, note_id)))
            for request in amendments.of_client(client_id):
                step = StepForm(AmendmentStep.ACCEPTED, today)
                self.attempt("accepted", partial(amendments.take_step, request.request_id, step))

    # Packets.

    @rule(first=FEW, count=st.integers(1, 3))
    def send(self, first: int, count: int) -> None:
        made = self.services[INTERN].packets
        wanted = [row.version_id for row in made.sendable()][first : first + count]
        for partner in made.supervisors()[:1]:
            self.attempt("sent", partial(self._send, partner.partner_id, wanted))

    def _send(self, partner_id: UUID, wanted: list[UUID]) -> None:
        self.packets.append(self.services[INTERN].packets.make(partner_id, wanted, PASSPHRASE))

    @rule(place=FEW)
    def receive(self, place: int) -> None:
        self.away_clock.advance(minutes=1)
        for packet in chosen(self.packets, place):
            self.attempt("received", partial(self.reviewer.packet_inbox.open, packet.content, PASSPHRASE))

    @rule(comment=WORDS, cosigned=st.booleans())
    def decide(self, comment: str, cosigned: bool) -> None:
        """The reviewer takes the first note of the queue."""
        packets = self.reviewer.reviews.packets
        for item_id in [row.version_id for row in packets.queue()][:1]:
            packets.mark_viewed(item_id)
            if cosigned:
                self.attempt("cosigned away", partial(self._cosign_away, item_id))
            else:
                self.attempt("returned away", partial(packets.return_note, item_id, comment))

    def _cosign_away(self, item_id: UUID) -> None:
        if not self.reviewer.reviews.packets.cosign([item_id], PASSPHRASE).signed:
            raise NotAllowed("not ready")

    @rule(place=FEW)
    def answer(self, place: int) -> None:
        for due in chosen(self.reviewer.packet_inbox.answers_due(), place):
            self.attempt("answered", partial(self._answer, due.packet_id))

    def _answer(self, packet_id: UUID) -> None:
        self.answers.append(self.reviewer.packet_inbox.answer(packet_id, PASSPHRASE))

    @rule(place=FEW)
    def apply(self, place: int) -> None:
        for answer in chosen(self.answers, place):
            self.attempt("applied", partial(self.services[INTERN].packet_answers.apply, answer.content, PASSPHRASE))

    @rule(comment=WORDS, cosigned=st.booleans())
    def packet_there_and_back(self, comment: str, cosigned: bool) -> None:
        self.send(0, 1)
        self.receive(len(self.packets) - 1)
        self.decide(comment, cosigned)
        self.answer(0)
        self.apply(len(self.answers) - 1)

    # People, trust and time.

    @rule(login=st.sampled_from([INTERN, SUPERVISOR, LICENSED]))
    def renew(self, login: str) -> None:
        renew = self.administrator.staff.renew_certificate
        self.attempt("renewed", lambda: renew(self.clinic.staff[login]))

    @rule()
    def leave(self) -> None:
        leave = self.administrator.staff.leave
        self.left |= self.attempt("left", lambda: leave(self.clinic.staff[LICENSED], "Moved away."))

    @rule()
    def revoke_trust(self) -> None:
        partners = self.administrator.partners
        for row in partners.rows():
            self.attempt("trust revoked", partial(partners.revoke, row.partner_id, "Lost laptop."))

    @rule()
    def trust_again(self) -> None:
        card = self.reviewer.partners.my_card(PASSPHRASE)
        self.attempt("trusted", lambda: self.administrator.partners.trust(card.content, card.fingerprint))

    @rule(hours=st.integers(-30, 60))
    def wait(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    @rule(hours=st.integers(-3, 60))
    def wait_away(self, hours: int) -> None:
        self.away_clock.advance(hours=hours)

    @rule()
    def clocks_agree(self) -> None:
        latest = max(self.clock(), self.away_clock())
        self.clock.set(latest)
        self.away_clock.set(latest)

    @rule()
    def close_and_open(self) -> None:
        self.clinic.vault.lock(self.unlocked)
        self.open_home()

    # What the rules ask.

    def signed_notes(self) -> list[UUID]:
        """Every note with a signed version, in the order in which they were first signed."""
        with self.unlocked.reading() as db:
            signed = select(NoteVersion.note_id).where(NoteVersion.number == 1)
            return list(db.scalars(signed.order_by(NoteVersion.id)))

    def versions(self) -> list[UUID]:
        """Every signed version, in the order in which they were signed."""
        with self.unlocked.reading() as db:
            return list(db.scalars(select(NoteVersion.id).order_by(NoteVersion.id)))

    def sign_as(self, login: str, note_ids: Iterable[UUID]) -> None:
        """Sign what can be signed; who has left has no pass phrase any more."""
        if login != LICENSED or not self.left:
            self.attempt("asked to sign", lambda: self._sign(login, list(note_ids)))

    def _sign(self, login: str, note_ids: list[UUID]) -> None:
        self.happened["signed"] += len(self.desks[login].sign(note_ids).signed)


def chosen(found: Sequence[Item], place: int) -> Sequence[Item]:
    """The one at this place, counted round and round; nothing of nothing."""
    return (found[place % len(found)],) if found else ()


def passages(record: Record) -> tuple[Remark, ...]:
    """A remark on the first row of the record and one on its last paragraph."""
    label, value = record.header[0]
    title, texts = record.sections[-1]
    return (Remark(HEADER, f"{label} {value}", "Is it?"), Remark(title, texts[-1], "Say when."))

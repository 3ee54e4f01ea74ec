"""The life of a note by any path: nothing that was signed ever changes, and the audit chain holds."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from iop_desktop.models import audit_chain
from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion, Signature
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteFormat, NoteKind, NoteState
from iop_desktop.services.actor import Actor
from iop_desktop.services.errors import Refused, Stale
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.writing import ABSENCE_DRAFT, OWED, PROGRESS_DRAFT, Desk
from tests.support.clock import MovableClock

MEMBERS = st.integers(0, 1)
STATUSES = st.sampled_from(
    [AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.EXCUSED, AttendanceStatus.UNMARKED]
)
WORDS = st.sampled_from(["", "Calm.", "Left \N{HEBREW LETTER ALEF} early?", "‹stop›", "a\nb"])


def colleague(unlocked: Unlocked, login: str) -> Unlocked:
    """The same open vault in the hands of another member of staff."""
    with unlocked.reading() as db:
        staff = db.scalars(select(Staff).where(Staff.login == login)).one()
    actor = Actor(staff.id, login, staff.name, staff.credentials, staff.role, staff.needs_cosignature)
    return Unlocked(
        unlocked.vault,
        unlocked.doorkeeper,
        unlocked.clock,
        actor=actor,
        clinic_name=unlocked.clinic_name,
        zone=unlocked.zone,
    )


class LifeOfANote(RuleBasedStateMachine):
    """An intern and her supervisor do whatever the program lets them do to two notes."""

    template: SmallClinic

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        clock = MovableClock()
        shutil.copytree(self.template.folder, self.folder / "clinic")
        vault = factories.vault_service(self.folder / "clinic", clock)
        clinic = dataclasses.replace(self.template, folder=self.folder / "clinic", vault=vault)
        self.author = Desk(clinic, vault.unlock(factories.INTERN, clinic.passphrase), clock)
        self.supervisor = Desk(clinic, colleague(self.author.unlocked, factories.SUPERVISOR), clock)
        self.clinic, self.clock = clinic, clock
        self.author.hold_session()
        self.notes = self.author.note_ids()
        self.kept: dict[UUID, tuple[str, ...]] = {}

    def teardown(self) -> None:
        with self.author.unlocked.reading() as db:
            verdict = audit_chain.verify(db)
        try:
            assert verdict.ok
            assert {self.supervisor.records.verify(version_id) for version_id in self.kept} <= {(), OWED}
        finally:
            self.clinic.vault.lock(self.author.unlocked)
            shutil.rmtree(self.folder)

    @rule(member=MEMBERS, status=STATUSES)
    def mark(self, member: int, status: AttendanceStatus) -> None:
        self.try_to(lambda: self.author.attendance.mark(self.clinic.session_id, self.clinic.client_ids[member], status))

    @rule()
    def undo(self) -> None:
        self.try_to(lambda: self.author.attendance.undo(self.clinic.session_id))

    @rule(topic=WORDS, note_format=st.sampled_from(NoteFormat))
    def write_group_part(self, topic: str, note_format: NoteFormat) -> None:
        revision = self.author.notes.group_part(self.clinic.session_id).revision
        self.try_to(
            lambda: self.author.notes.save_group_part(self.clinic.session_id, revision, topic, "Taught.", note_format)
        )

    @rule(member=MEMBERS, words=WORDS)
    def write(self, member: int, words: str) -> None:
        view = self.author.notes.open(self.notes[member])
        draft = ABSENCE_DRAFT if view.kind is NoteKind.ABSENCE else PROGRESS_DRAFT
        goal_id = view.goals[0].goal_id
        changed = dataclasses.replace(draft, goal_id=goal_id, response=f"{draft.response} {words}".strip())
        self.try_to(lambda: self.author.notes.save(view.note_id, view.revision, changed))

    @rule(member=MEMBERS)
    def look(self, member: int) -> None:
        view = self.author.notes.open(self.notes[member])
        self.author.notes.mark_shown(view.note_id, view.digest)

    @rule(member=MEMBERS, words=WORDS)
    def write_look_and_sign(self, member: int, words: str) -> None:
        self.write(member, words)
        self.look(member)
        self.sign()

    @rule()
    def sign(self) -> None:
        self.try_to(lambda: self.author.sign(self.notes[:2]))

    @rule()
    def review(self) -> None:
        for row in self.supervisor.cosigning.queue():
            self.supervisor.cosigning.mark_viewed(row.version_id)

    @rule()
    def cosign(self) -> None:
        ids = [row.version_id for row in self.supervisor.cosigning.queue()]
        self.try_to(lambda: self.supervisor.cosigning.cosign([*ids, *self.kept], self.clinic.passphrase))

    @rule(comment=WORDS)
    def give_back(self, comment: str) -> None:
        for version_id in self.kept:
            self.try_to(partial(self.supervisor.cosigning.return_note, version_id, comment))

    @rule(hours=st.integers(-30, 60))
    def wait(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    def try_to(self, action: Callable[[], object]) -> None:
        """A refusal is an answer; anything else is a mistake."""
        with contextlib.suppress(Refused, Stale):
            action()

    @invariant()
    def what_was_signed_never_changes(self) -> None:
        found = self.versions()
        for version_id, prints in self.kept.items():
            assert found[version_id][: len(prints)] == prints
        self.kept = found

    @invariant()
    def states_fit_the_signatures(self) -> None:
        with self.author.unlocked.reading() as db:
            for note in db.scalars(select(Note)):
                numbers = db.scalars(select(NoteVersion.number).where(NoteVersion.note_id == note.id)).all()
                assert sorted(numbers) == list(range(1, len(numbers) + 1))
                assert (note.state is NoteState.DRAFT) == (not numbers)

    def versions(self) -> dict[UUID, tuple[str, ...]]:
        """Every signed version as prints: its record and digest, then each signature in the order it was made."""
        with self.author.unlocked.reading() as db:
            found: dict[UUID, tuple[str, ...]] = {
                version.id: (str(version.record), version.digest) for version in db.scalars(select(NoteVersion))
            }
            for signature in db.scalars(select(Signature).order_by(Signature.meaning)):
                prints = (signature.digest, signature.certificate_sha256, sha256(signature.pdf).hexdigest())
                found[signature.note_version_id] += (*prints, str(signature.signed_at))
        return found


@pytest.mark.slow
def test_no_path_changes_what_was_signed(clinic_template: SmallClinic) -> None:
    LifeOfANote.template = clinic_template
    run_state_machine_as_test(
        LifeOfANote,
        settings=settings(
            max_examples=8,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""The demo clinic: made through the services, really signed, alive on its first day, and never half made."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from iop_desktop.models.audit_chain import verify as verify_chain
from iop_desktop.models.groups import Group, Membership, Session
from iop_desktop.models.notes import Note, NoteVersion, Signature
from iop_desktop.models.people import Client
from iop_desktop.rules.vocabulary import AttendanceStatus, Meaning, NoteState
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.demo import DEMO_PASSPHRASE, DemoClinic, make_demo
from iop_desktop.services.demo_folder import FolderInUse
from iop_desktop.services.demo_run import run_demo_session
from iop_desktop.services.demo_story import run_demo_story
from iop_desktop.services.errors import Refused
from iop_desktop.services.front_door import VaultState
from iop_desktop.services.pdf_check import RootRefused, check_files
from iop_desktop.services.today_views import NeedKind
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.vault import VaultService
from tests.factories import CHEAP
from tests.support.byte_scan import demo_secrets, files_under, found_in_clear
from tests.support.clock import MovableClock


@dataclass(frozen=True)
class Made:
    """A demo clinic with two weeks of history, made once for all tests of this module."""

    demo: DemoClinic
    progress: tuple[tuple[int, int, str], ...]
    in_clear: tuple[str, ...]
    scanned: tuple[str, ...]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo") / "clinic"
    steps: list[tuple[int, int, str]] = []
    clock = MovableClock()
    demo = make_demo(
        folder,
        DEMO_PASSPHRASE,
        clock,
        kdf_cost=CHEAP,
        history_weeks=2,
        signed_weeks=2,
        zone="America/New_York",
        progress=lambda *step: steps.append(step),
    )
    # While the vault is open, its write-ahead log lies beside it.
    files = files_under(folder)
    found = found_in_clear(files, demo_secrets())
    VaultService(folder, clock, kdf_cost=CHEAP).lock(demo.unlocked)
    return Made(demo, tuple(steps), tuple(found), tuple(path.name for path in files))


@dataclass
class Desk:
    """The demo opened as one member of staff."""

    unlocked: Unlocked
    services: Services


@pytest.fixture
def opened(made: Made, clock: MovableClock) -> Iterator[dict[str, Desk]]:
    """Opens the demo as the login that is asked for: ``opened["jortiz"]``; the demo itself is not changed."""
    vaults = VaultService(made.demo.folder, clock, kdf_cost=CHEAP)

    class Desks(dict[str, Desk]):
        def __missing__(self, login: str) -> Desk:
            for desk in self.values():
                vaults.lock(desk.unlocked)
            unlocked = vaults.unlock(login, DEMO_PASSPHRASE)
            self[login] = Desk(unlocked, services_of(unlocked, clock))
            return self[login]

    desks = Desks()
    yield desks
    for desk in desks.values():
        vaults.lock(desk.unlocked)


def test_groups_and_members_are_as_promised(opened: dict[str, Desk]) -> None:
    with opened["plindholm"].unlocked.reading() as db:
        clients = db.scalar(select(func.count()).select_from(Client))
        sizes = db.execute(
            select(Group.code, func.count()).join(Membership, Membership.group_id == Group.id).group_by(Group.code)
        )
        assert dict(sizes.all()) == {"MIOP": 12, "TEEN": 8, "EIOP": 11}
    assert clients == 40
    assert len(opened["plindholm"].services.staff.rows()) == 4


def test_one_session_waits_to_be_run_by_the_intern_and_two_come_later(made: Made, opened: dict[str, Desk]) -> None:
    sessions = opened["dwhitfield"].services.sessions
    heads = sessions.today()
    assert [head.group_code for head in heads] == ["MIOP", "TEEN", "EIOP"]
    assert heads[0].session_id == made.demo.session_id == sessions.current()
    assert heads[0].is_mine
    assert all(head.started_at is None for head in heads)
    assert heads[0].starts_at == made.demo.starts_at
    assert len(opened["dwhitfield"].services.attendance.room(made.demo.session_id).rows) == 12
    lesson = opened["dwhitfield"].services.lessons.view(made.demo.session_id)
    assert lesson is not None
    assert lesson.title == "Cravings rise and fall"


def test_today_is_alive_for_the_intern(opened: dict[str, Desk]) -> None:
    today = opened["dwhitfield"].services.today.view()
    kinds = {need.kind: need.count for need in today.needs}
    assert kinds[NeedKind.NOTES] == 4
    assert kinds[NeedKind.RETURNED] == 1
    assert kinds[NeedKind.REVIEW] >= 1
    assert {watch.name for watch in today.watch} >= {"Renee Lindqvist", "Devon Baptiste", "Marcus Oyelaran"}
    assert today.hours is not None


def test_the_supervisor_has_a_queue_of_one_to_three_days(opened: dict[str, Desk]) -> None:
    queue = opened["anwosu"].services.cosigning.queue()
    assert len(queue) >= 5
    assert {row.age_days for row in queue} <= {0, 1, 2, 3}
    assert len({row.age_days for row in queue}) >= 2
    assert max(row.age_days for row in queue) >= 1


def test_the_returned_note_says_what_is_to_be_changed(opened: dict[str, Desk]) -> None:
    desk = opened["dwhitfield"]
    with desk.unlocked.reading() as db:
        note_id = db.scalars(select(Note.id).where(Note.state == NoteState.RETURNED)).one()
    view = desk.services.notes.open(note_id)
    assert view.return_comment.startswith("Please say in the plan")
    assert view.editable


def test_no_note_is_called_signed_without_a_signature_that_verifies(opened: dict[str, Desk]) -> None:
    desk = opened["anwosu"]
    with desk.unlocked.reading() as db:
        states = dict(db.execute(select(Note.id, Note.state)).all())
        versions = {note_id: one for one, note_id in db.execute(select(NoteVersion.id, NoteVersion.note_id))}
        signatures: defaultdict[UUID, set[Meaning]] = defaultdict(set)
        rows = select(NoteVersion.note_id, Signature.meaning).join(Signature)
        for note_id, meaning in db.execute(rows):
            signatures[note_id].add(meaning)
        interns = set(db.scalars(select(NoteVersion.note_id).where(NoteVersion.needs_cosignature)))
    assert sum(state is NoteState.COMPLETE for state in states.values()) >= 40
    for note_id, state in states.items():
        signed = state is not NoteState.DRAFT
        assert (Meaning.AUTHOR in signatures[note_id]) == signed
        assert (Meaning.COSIGNED in signatures[note_id]) == (state is NoteState.COMPLETE and note_id in interns)
    complete = [note_id for note_id, state in states.items() if state is NoteState.COMPLETE]
    for note_id in complete[::6]:
        assert desk.services.records.verify(versions[note_id]) == ()


def test_no_two_notes_of_a_session_say_the_same(opened: dict[str, Desk]) -> None:
    with opened["jortiz"].unlocked.reading() as db:
        texts: defaultdict[UUID, list[str]] = defaultdict(list)
        for session_id, draft in db.execute(select(Note.session_id, Note.draft)):
            texts[session_id] += [draft[name] for name in ("response", "plan", "outreach") if name in draft]
    assert texts
    for found in texts.values():
        assert len(set(found)) == len(found)


def test_history_has_every_kind_of_attendance(opened: dict[str, Desk]) -> None:
    desk = opened["jortiz"]
    ended = select(Session.id).where(Session.ended_at.is_not(None)).order_by(Session.starts_at.desc())
    with desk.unlocked.reading() as db:
        past = [desk.services.attendance.room(session_id) for session_id in db.scalars(ended).all()]
    statuses = {row.status for room in past for row in room.rows}
    assert len(past) == 18
    assert statuses >= {AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED, AttendanceStatus.NO_SHOW}
    assert AttendanceStatus.UNMARKED not in statuses
    numbers = [room.head.number for room in past if room.head.group_code == "MIOP"]
    assert numbers == list(range(27, 21, -1))


def test_the_audit_chain_holds_after_all_of_it(opened: dict[str, Desk]) -> None:
    with opened["plindholm"].unlocked.reading() as db:
        assert verify_chain(db).ok


def test_progress_goes_up_and_names_nobody(made: Made) -> None:
    assert made.progress[0] == (0, 4, "Setting up the clinic")
    assert made.progress[-1] == (6, 6, "Writing the history")
    assert {text for _, _, text in made.progress} == {"Setting up the clinic", "Writing the history"}


def test_nothing_of_it_can_be_read_on_the_disk(made: Made) -> None:
    assert {"clinic.db", "clinic.db-wal", "clinic.vault"} <= set(made.scanned)
    assert made.in_clear == ()


def test_secrets_are_left_out_of_what_a_demo_prints_about_itself(made: Made) -> None:
    assert DEMO_PASSPHRASE not in repr(made.demo)
    assert made.demo.recovery_code not in repr(made.demo)


def test_the_session_runs_to_twelve_verified_files(made: Made, tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(made.demo.folder, folder)
    demo = DemoClinic(**{**{name: getattr(made.demo, name) for name in DemoClinic.__slots__}, "folder": folder})
    clock.set(demo.starts_at + timedelta(hours=3, minutes=30))
    run = run_demo_session(demo, clock, kdf_cost=CHEAP)
    assert (run.members, run.present, run.notes_signed, run.notes_cosigned, run.verified) == (12, 10, 12, 12, 12)
    assert sorted(run.seconds) == ["attendance", "cosign", "export", "lesson", "notes", "sign", "unlock", "verify"]
    assert len(set(run.pdfs)) == 12
    assert all(path.parent == folder / "export" for path in run.pdfs)
    names = demo_secrets()
    assert not [path.name for path in run.pdfs for secret in names if secret in path.name]
    verdicts = check_files(run.pdfs, run.root_certificate)
    assert {tuple(signer.name for signer in verdict.signers) for verdict in verdicts} == {
        ("Dana Whitfield", "Amara Nwosu")
    }
    signed = [signer.signed_at for verdict in verdicts for signer in verdict.signers if signer.signed_at]
    assert all(demo.starts_at + timedelta(hours=3) <= moment <= clock() for moment in signed)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 8, 8, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 7, 10, tzinfo=UTC),
        datetime(2026, 11, 26, 3, 55, tzinfo=UTC),
    ],
    ids=["spring forward", "fall back", "late in the evening"],
)
def test_the_story_holds_at_odd_hours(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "America/New_York")
    run = run_demo_story(tmp_path / "clinic", DEMO_PASSPHRASE, MovableClock(now), kdf_cost=CHEAP, history_weeks=0)
    assert (run.members, run.verified) == (12, 12)
    assert run.seconds["demo"] > 0


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path, clock: MovableClock) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(FolderInUse) as refused:
        make_demo(tmp_path, DEMO_PASSPHRASE, clock, kdf_cost=CHEAP, history_weeks=0)
    assert "not empty" in refused.value.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_no_folder(tmp_path: Path, clock: MovableClock) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(FolderInUse):
        make_demo(tmp_path / "letter.txt", DEMO_PASSPHRASE, clock, kdf_cost=CHEAP, history_weeks=0)


@pytest.mark.parametrize("existed", [True, False])
@pytest.mark.parametrize("stop_at", ["Setting up the clinic", "Writing the history"])
def test_an_interrupt_leaves_the_folder_as_it_was(
    tmp_path: Path, clock: MovableClock, existed: bool, stop_at: str
) -> None:
    folder = tmp_path / "clinic"
    if existed:
        folder.mkdir()

    def stop(done: int, _total: int, doing: str) -> None:
        if doing == stop_at and done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(folder, DEMO_PASSPHRASE, clock, kdf_cost=CHEAP, history_weeks=1, signed_weeks=0, progress=stop)
    assert folder.exists() is existed
    if existed:
        assert list(folder.iterdir()) == []


def test_an_interrupt_of_the_session_takes_the_clinic_away_as_well(tmp_path: Path, clock: MovableClock) -> None:
    def stop(_done: int, _total: int, doing: str) -> None:
        if doing == "Co-signing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_demo_story(tmp_path / "clinic", DEMO_PASSPHRASE, clock, kdf_cost=CHEAP, history_weeks=0, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_weak_pass_phrase_is_refused_and_nothing_is_made(tmp_path: Path, clock: MovableClock) -> None:
    with pytest.raises(Refused):
        make_demo(tmp_path / "clinic", "password1234", clock, kdf_cost=CHEAP, history_weeks=0)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_can_be_opened_like_any_clinic(made: Made, clock: MovableClock) -> None:
    vaults = VaultService(made.demo.folder, clock, kdf_cost=CHEAP)
    assert vaults.state() is VaultState.READY
    assert set(vaults.logins()) == set(made.demo.logins)


def test_a_root_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("no certificate")
    for name in ("root.pem", "missing.pem"):
        with pytest.raises(RootRefused):
            check_files([], tmp_path / name)

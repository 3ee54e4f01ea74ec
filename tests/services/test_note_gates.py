"""The gates before signing on a real vault: own words, names of others, the clock, and decisions that are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, Membership
from iop_desktop.models.notes import Contact, GateDecision, Note, NoteVersion
from iop_desktop.models.people import Client
from iop_desktop.models.writing import Phrase
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, Gate
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.own_words import Level
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.gates import LONGEST_REASON, GateService
from iop_desktop.services.note_views import NoteView, Saved
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import PROGRESS_DRAFT, Desk
from tests.support.audit_log import entries
from tests.support.clock import MovableClock

REASON = "Both rehearsed the same sentence together."
LIKE = "Named payday as a trigger and rode out an urge in practice today, twice."


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    made = Desk(clinic, unlocked, clock)
    made.write_all()
    return made


@pytest.fixture
def gates(desk: Desk) -> GateService:
    return GateService(desk.unlocked, desk.clock)


def rewrite(desk: Desk, note_id: UUID, **texts: str) -> Saved:
    """Save other texts and look at them."""
    view = desk.notes.open(note_id)
    saved = desk.notes.save(note_id, view.revision, NoteDraft.from_data({**view.draft.as_data(), **texts}))
    desk.notes.mark_shown(note_id, saved.digest)
    return saved


def codes(found: Saved | NoteView) -> list[str]:
    return [refusal.code for refusal in found.missing]


def test_notes_in_own_words_raise_no_concern(desk: Desk) -> None:
    rows = desk.notes.list(desk.session_id).rows
    assert [row.concerns.level for row in rows] == [Level.FINE] * 4
    assert not any(row.concerns.any for row in rows)
    assert all(row.concerns.own_percent > 60 for row in rows)


def test_a_copied_response_is_refused_whatever_anybody_says(desk: Desk, gates: GateService) -> None:
    first, second = desk.note_ids()[:2]
    saved = rewrite(desk, second, response=PROGRESS_DRAFT.response.upper())
    assert codes(saved) == ["own-words-identical"]
    assert saved.concerns.level is Level.REFUSED
    assert [(shared.note_id, shared.whose) for shared in saved.concerns.shared] == [(first, "AO")]
    with pytest.raises(Refused) as caught:
        gates.keep_words(second, REASON)
    assert caught.value.refusals[0].code == "own-words-identical"
    (refused,) = desk.sign([second]).not_ready
    assert [reason.code for reason in refused.reasons] == ["own-words-identical"]


def test_a_like_text_is_signed_with_a_reason_for_these_very_texts(desk: Desk, gates: GateService) -> None:
    first, second = desk.note_ids()[:2]
    saved = rewrite(desk, second, response=LIKE)
    assert codes(saved) == ["own-words"]
    assert saved.concerns.own_percent < 60
    assert (saved.concerns.nearest, [each.whose for each in saved.concerns.shared]) == ("AO", ["AO"])
    with pytest.raises(Refused):
        gates.keep_words(second, "  because ")
    with pytest.raises(Refused):
        gates.keep_words(second, "x" * (LONGEST_REASON + 1))
    gates.keep_words(second, f" {REASON}\n")
    view = desk.notes.open(second)
    assert (codes(view), view.concerns.reason, view.concerns.level) == ([], REASON, Level.WARN)
    assert codes(rewrite(desk, second, response=LIKE + " Then a third time.")) == ["own-words"]
    assert codes(rewrite(desk, second, response=LIKE)) == []
    other = rewrite(desk, first, response=PROGRESS_DRAFT.response + " And more.")
    assert "own-words" in codes(other)
    assert "own-words" in codes(desk.notes.open(second))
    rewrite(desk, first, response=PROGRESS_DRAFT.response)
    assert desk.sign([second]).signed == (second,)
    with desk.unlocked.reading() as db:
        version = db.scalars(select(NoteVersion)).one()
    assert REASON not in json.dumps(version.record)
    (entry,) = entries(desk.unlocked, "gate.overridden")
    assert entry["details"] == {"gate": "own_words", "reason": REASON}


def test_there_must_be_something_to_keep(desk: Desk, gates: GateService) -> None:
    with pytest.raises(Refused) as caught:
        gates.keep_words(desk.note_ids()[0], REASON)
    assert caught.value.refusals[0].code == "own-words-none"
    with pytest.raises(NotFound):
        gates.keep_words(uuid4(), REASON)


def test_the_last_notes_of_the_member_count_with_their_day(desk: Desk) -> None:
    note_id = desk.note_ids()[0]
    with desk.unlocked.transaction() as db:
        note = db.get_one(Note, note_id)
        began = datetime(2020, 3, 2, 15, 0, tzinfo=UTC)
        contact = Contact(
            id=new_id(),
            client_id=note.client_id,
            staff_id=note.author_id,
            kind=ContactKind.INDIVIDUAL,
            mode=ContactMode.IN_PERSON,
            starts_at=began,
            ends_at=began + timedelta(hours=1),
            note_format=NoteFormat.DAP,
        )
        db.add(contact)
        db.flush()
        db.add(Note(contact_id=contact.id, client_id=note.client_id, author_id=note.author_id, draft=note.draft))
    view = desk.notes.open(note_id)
    assert codes(view) == ["own-words-identical"]
    assert {shared.whose for shared in view.concerns.shared} == {"Mar 2"}


def test_phrases_of_the_clinic_and_of_the_author_do_not_count(desk: Desk) -> None:
    second = desk.note_ids()[1]
    assert codes(rewrite(desk, second, response=LIKE)) == ["own-words"]
    with desk.unlocked.transaction() as db:
        db.add(
            Phrase(
                staff_id=None, abbreviation="rode", text="Named payday as a trigger and rode out an urge in practice."
            )
        )
        db.add(Phrase(staff_id=desk.clinic.staff[factories.LICENSED], abbreviation="x", text=LIKE))
    assert "own-words" not in codes(desk.notes.open(second))


def test_whom_one_tried_to_reach_may_be_said_in_phrases_alone(desk: Desk) -> None:
    """Nothing in an absence note is about what the member did or said, so there is nothing to be copied."""
    absent, text = desk.note_ids()[3], "Called at the start of the group and left a message with our number."
    with desk.unlocked.transaction() as db:
        db.add(Phrase(id=new_id(), abbreviation="o", text=text))
    saved = rewrite(desk, absent, outreach=text, plan=text)
    assert saved.missing == () and saved.concerns.level is Level.FINE


def test_a_name_of_another_member_is_removed_or_declared(desk: Desk, gates: GateService) -> None:
    first = desk.note_ids()[0]
    saved = rewrite(desk, first, response="Thanked Pepe, and Amara laughed with Dana.", plan="Call Joe's aunt.")
    assert codes(saved) == ["name-of-other", "name-of-other"]
    hits = [(hit.field, hit.word, hit.whose) for hit in saved.concerns.names]
    assert hits == [("response", "Pepe", ("PN",)), ("plan", "Joe's", ("PN",))]
    assert saved.record.sections
    assert [reason.code for refused in desk.sign([first]).not_ready for reason in refused.reasons] == [
        "name-of-other"
    ] * 2
    gates.not_a_name(first, "JOE’S")
    assert [hit.word for hit in desk.notes.open(first).concerns.names] == ["Pepe"]
    with pytest.raises(Refused) as caught:
        gates.not_a_name(first, "Tenzin")
    assert caught.value.refusals[0].code == "name-gone"
    rewrite(desk, first, response="Thanked a peer, and Amara laughed.")
    assert desk.sign([first]).signed == (first,)
    (entry,) = entries(desk.unlocked, "gate.false_alarm")
    assert entry["details"] == {"gate": "names"}


def test_a_false_alarm_holds_for_its_note_alone(desk: Desk, gates: GateService) -> None:
    first, second = desk.note_ids()[:2]
    rewrite(desk, first, plan="Call Tenzin.")
    rewrite(desk, second, plan="Write to Tenzin.")
    gates.not_a_name(first, "Tenzin")
    assert codes(desk.notes.open(first)) == []
    assert codes(desk.notes.open(second)) == ["name-of-other"]


def test_the_group_part_is_checked_against_everybody_and_declared_once(desk: Desk, gates: GateService) -> None:
    part = desk.notes.group_part(desk.session_id)
    desk.notes.save_group_part(desk.session_id, part.revision, "Amara and payday", part.interventions, part.note_format)
    for note_id in desk.note_ids():
        view = desk.notes.open(note_id)
        assert [(hit.field, hit.word) for hit in view.concerns.names] == [("topic", "Amara")]
    gates.not_a_name(desk.note_ids()[3], "Amara")
    assert not any(row.concerns.names for row in desk.notes.list(desk.session_id).rows)


def test_a_word_of_one_note_may_still_be_the_person_in_the_group_part(desk: Desk, gates: GateService) -> None:
    first = desk.note_ids()[0]
    rewrite(desk, first, plan="Call Tenzin.")
    gates.not_a_name(first, "Tenzin")
    part = desk.notes.group_part(desk.session_id)
    desk.notes.save_group_part(desk.session_id, part.revision, "Tenzin and pay", part.interventions, part.note_format)
    for note_id in desk.note_ids():
        assert [hit.field for hit in desk.notes.open(note_id).concerns.names] == ["topic"]
    gates.not_a_name(first, "Tenzin")
    assert not any(row.concerns.names for row in desk.notes.list(desk.session_id).rows)


def test_the_place_may_name_nobody_either(desk: Desk, gates: GateService) -> None:
    with desk.unlocked.transaction() as db:
        db.execute(text("UPDATE group_session SET place = 'The house of Tenzin'"))
    named = [hit for row in desk.notes.list(desk.session_id).rows for hit in row.concerns.names]
    assert {(hit.field, hit.word) for hit in named} == {("record", "Tenzin")}
    gates.not_a_name(desk.note_ids()[0], "Tenzin")
    assert not any(row.concerns.names for row in desk.notes.list(desk.session_id).rows)


def test_nicknames_and_who_left_lately_are_known(desk: Desk) -> None:
    first, second = desk.note_ids()[:2]
    with desk.unlocked.transaction() as db:
        client = db.get_one(Client, desk.clinic.client_ids[1])
        client.nicknames = "Chispa"
        membership = db.scalars(select(Membership).where(Membership.client_id == client.id)).one()
        head = desk.notes.list(desk.session_id).head
        assert head is not None
        membership.last_on = head.starts_at.date() - timedelta(days=80)
    saved = rewrite(desk, first, plan="Ask Chispa for the song.")
    assert [hit.word for hit in saved.concerns.names] == ["Chispa"]
    assert codes(rewrite(desk, second, plan="Chispa sings on Friday.")) == []


def test_what_stands_elsewhere_in_the_record_is_found_too(desk: Desk) -> None:
    with desk.unlocked.transaction() as db:
        db.execute(text("UPDATE goal SET text = 'Make peace with Siobhan'"))
    named = [hit for row in desk.notes.list(desk.session_id).rows for hit in row.concerns.names]
    assert named
    assert {(hit.field, hit.word) for hit in named} == {("record", "Siobhan")}


def test_contradictions_stop_a_signature(desk: Desk) -> None:
    absent = desk.note_ids()[3]
    saved = rewrite(desk, absent, plan="He participated actively and will call.", response="Shared a lot.")
    assert codes(saved) == ["left-over", "absent-took-part"]


def test_only_writers_decide(desk: Desk, as_staff: AsStaff) -> None:
    second = desk.note_ids()[1]
    rewrite(desk, second, response=LIKE, plan="Call Tenzin.")
    other = GateService(as_staff(factories.SUPERVISOR), desk.clock)
    with pytest.raises(NotAllowed):
        other.keep_words(second, REASON)
    with pytest.raises(NotAllowed):
        other.not_a_name(second, "Tenzin")


def test_supervisors_and_administrators_read_all_decisions(desk: Desk, gates: GateService, as_staff: AsStaff) -> None:
    second = desk.note_ids()[1]
    rewrite(desk, second, response=LIKE, plan="Call Tenzin.")
    gates.keep_words(second, REASON)
    desk.clock.advance(minutes=1)
    gates.not_a_name(second, "Tenzin")
    today = desk.clock().astimezone(desk.unlocked.zone).date()
    with pytest.raises(NotAllowed):
        gates.report(today, today)
    for login in (factories.SUPERVISOR, factories.ADMINISTRATOR):
        report = GateService(as_staff(login), desk.clock).report
        newest, oldest = report(today, today)
        assert (newest.gate, newest.reason, newest.note_id) == (Gate.NAMES, "", second)
        assert newest.about.endswith(", Morning IOP")
        assert newest.on == today
        assert (oldest.gate, oldest.reason, oldest.author) == (Gate.OWN_WORDS, REASON, "Dana Whitfield")
        assert report(today + timedelta(days=1), today + timedelta(days=2)) == ()
        assert report(today - timedelta(days=9), today - timedelta(days=1)) == ()


def test_a_decision_is_never_changed(desk: Desk, gates: GateService) -> None:
    first = desk.note_ids()[0]
    rewrite(desk, first, plan="Call Tenzin.")
    gates.not_a_name(first, "Tenzin")
    for statement in ("UPDATE gate_decision SET matter = 'pepe'", "DELETE FROM gate_decision"):
        with pytest.raises(DatabaseError), desk.unlocked.transaction() as db:
            db.execute(text(statement))
    with desk.unlocked.reading() as db:
        assert db.scalars(select(GateDecision.matter)).all() == ["tenzin"]


def late_of(desk: Desk, note_id: UUID) -> tuple[bool, object]:
    with desk.unlocked.reading() as db:
        version = db.scalars(select(NoteVersion).where(NoteVersion.note_id == note_id)).one()
    return version.late_entry, version.due_on


def test_a_late_note_says_so_and_keeps_its_due_day(desk: Desk) -> None:
    first, second, third = desk.note_ids()[:3]
    with desk.unlocked.transaction() as db:
        program = db.scalars(
            select(Program).join(Group, Group.program_id == Program.id).where(Group.id == desk.clinic.group_id)
        ).one()
        program.rule_packs = ["texas", "california"]
    row = desk.notes.list(desk.session_id).rows[0]
    days = (row.due_on - desk.clock().date()).days if row.due_on else 0
    assert days in (2, 3, 4)
    desk.sign([first])
    desk.clock.advance(days=days)
    assert not any(row.late for row in desk.notes.list(desk.session_id).rows)
    desk.sign([second])
    desk.clock.advance(days=1)
    assert [row.late for row in desk.notes.list(desk.session_id).rows].count(True) == 2
    assert desk.notes.open(third).late
    desk.sign([third])
    assert late_of(desk, first) == late_of(desk, second) == (False, row.due_on)
    assert late_of(desk, third) == (True, row.due_on)


def test_nobody_signs_by_a_clock_in_the_past(desk: Desk) -> None:
    first = desk.note_ids()[0]
    desk.clock.advance(minutes=-30)
    (refused,) = desk.sign([first]).not_ready
    assert [reason.code for reason in refused.reasons] == ["clock-session", "clock-log"]
    desk.clock.advance(minutes=30)
    assert desk.sign([first]).signed == (first,)
    desk.clock.advance(minutes=-1)
    assert "clock-log" in [reason.code for reason in desk.sign([desk.note_ids()[1]]).not_ready[0].reasons]


def complete(desk: Desk, as_staff: AsStaff) -> Desk:
    """Everything is signed and co-signed; the desk of the supervisor."""
    desk.sign(desk.note_ids())
    reader = Desk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)
    versions = [row.version_id for row in reader.cosigning.queue()]
    for version_id in versions:
        reader.cosigning.mark_viewed(version_id)
    reader.cosigning.cosign(versions, desk.clinic.passphrase)
    return reader


def test_an_export_that_names_another_member_stops(desk: Desk, as_staff: AsStaff, tmp_path: Path) -> None:
    first = desk.note_ids()[0]
    rewrite(desk, first, plan="Call Bertrand.")
    reader = complete(desk, as_staff)
    with reader.unlocked.transaction() as db:
        db.get_one(Client, desk.clinic.client_ids[1]).nicknames = "Bertrand"
    with pytest.raises(Refused) as caught:
        reader.records.export(desk.session_id, tmp_path / "out")
    assert "“Bertrand”" in caught.value.sentence
    with pytest.raises(Refused):
        reader.records.export_note(first, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    author = Desk(desk.clinic, as_staff(factories.INTERN), desk.clock)
    GateService(author.unlocked, desk.clock).not_a_name(first, "Bertrand")
    assert len(author.records.export(desk.session_id, tmp_path / "out")) == 4


def test_the_name_of_a_file_names_no_member(desk: Desk, as_staff: AsStaff, tmp_path: Path) -> None:
    with desk.unlocked.transaction() as db:
        db.get_one(Group, desk.clinic.group_id).code = "TENZIN"
    reader = complete(desk, as_staff)
    paths = reader.records.export(desk.session_id, tmp_path / "out")
    assert len(paths) == 4
    assert all("-group-" in path.name for path in paths)

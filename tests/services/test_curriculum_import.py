"""Packs and the shipped course come into a real vault."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.lessons import Curriculum, Lesson, Publisher
from iop_desktop.rules.vocabulary import CurriculumOrigin
from iop_desktop.services.curriculum import CurriculumService
from iop_desktop.services.curriculum_files import shipped_curriculum
from iop_desktop.services.curriculum_import import CurriculumImportService
from iop_desktop.services.curriculum_pack import PackRefused, seal_folder
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.own_lessons import OwnLessonService
from iop_desktop.services.pack_archive import SIGNATURE, read_archive, write_archive
from iop_desktop.services.unlocked import Unlocked
from tests.curricula import LESSON, lesson, write_curriculum
from tests.factories import ADMINISTRATOR, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def packed(folder: Path, *lessons: dict[str, Any], key: Ed25519PrivateKey = KEY, **head: Any) -> Path:
    """A signed pack of these lessons."""
    path = folder.with_suffix(".zip")
    path.write_bytes(seal_folder(write_curriculum(folder, *lessons, **head), key)[1])
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return packed(tmp_path / "one", LESSON, lesson(title="Rest"))


@pytest.fixture
def renewed(tmp_path: Path) -> Path:
    """Version 1.1: the first lesson rewritten, the second gone, a third that is new as the second."""
    return packed(tmp_path / "two", lesson(summary="Better words."), version="1.1")


@pytest.fixture
def admin(as_staff: AsStaff) -> Unlocked:
    return as_staff(ADMINISTRATOR)


@pytest.fixture
def imports(admin: Unlocked, clock: MovableClock) -> CurriculumImportService:
    return CurriculumImportService(admin, clock)


def titles(unlocked: Unlocked) -> dict[str, bool]:
    """Lessons of the pack by code, and whether they are retired."""
    with unlocked.reading() as db:
        rows = db.execute(select(Lesson.code, Lesson.retired).where(Lesson.code.startswith("outside")))
        return {row.code: row.retired for row in rows}


def id_of(unlocked: Unlocked, code: str) -> UUID:
    with unlocked.reading() as db:
        return db.scalars(select(Lesson.id).where(Lesson.code == code)).one()


def test_a_pack_is_shown_before_it_comes_in(imports: CurriculumImportService, admin: Unlocked, pack: Path) -> None:
    preview = imports.preview(pack)
    assert (preview.title, preview.version, preview.author, preview.lessons) == (
        "Walks and Days",
        "1.0",
        "The walkers",
        2,
    )
    assert (preview.publisher, preview.needs_acceptance, preview.replaces) == ("", True, "")
    assert len(preview.fingerprint.replace(" ", "")) == 64
    assert preview.added == ("outside-01", "outside-02")
    assert (preview.replaced, preview.edited, preview.retired, preview.findings) == ((), (), (), ())
    assert titles(admin) == {}


def test_an_unknown_author_needs_an_administrator_who_accepts(
    as_staff: AsStaff, clock: MovableClock, pack: Path
) -> None:
    supervisor = CurriculumImportService(as_staff(SUPERVISOR), clock)
    for accept in (False, True):
        with pytest.raises(NotAllowed):
            supervisor.run(pack, accept=accept)
    unlocked = as_staff(ADMINISTRATOR)
    imports = CurriculumImportService(unlocked, clock)
    with pytest.raises(NotAllowed):
        imports.run(pack)
    assert titles(unlocked) == {}
    changes = imports.run(pack, accept=True)
    assert changes.message == "Walks and Days, version 1.0: 2 lessons added."
    assert titles(unlocked) == {"outside-01": False, "outside-02": False}
    with unlocked.reading() as db:
        publisher = db.scalars(select(Publisher)).one()
        course = db.scalars(select(Curriculum).where(Curriculum.code == "walks")).one()
        actions = " ".join(db.scalars(select(AuditEvent.body)))
    assert (publisher.name, publisher.accepted_by) == ("The walkers", unlocked.actor.staff_id)
    assert (course.origin, course.publisher) == (CurriculumOrigin.IMPORTED, publisher.fingerprint)
    assert "publisher.accepted" in actions
    assert "curriculum.imported" in actions


def test_an_accepted_author_is_known_afterwards(
    as_staff: AsStaff, clock: MovableClock, pack: Path, renewed: Path
) -> None:
    CurriculumImportService(as_staff(ADMINISTRATOR), clock).run(pack, accept=True)
    supervisor = CurriculumImportService(as_staff(SUPERVISOR), clock)
    preview = supervisor.preview(renewed)
    assert (preview.publisher, preview.needs_acceptance, preview.replaces) == ("The walkers", False, "1.0")
    supervisor.run(renewed)


def test_a_facilitator_brings_in_no_course(as_staff: AsStaff, clock: MovableClock, pack: Path, renewed: Path) -> None:
    CurriculumImportService(as_staff(ADMINISTRATOR), clock).run(pack, accept=True)
    facilitator = CurriculumImportService(as_staff("dwhitfield"), clock)
    with pytest.raises(NotAllowed):
        facilitator.run(renewed)
    with pytest.raises(NotAllowed):
        facilitator.add_shipped()


def test_a_newer_version_renews_lessons_and_touches_no_delivery(
    imports: CurriculumImportService,
    as_staff: AsStaff,
    clock: MovableClock,
    clinic: SmallClinic,
    pack: Path,
    renewed: Path,
) -> None:
    imports.run(pack, accept=True)
    intern = as_staff("dwhitfield")
    lessons = LessonService(intern, clock)
    lessons.choose(clinic.session_id, id_of(intern, "outside-01"))
    given = lessons.view(clinic.session_id)
    admin = as_staff(ADMINISTRATOR)
    changes = CurriculumImportService(admin, clock).run(renewed)
    assert changes.message == "Walks and Days, version 1.1: 0 lessons added, 1 renewed, 1 no longer offered."
    assert titles(admin) == {"outside-01": False, "outside-02": True}
    page = CurriculumService(admin, clock).lesson(id_of(admin, "outside-01"))
    assert (page.version, page.content["summary"]) == ("1.1", "Better words.")
    assert LessonService(admin, clock).view(clinic.session_id) == given


def test_lessons_the_clinic_edited_are_kept_unless_it_takes_the_new(
    imports: CurriculumImportService, admin: Unlocked, clock: MovableClock, pack: Path, renewed: Path
) -> None:
    imports.run(pack, accept=True)
    curriculum, own = CurriculumService(admin, clock), OwnLessonService(admin, clock)
    first, second = id_of(admin, "outside-01"), id_of(admin, "outside-02")
    for lesson_id in (first, second):
        own.save(lesson_id, curriculum.lesson(lesson_id).revision, lesson(title="Ours"))
    assert imports.preview(renewed).edited == ("outside-01",)
    changes = imports.run(renewed)
    assert "1 that you edited kept" in changes.message
    assert curriculum.lesson(first).title == "Ours"
    assert titles(admin) == {"outside-01": False, "outside-02": False}, "an edited lesson is not retired"
    imports.run(renewed, take_new=("outside-01",))
    page = curriculum.lesson(first)
    assert (page.title, page.edited) == ("A day outside", False)


def test_a_pack_may_not_pass_for_a_course_of_another_author(
    imports: CurriculumImportService, tmp_path: Path, pack: Path
) -> None:
    imports.run(pack, accept=True)
    other = packed(tmp_path / "other", key=Ed25519PrivateKey.generate(), version="9")
    unsigned = tmp_path / "unsigned.zip"
    files = read_archive(pack.read_bytes())
    del files[SIGNATURE]
    unsigned.write_bytes(write_archive(files))
    basics = packed(tmp_path / "basics", code="basics")
    for path in (other, unsigned, basics):
        with pytest.raises(PackRefused) as refused:
            imports.run(path, accept=True)
        assert "another author" in refused.value.sentence


def test_an_unsigned_pack_comes_in_only_when_an_administrator_accepts_it(
    imports: CurriculumImportService, admin: Unlocked, pack: Path
) -> None:
    files = read_archive(pack.read_bytes())
    del files[SIGNATURE]
    pack.write_bytes(write_archive(files))
    assert imports.preview(pack).fingerprint == ""
    with pytest.raises(NotAllowed):
        imports.run(pack)
    imports.run(pack, accept=True)
    with admin.reading() as db:
        assert db.scalars(select(Publisher)).all() == []


def test_a_damaged_pack_changes_nothing(imports: CurriculumImportService, admin: Unlocked, pack: Path) -> None:
    pack.write_bytes(pack.read_bytes()[:-40])
    for call in (imports.preview, imports.run):
        with pytest.raises(PackRefused):
            call(pack)
    assert titles(admin) == {}


def test_the_shipped_course_is_offered_and_added_once(imports: CurriculumImportService, admin: Unlocked) -> None:
    offer = imports.offer()
    assert offer is not None
    assert (offer.code, offer.replaces) == ("iop-core", "")
    imports.add_shipped()
    assert imports.offer() is None
    with admin.reading() as db:
        course = db.scalars(select(Curriculum).where(Curriculum.code == "iop-core")).one()
        lessons = db.scalars(select(Lesson.code).where(Lesson.code != "")).all()
    assert course.origin is CurriculumOrigin.SHIPPED
    assert len(lessons) == len(shipped_curriculum().lessons)


@pytest.mark.parametrize(
    ("here", "offered"), [("0.9", True), ("0.10.2", True), ("1.0", False), ("1.10", False), ("2", False)]
)
def test_an_older_course_is_offered_the_newer_one(
    imports: CurriculumImportService, admin: Unlocked, here: str, offered: bool
) -> None:
    imports.add_shipped()
    with admin.transaction() as db:
        db.scalars(select(Curriculum).where(Curriculum.code == "iop-core")).one().version = here
    found = imports.offer()
    assert (found is not None) is offered
    assert found is None or found.replaces == here


@pytest.mark.parametrize("code", ["clinic", "iop-core"])
def test_no_pack_takes_the_name_of_our_own_lessons(
    imports: CurriculumImportService, admin: Unlocked, clock: MovableClock, tmp_path: Path, code: str
) -> None:
    """Neither the clinic's lessons nor the shipped course can be kept out by a pack that came first."""
    pack = packed(tmp_path / "hostile", LESSON, code=code, version="99.0")
    for attempt in (imports.preview, lambda path: imports.run(path, accept=True)):
        with pytest.raises(PackRefused) as refused:
            attempt(pack)
        assert "from another author" in refused.value.sentence
    assert OwnLessonService(admin, clock).create("Ours")
    assert imports.offer() is not None


def test_what_the_clinic_retired_is_not_offered_again_by_a_renewal(
    imports: CurriculumImportService, admin: Unlocked, clock: MovableClock, pack: Path, tmp_path: Path
) -> None:
    imports.run(pack, accept=True)
    own = OwnLessonService(admin, clock)
    own.retire(id_of(admin, "outside-01"))
    newer = packed(tmp_path / "newer", lesson(summary="Better words."), lesson(title="Rest"), version="1.1")
    assert imports.run(newer).message.endswith("1 renewed, 1 still retired.")
    assert titles(admin) == {"outside-01": True, "outside-02": False}
    own.offer_again(id_of(admin, "outside-01"))
    assert CurriculumService(admin, clock).lesson(id_of(admin, "outside-01")).content["summary"] == "Better words."

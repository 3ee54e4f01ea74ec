"""Coverage of a group: 40 members by the 48 lessons of the course, read from the vault and shown."""

from __future__ import annotations

import statistics
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, insert, select

from benchmarks.clinic import own_copy
from benchmarks.measuring import percentile, report, seconds_of
from benchmarks.window import leave, running
from iop_desktop.models.base import new_id
from iop_desktop.models.groups import AttendanceEvent, Group, Membership, Session
from iop_desktop.models.lessons import Delivery, Lesson
from iop_desktop.models.people import Client
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.curriculum_page import COVERAGE, CurriculumPage

MEMBERS, TIMES = 40, 40
_LIMIT_MS = 100


def main(place: Path) -> None:
    """Read and show the matrix many times over."""
    with own_copy(place) as clinic, running(clinic, clinic.story_clock()) as driver:
        driver.unlock(clinic.facilitator, clinic.passphrase)
        desk, unlocked = driver.program.desk, driver.program.front.unlocked
        assert desk is not None
        assert unlocked is not None
        group_id = _fill(unlocked)
        coverage = desk.services.coverage
        matrix = coverage.matrix(group_id)
        assert (len(matrix.members), len(matrix.lessons)) == (MEMBERS, 48)
        read = [seconds_of(lambda: coverage.matrix(group_id)) for _ in range(TIMES)]
        report("coverage 40 x 48 read, median", statistics.median(read) * 1000, "ms")
        report("coverage 40 x 48 read, 95 of 100", percentile(read, 0.95) * 1000, "ms", _LIMIT_MS)
        desk.shell.go("curriculum")
        page = desk.shell.page("curriculum")
        assert isinstance(page, CurriculumPage)
        page.show_view(COVERAGE)
        driver.settle()

        def show() -> None:
            page.coverage.show_coverage(coverage.matrix(group_id))
            page.coverage.table.viewport().repaint()

        shown = [seconds_of(show) for _ in range(TIMES)]
        report("coverage 40 x 48 read and painted, 95 of 100", percentile(shown, 0.95) * 1000, "ms", _LIMIT_MS)
    leave()


def _fill(unlocked: Unlocked) -> UUID:
    """Every client in one group that had every lesson once, with a mark for each member."""
    with unlocked.transaction() as db:
        group = db.scalars(select(Group).order_by(Group.name)).first()
        assert group is not None
        clients = db.scalars(select(Client.id).order_by(Client.id).limit(MEMBERS)).all()
        lessons = db.execute(select(Lesson.id, Lesson.title).where(Lesson.retired.is_(False))).all()
        first = db.scalars(select(Session.starts_at).order_by(Session.starts_at)).first()
        assert first is not None
        db.execute(delete(Membership).where(Membership.group_id == group.id))
        day = first.date() - timedelta(days=200)
        db.add_all(Membership(group_id=group.id, client_id=client, first_on=day) for client in clients)
        for number, lesson in enumerate(lessons):
            session = _session(group, 1000 + number, first - timedelta(days=number + 1))
            db.add(session)
            db.flush()
            db.add(Delivery(session_id=session.id, lesson_id=lesson.id, title=lesson.title, content={}))
            db.execute(
                insert(AttendanceEvent), [_mark(session, client, place) for place, client in enumerate(clients, 1)]
            )
        return group.id


def _session(group: Group, number: int, starts_at: object) -> Session:
    return Session(
        id=new_id(),
        group_id=group.id,
        number=number,
        starts_at=starts_at,
        ends_at=starts_at,
        started_at=starts_at,
        facilitator_id=group.facilitator_id,
    )


def _mark(session: Session, client_id: UUID, ordinal: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "session_id": session.id,
        "client_id": client_id,
        "ordinal": ordinal,
        "batch_id": new_id(),
        "kind": AttendanceEventKind.MARKED,
        "status": AttendanceStatus.NO_SHOW if ordinal % 7 == 0 else AttendanceStatus.PRESENT,
        "at": session.starts_at,
        "text": "",
        "recorded_at": session.starts_at,
        "recorded_by": session.facilitator_id,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))

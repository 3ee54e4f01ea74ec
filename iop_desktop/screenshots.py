"""Every page of the demo clinic as a picture: the real window on a real vault, drawn without a screen."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QApplication, QWidget
from tzlocal import get_localzone

from iop_desktop import screenshots_notes, screenshots_vault
from iop_desktop.models.kdf import KdfCost
from iop_desktop.rules.teaching import beginning_of
from iop_desktop.rules.vocabulary import NoteState, SegmentState
from iop_desktop.services.demo import DEMO_PASSPHRASE, DemoClinic, make_demo
from iop_desktop.services.demo_content import read_demo_content
from iop_desktop.services.demo_run import draft_of, members_by_call_name
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.curriculum.lesson_editor import LessonEditor
from iop_desktop.ui.curriculum_page import COVERAGE, LESSONS, CurriculumPage
from iop_desktop.ui.desk import Desk
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.groups_page import GroupsPage
from iop_desktop.ui.import_dialog import ImportDialog
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.welcome_page import WelcomePage

# The vault lives for a few seconds in a temporary folder and holds invented people.
_CHEAP = KdfCost(memory_kib=8192, iterations=1, lanes=1)
_PATIENCE = 60.0
_FRIDAY = 4
# Invented people, as another system might write them.
_ROSTER = """MRN;Last Name;First Name;DOB;Date of Death;City;State;ZIP
70412;O'Brien;Maeve;3/14/1988;;Salem;MA;1970
70413;Núñez;Pilar;11/30/1990;;Lynn;MA;1902
70414;Tran;Quốc Anh;7/22/1979;;Lowell;MA;1851
70415;Abara;Chidi;2/29/1991;;Boston;MA;2118
70416;Petrov;Ilya;12/1/1966;5/2/2025;Quincy;MA;2169
70417;Young;Tess;8/19/2011;;Malden;MA;2148
70418;Kim;;1/5/1985;;Newton;MA;2458
"""


class _Clock:
    """Quarter to eleven in the clinic, until it is moved."""

    def __init__(self) -> None:
        now = datetime.now(get_localzone()).replace(hour=10, minute=47, second=12, microsecond=0)
        # The end of a week shows hours that have added up.
        self.now = now - timedelta(days=(now.weekday() - _FRIDAY) % 7)

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def move_to(self, hour: int, minute: int) -> None:
        self.now = self.now.replace(hour=hour, minute=minute)


def shoot(folder: Path, theme: str, size: tuple[int, int], scale: float, progress: Callable[[str], None]) -> list[Path]:
    """Draw the pages into ``folder``; ``size`` is in dots of the picture."""
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    folder.mkdir(parents=True, exist_ok=True)
    from iop_desktop.app import Program, make_application  # the application must see the scale

    app = make_application()
    clock = _Clock()
    with tempfile.TemporaryDirectory(prefix="iop-desktop-") as place:
        progress("Making the demo clinic")
        starts_at = clock.now.replace(hour=9, minute=0, second=0).astimezone(UTC)
        vault = Path(place) / "clinic"
        demo = make_demo(vault, DEMO_PASSPHRASE, clock, kdf_cost=_CHEAP, signed_weeks=2, session_starts_at=starts_at)
        program = Program(app, vault, clock, kdf_cost=_CHEAP)
        program.choose_theme(theme)
        program.vault.lock(demo.unlocked)
        program.window.resize(round(size[0] / scale), round(size[1] / scale))
        camera = _Camera(program.window, folder, f"{theme}-{size[0]}x{size[1]}" + (f"-{scale:g}" if scale != 1 else ""))
        story = _Story(program, demo, clock)
        for name in story.tell():
            for _ in range(4):
                program.tasks.wait_idle(_PATIENCE)
                _settle(app)
            progress(f"{name}: {camera.take(name).name}")
        program.front.close()
    return camera.taken


def _settle(app: QApplication) -> None:
    for _ in range(5):
        app.processEvents()


class _Camera:
    def __init__(self, window: QWidget, folder: Path, suffix: str) -> None:
        self._window, self._folder, self._suffix = window, folder, suffix
        self.taken: list[Path] = []

    def take(self, name: str) -> Path:
        """Grab the window, and a dialog over it where there is one."""
        picture = self._window.grab()
        dialog = QApplication.activeModalWidget()
        path = self._folder / f"{name}-{self._suffix}.png"
        (dialog.grab() if dialog is not None else picture).save(str(path))
        self.taken.append(path)
        return path


class _Story:
    """Walks through the program as a facilitator and a supervisor would."""

    def __init__(self, program: object, demo: DemoClinic, clock: _Clock) -> None:
        from iop_desktop.app import Program

        assert isinstance(program, Program)
        self._program, self._demo, self._clock = program, demo, clock

    def tell(self) -> Iterator[str]:
        """The name of each picture, when it is ready to be taken."""
        program = self._program
        program.window.show()
        yield from self._doors()
        self._enter(self._demo.facilitator)
        yield "today-morning"
        self._run_group()
        yield from self._pages(("group",))
        yield from self._teaching()
        yield from self._pages(("today", "notes"))
        yield from screenshots_notes.gates(self._desk, self._demo.session_id)
        yield from screenshots_notes.contact(self._desk, self._client(5), self._clock(), self._demo.session_id)
        self._finish_group()
        yield from self._pages(("notes",), "ready")
        yield from self._signing()
        signed = self._desk.services.notes.list(self._demo.session_id).rows[1]
        yield from screenshots_notes.after(self._desk, signed.note_id)
        yield from self._pages(("members",))
        self._desk.open_member(self._client(9))
        yield "member"
        yield from screenshots_vault.charts(self._desk)
        yield from self._groups()
        yield from self._curriculum()
        yield from screenshots_notes.settings(self._desk)
        yield from self._import()
        yield from self._overlays()
        somebody = self._client(5)
        program.window.lock("asked")
        yield "locked"
        self._enter(self._demo.supervisor)
        yield from self._pages(("today", "cosign"), "supervisor")
        yield from screenshots_notes.remark(self._desk)
        program.window.lock("asked")
        self._enter(screenshots_vault.ADMINISTRATOR)
        yield from screenshots_vault.administration(self._desk, self._demo.passphrase, somebody)

    def _doors(self) -> Iterator[str]:
        program = self._program
        program.window.show_front(WelcomePage())
        yield "welcome"
        program.front.begin_set_up()
        yield "set-up"
        yield from screenshots_vault.doors(program)
        yield "unlock"

    def _client(self, row: int) -> UUID:
        return self._desk.services.attendance.room(self._demo.session_id).rows[row].client_id

    def _enter(self, login: str) -> None:
        program = self._program
        program.tasks.wait_idle(_PATIENCE)
        program.front.unlock_as(login, self._demo.passphrase)
        program.tasks.wait_idle(_PATIENCE)

    @property
    def _desk(self) -> Desk:
        desk = self._program.desk
        assert desk is not None
        return desk

    @property
    def _unlocked(self) -> Unlocked:
        unlocked = self._program.front.unlocked
        assert unlocked is not None
        return unlocked

    def _pages(self, keys: tuple[str, ...], suffix: str = "") -> Iterator[str]:
        for key in keys:
            self._desk.shell.go(key)
            self._desk.shell.page(key).refresh()
            yield f"{key}-{suffix}" if suffix else key

    def _run_group(self) -> None:
        """Marks, reasons and observations as the demo's own text has them; the first half of the lesson."""
        services, session_id, moment = self._desk.services, self._demo.session_id, self._clock.now
        self._clock.move_to(9, 0)
        services.sessions.start(session_id)
        texts = members_by_call_name(read_demo_content())
        rows = services.attendance.room(session_id).rows
        for row in sorted(rows, key=lambda each: texts[each.name].late_minutes):
            member = texts[row.name]
            self._clock.move_to(9, 1 + member.late_minutes)
            services.attendance.mark(session_id, row.client_id, member.status)
            if member.observation:
                services.attendance.observe(session_id, row.client_id, member.observation)
            if member.reason:
                services.attendance.set_reason(session_id, row.client_id, member.reason)
        lesson = services.lessons.view(session_id)
        for segment in (lesson.segments if lesson else ())[:3]:
            services.lessons.mark_segment(session_id, segment.position, SegmentState.DONE)
        self._clock.now = moment
        self._write(5)

    def _teaching(self) -> Iterator[str]:
        """The runner in the middle of a segment, and what stands at its end."""
        page, teaching = self._desk.shell.page("group"), self._desk.teaching
        assert isinstance(page, GroupPage)
        assert teaching is not None
        page.show_runner(True)
        view = teaching.runner.view
        assert view is not None
        for position, name in ((4, "teach"), (len(view.segments) + 1, "teach-end")):
            self._desk.services.teaching.go(self._demo.session_id, beginning_of(view.timed, position))
            teaching.runner.load(self._demo.session_id)
            yield name
        page.show_runner(False)

    def _write(self, count: int) -> None:
        services, texts = self._desk.services, members_by_call_name(read_demo_content())
        for row in services.notes.list(self._demo.session_id).rows[:count]:
            if row.state is NoteState.DRAFT:
                view = services.notes.open(row.note_id)
                saved = services.notes.save(row.note_id, view.revision, draft_of(view, texts[row.name]))
                services.notes.mark_shown(row.note_id, saved.digest)

    def _finish_group(self) -> None:
        self._clock.move_to(12, 4)
        services, session_id = self._desk.services, self._demo.session_id
        changes = services.sessions.end(session_id)
        part = services.notes.group_part(session_id)
        services.notes.save_group_part(session_id, part.revision, part.topic, part.interventions, part.note_format)
        self._write(9)
        self._program.tasks.changed.emit(changes)

    def _signing(self) -> Iterator[str]:
        self._desk.notes_page().sign_all()
        yield "sign-all"
        for dialog in self._desk.shell.findChildren(SignDialog):
            dialog.sign_with(self._demo.passphrase)
        yield "notes-signed"
        yield from screenshots_notes.papers(self._desk, self._demo.session_id)

    def _groups(self) -> Iterator[str]:
        """Each tab of the Groups page."""
        yield from self._pages(("groups",))
        page = self._desk.shell.page("groups")
        assert isinstance(page, GroupsPage)
        for number, name in enumerate(("roster", "waiting", "rules"), 1):
            page.tabs.setCurrentIndex(number)
            yield f"groups-{name}"
        page.tabs.setCurrentIndex(0)

    def _curriculum(self) -> Iterator[str]:
        """A lesson with its slides and worksheet, coverage, and a lesson that is being written."""
        yield from self._pages(("curriculum",))
        page = self._desk.shell.page("curriculum")
        assert isinstance(page, CurriculumPage)
        for part in ("slides", "worksheet"):
            page.lesson.show_part(part)
            yield f"curriculum-{part}"
        page.show_view(COVERAGE)
        yield "coverage"
        page.show_view(LESSONS)
        page.edit()
        yield "lesson-editor"
        for editor in self._desk.shell.findChildren(LessonEditor):
            editor.done(0)

    def _import(self) -> Iterator[str]:
        """A roster of another system, with rows that stay outside."""
        services = self._desk.services
        roster = self._demo.folder.parent / "roster.csv"
        roster.write_text(_ROSTER, encoding="utf-8")
        today = self._clock().astimezone(services.sessions.zone).date()
        dialog = ImportDialog(
            roster, services.rosters.programs(), services.rosters, self._program.tasks, today, self._desk.shell
        )
        dialog.open()
        yield "import"
        dialog.reject()

    def _overlays(self) -> Iterator[str]:
        shell = self._desk.shell
        shell.go("group")
        shell.open_palette()
        yield "palette"
        shell.close_overlay()
        shell.open_shortcuts()
        yield "keys"
        shell.close_overlay()

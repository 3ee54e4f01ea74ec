"""The composition root: the only module that sees every layer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from iop_desktop import log, paths
from iop_desktop.rules.lock_causes import OWN_CAUSES, LockCause
from iop_desktop.services.demo_hint import read_hint, write_hint
from iop_desktop.ui.application import has_display, make_application
from iop_desktop.ui.crash_notice import CrashNotice
from iop_desktop.ui.dialogs import Dialogs, WindowDialogs
from iop_desktop.ui.front_desk import FrontDesk
from iop_desktop.ui.idle import IdleLock
from iop_desktop.ui.machine_privacy import MachinePrivacy
from iop_desktop.ui.opening import Opening
from iop_desktop.ui.run_marker import RunMarker
from iop_desktop.ui.screen_capture import CaptureGuard
from iop_desktop.ui.settings_file import Settings
from iop_desktop.ui.single_instance import SingleInstance, instance_name
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.theme import Theme
from iop_desktop.ui.watchdog import Watchdog
from iop_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Clock, Unlocked
    from iop_desktop.services.vault import VaultService
    from iop_desktop.ui.desk import Desk
    from iop_desktop.ui.left_off import LeftOff
    from iop_desktop.ui.recovery_desk import RecoveryDesk
    from iop_desktop.ui.restore_desk import RestoreDesk
    from iop_desktop.ui.salvage_desk import SalvageDesk
    from iop_desktop.ui.set_up_desk import SetUpDesk
    from iop_desktop.ui.system_watch import SystemWatch

__all__ = [
    "Program",
    "draw_slides",
    "has_display",
    "make_application",
    "open_window",
    "take_screenshots",
    "utc_now",
]

USUAL_SIZE = (1366, 768)
ROOM_SIZE = (1920, 1080)


def utc_now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)


class Program:
    """The window with everything behind it; tests make one with their own clock and dialogs.

    The window is on screen before the database, the services and the pages are loaded: ``_prepare`` loads them behind
    the unlock page, in the long lane. That is why this module imports them inside its functions.
    ``notice`` stands on the unlock page until somebody has unlocked.
    """

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        clock: Clock = utc_now,
        dialogs: Dialogs | None = None,
        notice: str = "",
        **vault: object,
    ) -> None:
        self.settings = Settings.load(paths.settings_file())
        Theme.apply(app, self.settings.theme)
        self.tasks = Tasks()
        self._folder, self._vault_options = folder, vault
        self._clock, self._dialogs = clock, dialogs or WindowDialogs()
        self._notice = notice
        self.window = MainWindow(self._lock_page)
        self.capture = CaptureGuard(app)
        self.capture.set_hides(self.settings.hides_from_capture)
        self.idle = IdleLock(app, self.settings.idle_minutes * 60.0)
        opening = Opening(
            lambda: self.vault,
            self._set_up_desk,
            self._recovery_desk,
            self._restore_desk,
            self._salvage_desk,
            self._prepare,
            self._make_demo,
            self._open_shell,
            folder,
            self._hint,
        )
        self.front = FrontDesk(self.window, opening, self.tasks, self.idle)
        self.front.opened.connect(self._forget_notice)
        self.front.closed.connect(self._let_sleep)
        self._watch: SystemWatch | None = None
        self._left_off: LeftOff | None = None
        self.crashes = CrashNotice(self.window)
        self.desk: Desk | None = None
        self.window.theme_changed.connect(self._keep_theme)
        self.window.closing.connect(self.front.close)

    @cached_property
    def vault(self) -> VaultService:
        """The vault of the folder."""
        from iop_desktop.services.vault import VaultService

        return VaultService(self._folder, self._clock, **self._vault_options)  # type: ignore[arg-type]  # tests pass kdf_cost and keyring through

    def start(self) -> None:
        """Show the window and what fits the machine."""
        room = self.window.screen().availableSize()
        self.window.resize(min(USUAL_SIZE[0], room.width()), min(USUAL_SIZE[1], room.height()))
        if room.width() <= USUAL_SIZE[0] or room.height() <= USUAL_SIZE[1]:
            self.window.showMaximized()
        else:
            self.window.show()
        self.front.start()

    def _lock_page(self) -> QWidget:
        return self.front.lock_page()

    def _hint(self) -> str:
        return "\n\n".join(filter(None, (self._notice, read_hint(self._folder))))

    def _forget_notice(self) -> None:
        self._notice = ""

    def choose_theme(self, name: str) -> None:
        """Show everything in this theme, for this run."""
        Theme.current().switch(name)

    def follow_system(self) -> None:
        """Also lock when the operating system locks, sleeps or changes to another account; once somebody unlocks."""
        self.front.opened.connect(self._watch_system)

    def _watch_system(self) -> None:
        if self._watch is None:
            from iop_desktop.ui.system_watch import system_watch  # not while the program starts

            self._watch = system_watch(self._system_tells, self.window)
            self._watch.begin()

    def _system_tells(self, cause: LockCause) -> None:
        self.idle.tell(cause)
        if self.front.is_closed:
            self._let_sleep()

    def _let_sleep(self) -> None:
        if self._watch is not None:
            self._watch.let_sleep()

    def _watched(self) -> frozenset[LockCause]:
        return OWN_CAUSES | (self._watch.watched() if self._watch is not None else frozenset())

    @staticmethod
    def _prepare() -> None:
        import iop_desktop.services.bundle
        import iop_desktop.services.vault
        import iop_desktop.ui.desk  # noqa: F401 - loaded for whoever unlocks
        from iop_desktop.services.rehearsal import rehearse_once

        rehearse_once()

    def _set_up_desk(self) -> SetUpDesk:
        from tzlocal import get_localzone_name

        from iop_desktop.ui.set_up_desk import SetUpDesk

        return SetUpDesk(self.window, self.vault, self.tasks, self._dialogs, self._clock, get_localzone_name())

    def _recovery_desk(self) -> RecoveryDesk:
        from iop_desktop.ui.recovery_desk import RecoveryDesk

        return RecoveryDesk(self.window, self.vault, self.tasks, self._dialogs, self._clock)

    def _restore_desk(self) -> RestoreDesk:
        from tzlocal import get_localzone

        from iop_desktop.ui.restore_desk import RestoreDesk

        return RestoreDesk(self.window, self.vault, self.tasks, self._dialogs, self._clock, get_localzone())

    def _salvage_desk(self) -> SalvageDesk:
        from tzlocal import get_localzone

        from iop_desktop.ui.salvage_desk import SalvageDesk

        return SalvageDesk(self.window, self.vault, self.tasks, self._dialogs, self._clock, get_localzone())

    def _open_shell(self, unlocked: Unlocked) -> None:
        from iop_desktop.services.bundle import services_of
        from iop_desktop.ui.desk import Desk
        from iop_desktop.ui.left_off import LeftOff

        services = services_of(unlocked, self._clock)
        self.desk = Desk(self.window, services, unlocked.actor, self.tasks, self._dialogs, self._clock)
        if self._left_off is None:
            self._left_off = LeftOff(self.tasks, self.window)
            self.window.locked.connect(self._left_off.forget)
        self._left_off.attend(self.desk.shell, unlocked.actor.staff_id)
        self.desk.privacy = MachinePrivacy(lambda: self.settings, self._keep_settings, self._watched)

    def _make_demo(self, progress: Callable[[int, int, str], None]) -> str:
        from iop_desktop.services.demo import DEMO_PASSPHRASE, make_demo

        demo = make_demo(self.vault.folder, DEMO_PASSPHRASE, self._clock, progress=progress)
        self.vault.lock(demo.unlocked)
        write_hint(self.vault.folder, DEMO_PASSPHRASE)
        return demo.facilitator

    def _keep_theme(self, name: str) -> None:
        self._keep_settings(self.settings.with_theme(name))

    def _keep_settings(self, settings: Settings) -> None:
        self.settings = settings
        self.idle.set_seconds(settings.idle_minutes * 60.0)
        self.capture.set_hides(settings.hides_from_capture)
        settings.save(paths.settings_file())


def open_window(data_dir: Path | None) -> int:
    """Open the program; returns the exit code."""
    folder = data_dir or paths.data_dir()
    opened = log.configure(paths.log_dir())
    app = make_application()
    instance = SingleInstance(instance_name(folder))
    if not instance.claim():
        return 0
    marker = RunMarker(paths.log_dir(), instance_name(folder))
    program = Program(app, folder, notice=marker.begin())
    opened.when_unhandled(program.crashes.tell)
    instance.raised.connect(program.window.bring_forward)
    program.follow_system()
    watchdog = Watchdog()
    watchdog.stalled.connect(log.stalled)
    watchdog.start()
    program.start()
    code = app.exec()
    watchdog.stop()
    marker.end()
    with contextlib.suppress(RuntimeError):
        instance.release()
    return code


def take_screenshots(
    folder: Path, theme: str, size: tuple[int, int], scale: float, progress: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Every page of the demo clinic as a PNG, rendered offscreen."""
    from iop_desktop.screenshots import shoot  # only this command needs it

    return shoot(folder, theme, size, scale, progress)


def draw_slides(text: str, heading: str, folder: Path) -> list[Path]:
    """The slides of a lesson (the text of ``slides.md``) as PNG, rendered offscreen. Raises NotWritten."""
    from iop_desktop.rules.slides import read_slides
    from iop_desktop.services.written_file import NotWritten
    from iop_desktop.ui.fonts import load_fonts
    from iop_desktop.ui.presenter.slide_images import write_slides  # only this command needs it

    make_application()
    load_fonts()
    try:
        return write_slides(read_slides(text), heading, folder, ROOM_SIZE)
    except OSError:
        raise NotWritten("The pictures cannot be written into that folder. Choose another one.") from None

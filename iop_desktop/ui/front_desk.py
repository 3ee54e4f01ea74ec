"""From the start of the program to the open shell and back: welcome, set-up, unlock, lock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.services.changes import Changes, Topic
from iop_desktop.ui.idle import IdleLock
from iop_desktop.ui.opening import Opening
from iop_desktop.ui.tasks import Job, Tasks, sentence_of
from iop_desktop.ui.trouble_page import TroublePage
from iop_desktop.ui.unlock_page import UnlockPage
from iop_desktop.ui.welcome_page import WelcomePage
from iop_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Unlocked
    from iop_desktop.ui.code_desk import CodeDesk
    from iop_desktop.ui.invited_desk import InvitedDesk
    from iop_desktop.ui.recovery_desk import RecoveryDesk
    from iop_desktop.ui.restore_desk import RestoreDesk
    from iop_desktop.ui.salvage_desk import SalvageDesk
    from iop_desktop.ui.set_up_desk import SetUpDesk

PAINT_FIRST_MS = 30
CLOSING, RESTORING, ERASED = "closing", "restoring", "erased"
NOT_SAVED = "the last draft could not be saved; look at it after unlocking"


class FrontDesk(QObject):
    """Knows whether a clinic is here, who is at the door, and closes the vault when the window locks.

    ``closed`` is sent when the drafts are in the vault and it is closed.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, window: MainWindow, opening: Opening, tasks: Tasks, idle: IdleLock) -> None:
        super().__init__(window)
        self._window, self._opening, self._tasks, self._idle = window, opening, tasks, idle
        self._set_up: SetUpDesk | None = None
        self._recovery: RecoveryDesk | None = None
        self._restore: RestoreDesk | None = None
        self._salvage: SalvageDesk | None = None
        self._invited: InvitedDesk | None = None
        self._codes: CodeDesk | None = None
        self._logins: tuple[str, ...] = ()
        self._last_login = ""
        self._unlocked: Unlocked | None = None
        self._covering: UnlockPage | None = None
        self._closing = False
        window.locked.connect(self._locked)
        idle.lock_due.connect(window.lock)
        tasks.changed.connect(self._changed)
        tasks.refused.connect(self._not_put_away)
        tasks.crashed.connect(self._not_put_away)

    @property
    def unlocked(self) -> Unlocked | None:
        """The open vault, if it is open."""
        return self._unlocked

    def _changed(self, changes: Changes) -> None:
        """Who was added to the staff may unlock from now on."""
        if Topic.STAFF in changes.topics:
            self._tasks.run(self, lambda: self._opening.vault().logins(), done=self._know)

    def _know(self, logins: tuple[str, ...]) -> None:
        self._logins = logins

    def start(self) -> None:
        """Show what fits the machine: welcome, unlock, or what is wrong with the vault."""
        self._tasks.run(self, self._look, done=self._show_door, failed=self._show_trouble)

    def _look(self) -> tuple[str, ...] | None:
        # The keys' library is loaded here, while the window's thread is busy with the window.
        from iop_desktop.services.front_door import FrontDoor, VaultState

        door = FrontDoor(self._opening.folder)
        return door.logins() if door.state() is VaultState.READY else None

    def _show_door(self, logins: tuple[str, ...] | None) -> None:
        QTimer.singleShot(PAINT_FIRST_MS, self, self._prepare)
        if logins is None:
            self._window.show_front(self._welcome())
            return
        self._logins = logins
        self._window.show_front(self._unlock_page(""))

    def _prepare(self) -> None:
        self._tasks.run_long(self, lambda _job: self._opening.prepare())

    def _show_trouble(self, error: BaseException) -> None:
        page = TroublePage(sentence_of(error), str(self._opening.folder))
        page.retry.connect(self.start)
        page.restore.connect(self.begin_restore)
        self._window.show_front(page)

    def _welcome(self) -> WelcomePage:
        page = WelcomePage()
        page.set_up_requested.connect(self.begin_set_up)
        page.restore_requested.connect(self.begin_restore)
        page.demo_requested.connect(lambda: self._make_demo(page))
        return page

    def begin_set_up(self) -> None:
        """Show the wizard."""
        from iop_desktop.services.passphrases import strength

        if self._set_up is None:
            self._set_up = self._opening.set_up()
            self._set_up.cancelled.connect(self.start)
            self._set_up.made.connect(self._hold)
            self._set_up.opened.connect(self._enter)
        self._set_up.begin(strength)

    def begin_recovery(self, login: str) -> None:
        """Show where the code of the recovery kit is typed, with this login chosen."""
        from iop_desktop.services.passphrases import strength

        if self._recovery is None:
            self._recovery = self._opening.recovery()
            self._recovery.cancelled.connect(self.start)
            self._recovery.made.connect(self._hold)
            self._recovery.opened.connect(self._enter)
        self._recovery.begin(self._logins, login, strength)

    def begin_invited(self, page: QWidget) -> None:
        """Ask who was invited for login, code and a pass phrase of their own."""
        from iop_desktop.ui.invited_desk import InvitedDesk

        if self._invited is None:
            self._invited = InvitedDesk(self._opening.vault, self._tasks, self)
            self._invited.opened.connect(self._enter_invited)
            self._invited.code_needed.connect(self._ask_code)
        self._invited.begin(page)

    def _enter_invited(self, unlocked: Unlocked) -> None:
        self._enter(unlocked)
        self._tasks.run(self, lambda: self._opening.vault().logins(), done=self._know)

    def begin_restore(self, login: str = "") -> None:
        """Show where a backup is chosen, opened and restored."""
        if self._restore is None:
            self._restore = self._opening.restore()
            self._restore.ended.connect(self.start)
            self._restore.salvage_asked.connect(self.begin_salvage)
        self._covering = None
        self._restore.begin(login or self._last_login)

    def begin_salvage(self, login: str = "") -> None:
        """Show where damaged records are read into a new folder."""
        if self._salvage is None:
            self._salvage = self._opening.salvage()
            self._salvage.ended.connect(self.start)
        self._covering = None
        self._salvage.begin(login or self._last_login)

    def unlock_as(self, login: str, passphrase: str) -> None:
        """Unlock without typing; refusals show on a new unlock page."""
        page = self._unlock_page("")
        self._window.show_front(page)
        self._unlock(page, login, passphrase)

    def _make_demo(self, page: WelcomePage) -> None:
        page.set_busy("Making the demo clinic. This takes about a minute.")

        def work(job: Job) -> str:
            return self._opening.make_demo(job.step)

        self._tasks.run_long(
            page,
            work,
            done=self._demo_made,
            failed=lambda error: page.show_error(sentence_of(error)),
            progress=page.set_progress,
        )

    def _demo_made(self, login: str) -> None:
        self._logins = self._opening.vault().logins()
        self._last_login = login
        self._window.show_front(self._unlock_page(""))

    def lock_page(self) -> QWidget:
        """What covers the window while it is locked."""
        self._covering = self._unlock_page(self._last_login)
        return self._covering

    def _not_put_away(self, error: BaseException) -> None:
        """What fails between covering the window and closing the vault is a draft on its way: do not call it saved.

        What the closing itself ended, such as a backup, was no draft: drafts come before it.
        """
        if self._covering is not None and type(error).__name__ != "VaultClosed":
            self._covering.set_notice(NOT_SAVED)

    @property
    def is_closed(self) -> bool:
        """Whether nobody has the vault open and none is being closed."""
        return self._unlocked is None and not self._closing

    def _closed(self) -> None:
        self._covering, self._closing = None, False
        self.closed.emit()

    def _unlock_page(self, locked_login: str) -> UnlockPage:
        page = UnlockPage(self._logins, self._last_login, locked_login)
        page.set_hint(self._opening.hint())
        page.recovery_requested.connect(self.begin_recovery)
        page.restore_requested.connect(self.begin_restore)
        page.salvage_requested.connect(self.begin_salvage)
        page.invited_requested.connect(lambda: self.begin_invited(page))
        page.unlock_requested.connect(lambda login, passphrase: self._unlock(page, login, passphrase))
        return page

    def _unlock(self, page: UnlockPage, login: str, passphrase: str) -> None:
        self._last_login = login
        self._tasks.run(
            page,
            lambda: self._opening.vault().unlock(login, passphrase),
            done=self._enter,
            failed=lambda error: self._refuse_or_ask(page, error, login, passphrase),
        )

    def _refuse_or_ask(self, page: UnlockPage, error: BaseException, login: str, passphrase: str) -> None:
        if getattr(error, "asks_code", False):
            self._ask_code(login, passphrase)
        else:
            self._refuse(page, error)

    def _ask_code(self, login: str, passphrase: str) -> None:
        from iop_desktop.ui.code_desk import CodeDesk

        if self._codes is None:
            self._codes = CodeDesk(self._window, self._tasks)
            self._codes.opened.connect(self._enter)
            self._codes.cancelled.connect(self.start)
        self._covering = None
        self._codes.ask(login, lambda code: self._opening.vault().unlock(login, passphrase, code))

    @staticmethod
    def _refuse(page: UnlockPage, error: BaseException) -> None:
        page.show_error(sentence_of(error))
        page.set_delay(float(getattr(error, "wait_seconds", 0.0)))
        if getattr(error, "kit_helps", False):
            page.offer_recovery()
        if getattr(error, "salvage_helps", False):
            page.offer_salvage()

    def _hold(self, unlocked: Unlocked) -> None:
        # The records are open behind the kit: they are closed also if the window is closed right here.
        self._unlocked = unlocked

    def _enter(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked
        self._last_login = unlocked.actor.login
        self._logins = self._logins or (unlocked.actor.login,)
        self._opening.open_shell(unlocked)
        if unlocked.notice and self._window.shell is not None:
            self._window.shell.banner.say(unlocked.notice, "warn")
        self._idle.start()
        self.opened.emit()

    def _locked(self, reason: str) -> None:
        self._idle.stop()
        unlocked, self._unlocked = self._unlocked, None
        if unlocked is not None:
            self._closing = True
            # The quick lane keeps its order: drafts asked to be saved a moment ago are in the vault before it closes.
            work = partial(self._put_away, unlocked, closing=reason == CLOSING)
            self._tasks.run(self, work, lambda _: self._closed(), lambda _: self._closed())
        if reason == RESTORING:
            self.begin_restore()
        elif reason == ERASED:
            self._logins, self._last_login = (), ""
            self.start()

    def _put_away(self, unlocked: Unlocked, *, closing: bool) -> None:
        """Close the vault; when the program ends, after the backup of what changed."""
        try:
            if closing:
                from iop_desktop.services.backups import back_up_before_closing

                back_up_before_closing(unlocked)
        finally:
            self._opening.vault().lock(unlocked)

    def close(self) -> None:
        """The window closes: drafts are on their way, then the vault is closed."""
        # The backup may take a while, and nobody needs to look at a window that does not answer.
        self._window.hide()
        self._locked(CLOSING)
        self._tasks.shutdown(wait=True)

"""What is due without anybody asking, while somebody is at work: the daily backup and the reserve on the disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from iop_desktop.services.backup_views import House
from iop_desktop.services.backups import BackupService
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.ui.banner import Banner
from iop_desktop.ui.tasks import Tasks, sentence_of

FIRST_MS = 90_000
EVERY_MS = 20 * 60_000


class BackupKeeper(QObject):
    """Looks a while after unlocking and then now and then; dies with the shell. Trouble is said once."""

    def __init__(self, backups: BackupService, tasks: Tasks, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._backups, self._tasks, self._banner = backups, tasks, banner
        self._said = ""
        self._timer = QTimer(self, interval=FIRST_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Do what is due, on the long lane."""
        self._timer.setInterval(EVERY_MS)
        self._tasks.run_long(
            self,
            lambda job: self._backups.keep_house(job.step),
            done=self._done,
            failed=lambda error: self._say(sentence_of(error), "warn"),
        )

    def _done(self, house: House) -> None:
        if house.made:
            self._tasks.changed.emit(Changes(frozenset({Topic.BACKUPS})))
        if house.sentence:
            self._say(house.sentence, "info")

    def _say(self, sentence: str, tone: str) -> None:
        if sentence != self._said:
            self._said = sentence
            self._banner.say(sentence, tone)

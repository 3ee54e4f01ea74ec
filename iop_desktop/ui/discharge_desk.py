"""Asks what is needed to discharge a member, or to put a discharge of today right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import long_date
from iop_desktop.services.discharge_views import DischargeForm, Episode
from iop_desktop.services.discharges import DischargeService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.discharge_dialog import CorrectionDialog, DischargeDialog
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.kept_words import keep_words
from iop_desktop.ui.tasks import Tasks

NEVER = "This member was never admitted to a program."
OVER = "This member is in no program any more."
OVER_DETAIL = "The last discharge was with {day}: {reason}. A discharge is put right on the day it was entered."
UNKNOWN = "The discharge was entered elsewhere."


class DischargeDesk(QObject):
    """Belongs to a page; the dialogs open over it."""

    def __init__(
        self, discharges: DischargeService, tasks: Tasks, dialogs: Dialogs, today: Callable[[], date], page: QWidget
    ) -> None:
        super().__init__(page)
        self._discharges, self._tasks, self._dialogs = discharges, tasks, dialogs
        self._today, self._page = today, page

    def ask(self, client_id: UUID, name: str) -> None:
        """Discharge the member, or put right what was entered today."""
        self._tasks.run(
            self._page,
            lambda: self._discharges.episodes(client_id),
            done=lambda episodes: self._choose(name, episodes),
        )

    def _choose(self, name: str, episodes: tuple[Episode, ...]) -> None:
        lasting = [episode for episode in episodes if episode.lasts]
        today = next((e for e in episodes if e.discharge is not None and e.discharge.may_correct), None)
        if lasting:
            self._discharge(name, lasting)
        elif today is not None:
            self._correct(name, today)
        else:
            self._dialogs.tell(self._page, OVER if episodes else NEVER, _last_words(episodes))

    def _discharge(self, name: str, lasting: list[Episode]) -> None:
        dialog = DischargeDialog(name, lasting, self._today(), self._page)

        def run(episode: Episode, form: DischargeForm) -> None:
            run_for(dialog, self._tasks, lambda: self._discharges.discharge(episode.admission_id, form))

        dialog.confirmed.connect(run)
        keep_words(dialog, f"discharge:{lasting[0].admission_id}")
        dialog.open()

    def _correct(self, name: str, episode: Episode) -> None:
        assert episode.discharge is not None
        dialog, key = CorrectionDialog(name, episode, episode.discharge, self._page), episode.admission_id
        dialog.confirmed.connect(
            lambda form, why: run_for(dialog, self._tasks, lambda: self._discharges.correct(key, form, why))
        )
        dialog.taken_back.connect(
            lambda why: run_for(dialog, self._tasks, lambda: self._discharges.take_back(key, why))
        )
        dialog.open()


def _last_words(episodes: tuple[Episode, ...]) -> str:
    last = next((episode.discharge for episode in episodes if episode.discharge is not None), None)
    if last is None:
        return UNKNOWN if episodes else ""
    return OVER_DETAIL.format(day=long_date(last.on), reason=last.reason.label.lower())

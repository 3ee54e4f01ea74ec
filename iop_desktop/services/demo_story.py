"""The whole demo in one go: the clinic and one session of it, all or nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from iop_desktop.models.kdf import KdfCost
from iop_desktop.services.demo import HISTORY_WEEKS, Progress, make_demo, no_progress
from iop_desktop.services.demo_calendar import SESSION_LENGTH
from iop_desktop.services.demo_folder import whole_or_nothing
from iop_desktop.services.demo_run import DemoRun, run_demo_session
from iop_desktop.services.unlocked import Clock

# The session has just ended when it is written up, so that no time in it lies in the future.
_SINCE_THE_END = timedelta(minutes=20)
_QUARTER = 15


def run_demo_story(
    folder: Path,
    passphrase: str,
    clock: Clock,
    *,
    kdf_cost: KdfCost | None = None,
    history_weeks: int = HISTORY_WEEKS,
    progress: Progress = no_progress,
) -> DemoRun:
    """Make the demo clinic in ``folder`` as it was when its first group began, and run that session; about a minute.

    All or nothing: after an error or an interrupt the folder is as it was. Raises what ``make_demo`` and
    ``run_demo_session`` raise.
    """
    ended = clock() - _SINCE_THE_END
    starts_at = (ended - timedelta(minutes=ended.minute % _QUARTER)).replace(second=0, microsecond=0) - SESSION_LENGTH
    with whole_or_nothing(folder):
        begun = time.perf_counter()
        demo = make_demo(
            folder,
            passphrase,
            lambda: starts_at,
            kdf_cost=kdf_cost,
            history_weeks=history_weeks,
            session_starts_at=starts_at,
            progress=progress,
        )
        made = round(time.perf_counter() - begun, 3)
        run = run_demo_session(demo, clock, kdf_cost=kdf_cost, progress=progress)
    return replace(run, seconds={"demo": made, **run.seconds})

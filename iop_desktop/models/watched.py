"""Looking in on one long statement: progress goes out, and a wish to stop comes in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from iop_desktop.models.cipher import DRIVER

# Steps of the database's machine between two looks; about twenty looks a second.
_EVERY = 20_000


class Watch:
    """Calls ``tell``; when it raises, the statement is stopped and ``stopped`` keeps why."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self.stopped: BaseException | None = None

    def __call__(self) -> int:
        """What the database's library calls; anything but 0 stops the statement."""
        try:
            self._tell()
        except BaseException as error:  # noqa: BLE001 - raised again outside of the database's library
            self.stopped = error
            return 1
        return 0


@contextlib.contextmanager
def watched(connection: Any, watch: Watch) -> Iterator[None]:
    """Inside the block ``watch`` is called while statements run; what it raised is raised at the end of the block."""
    connection.set_progress_handler(watch, _EVERY)
    try:
        yield
    except DRIVER.Error:
        if watch.stopped is not None:
            raise watch.stopped from None
        raise
    finally:
        with contextlib.suppress(DRIVER.Error):
            connection.set_progress_handler(None, 0)

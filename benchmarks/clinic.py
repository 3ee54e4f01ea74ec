"""The demo clinic that every measurement works on: made once a run, copied where a measurement changes it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from iop_desktop.services.demo import DEMO_PASSPHRASE, DemoClinic
from iop_desktop.services.demo_calendar import SESSION_LENGTH, StoryClock
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.vault import VaultService

_FACTS = "demo.json"


@dataclass(frozen=True, slots=True)
class BenchClinic:
    """Where a demo clinic lies and who works in it; ``session_id`` waits from ``starts_at`` on."""

    folder: Path
    facilitator: str
    supervisor: str
    session_id: UUID
    starts_at: datetime
    passphrase: str = DEMO_PASSPHRASE

    def story_clock(self) -> StoryClock:
        """A clock moved by hand that stands at the beginning of the session."""
        return StoryClock(self.starts_at, limit=self.starts_at + 3 * SESSION_LENGTH)

    @contextmanager
    def unlocked(self, login: str, clock: Clock) -> Iterator[Unlocked]:
        """The open vault of one member of staff."""
        vaults = VaultService(self.folder, clock)
        opened = vaults.unlock(login, self.passphrase)
        try:
            yield opened
        finally:
            vaults.lock(opened)


def remember(place: Path, demo: DemoClinic) -> None:
    """Write down for the other scripts what the demo clinic is."""
    facts = {
        "folder": str(demo.folder),
        "facilitator": demo.facilitator,
        "supervisor": demo.supervisor,
        "session_id": str(demo.session_id),
        "starts_at": demo.starts_at.isoformat(),
    }
    (place / _FACTS).write_text(json.dumps(facts), encoding="utf-8")


def facts_of(place: Path) -> BenchClinic:
    """The clinic that was remembered there."""
    facts = json.loads((place / _FACTS).read_text(encoding="utf-8"))
    return BenchClinic(
        folder=Path(facts["folder"]),
        facilitator=facts["facilitator"],
        supervisor=facts["supervisor"],
        session_id=UUID(facts["session_id"]),
        starts_at=datetime.fromisoformat(facts["starts_at"]).astimezone(UTC),
    )


@contextmanager
def own_copy(place: Path) -> Iterator[BenchClinic]:
    """A copy of the demo clinic that may be changed."""
    demo = facts_of(place)
    with tempfile.TemporaryDirectory(dir=place) as own:
        folder = Path(own) / "clinic"
        shutil.copytree(demo.folder, folder)
        yield replace(demo, folder=folder)

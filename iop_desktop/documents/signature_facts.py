"""What a signature says about itself, printed beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from iop_desktop.rules.names import with_credentials


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """Who signs, as what, and when. ``signed_at`` is aware; ``zone`` is the name of the clinic's time zone."""

    name: str
    credentials: str
    licence: str
    role_title: str
    meaning: str
    signed_at: datetime
    zone: str

    @property
    def signed_name(self) -> str:
        """Name with credentials."""
        return with_credentials(self.name, self.credentials)

    @property
    def local_time(self) -> datetime:
        """The time on the clinic's wall clock."""
        return self.signed_at.astimezone(ZoneInfo(self.zone))


def time_text(facts: SignatureFacts) -> str:
    """Date and time with the zone and its offset, such as ``2026-11-24 12:05:09 EST (UTC-05:00)``."""
    local = facts.local_time
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} {local:%Z} (UTC{offset[:3]}:{offset[3:5]})"


def stamp_lines(facts: SignatureFacts, digest: str) -> tuple[str, ...]:
    """The lines of the visible signature: name, meaning, role and licence, time with zone, digest of the record."""
    role = " · ".join(part for part in (facts.role_title, f"Lic. {facts.licence}" if facts.licence else "") if part)
    return tuple(
        line for line in (facts.signed_name, facts.meaning, role, time_text(facts), f"Record {digest[:16]}") if line
    )

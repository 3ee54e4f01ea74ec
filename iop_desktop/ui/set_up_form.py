"""What the set-up wizard asked for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SetUpForm:
    """The clinic and its first administrator; the pass phrase is never part of its text."""

    clinic_name: str
    street: str
    city: str
    state: str
    postal_code: str
    administrator_name: str
    credentials: str
    login: str
    passphrase: str = field(repr=False)

    @property
    def address(self) -> str:
        """The address in one line, as it is printed on records."""
        place = " ".join(part for part in (self.state, self.postal_code) if part)
        return ", ".join(part for part in (self.street, self.city, place) if part)
